// Android's log on the standard error: "I/tag: message".

#include <stdarg.h>
#include <stdio.h>

// The priorities of android/log.h, from 0.
static char letter(int priority) {
  static const char letters[] = "??VDIWEF";
  return letters[priority >= 0 && priority < 8 ? priority : 0];
}

int __android_log_write(int priority, const char* tag, const char* message) {
  return fprintf(stderr, "%c/%s: %s\n", letter(priority), tag, message);
}

int __android_log_vprint(int priority, const char* tag, const char* format, va_list values) {
  char message[1024];
  vsnprintf(message, sizeof message, format, values);
  return __android_log_write(priority, tag, message);
}

int __android_log_print(int priority, const char* tag, const char* format, ...) {
  va_list values;
  va_start(values, format);
  int written = __android_log_vprint(priority, tag, format, values);
  va_end(values);
  return written;
}
