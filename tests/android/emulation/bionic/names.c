// Functions that glibc has not.

#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/select.h>

static void require(int condition, const char* what) {
  if (condition) return;
  fprintf(stderr, "Expected %s, but Android's check of its size failed.\n", what);
  abort();
}

int* __errno(void) { return &errno; }

char* __gnu_strerror_r(int error, char* text, size_t size) { return strerror_r(error, text, size); }

// FORTIFY's checks get the size of the object.

size_t __strlen_chk(const char* text, size_t size) {
  size_t length = strlen(text);
  require(length < size, "a string that ends in its object");
  return length;
}

char* __strchr_chk(const char* text, int wanted, size_t size) {
  __strlen_chk(text, size);
  return strchr(text, wanted);
}

int __FD_ISSET_chk(int file, const fd_set* set, size_t size) {
  require(size >= sizeof *set, "an fd_set");
  return FD_ISSET(file, set);
}

void __FD_SET_chk(int file, fd_set* set, size_t size) {
  require(size >= sizeof *set, "an fd_set");
  FD_SET(file, set);
}

// Android 8.0 says its API level, and nothing of the phone; TensorFlow Lite has its fast kernels
// (XNNPACK) only where it finds a level.
int __system_property_get(const char* name, char* value) {
  strcpy(value, strcmp(name, "ro.build.version.sdk") ? "" : "26");
  return (int)strlen(value);
}

void android_set_abort_message(const char* text) { fprintf(stderr, "abort: %s\n", text); }
