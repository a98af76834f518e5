// Functions of streams: in Bionic the standard ones are elements of an array, 152 bytes each.
// Those that fopen gives are glibc's, here too.

#define _GNU_SOURCE
#include <stdarg.h>
#include <stdio.h>
#include <wchar.h>

#include "bionic.h"

char __sF[3][152];

BIONIC(stdin) FILE* bionic_stdin = (FILE*)__sF[0];
BIONIC(stdout) FILE* bionic_stdout = (FILE*)__sF[1];
BIONIC(stderr) FILE* bionic_stderr = (FILE*)__sF[2];

static FILE* own(FILE* file) {
  if (file == bionic_stdin) return stdin;
  if (file == bionic_stdout) return stdout;
  return file == bionic_stderr ? stderr : file;
}

#define OF_STREAM(type, name) \
  BIONIC(name) type bionic_##name(FILE* file) { return name(own(file)); }
#define TO_STREAM(type, name, what) \
  BIONIC(name) type bionic_##name(what value, FILE* file) { return name(value, own(file)); }

OF_STREAM(int, fclose)
OF_STREAM(int, fflush)
OF_STREAM(int, fileno)
OF_STREAM(int, getc)
OF_STREAM(wint_t, getwc)
OF_STREAM(off_t, ftello)
TO_STREAM(int, fputc, int)
TO_STREAM(int, fputs, const char*)
TO_STREAM(wint_t, fputwc, wchar_t)
TO_STREAM(int, ungetc, int)
TO_STREAM(wint_t, ungetwc, wint_t)

BIONIC(fseek) int bionic_fseek(FILE* file, long offset, int from) {
  return fseek(own(file), offset, from);
}

BIONIC(fseeko) int bionic_fseeko(FILE* file, off_t offset, int from) {
  return fseeko(own(file), offset, from);
}

BIONIC(fread) size_t bionic_fread(void* to, size_t size, size_t count, FILE* file) {
  return fread(to, size, count, own(file));
}

BIONIC(fwrite) size_t bionic_fwrite(const void* from, size_t size, size_t count, FILE* file) {
  return fwrite(from, size, count, own(file));
}

BIONIC(vfprintf) int bionic_vfprintf(FILE* file, const char* format, va_list values) {
  return vfprintf(own(file), format, values);
}

BIONIC(fprintf) int bionic_fprintf(FILE* file, const char* format, ...) {
  va_list values;
  va_start(values, format);
  int written = vfprintf(own(file), format, values);
  va_end(values);
  return written;
}
