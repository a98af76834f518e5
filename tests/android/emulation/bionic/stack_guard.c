// Keeps the place where code for Android reads its stack guard, so that nothing else is put there.
//
// The guard is 0x28 bytes after the thread pointer (slot 5 of Bionic's platform/bionic/
// tls_defines.h). glibc puts the thread-local variables of the libraries that it loads first there,
// so this one is preloaded. A guard that changed while a function ran would look like an overflow.

#include <stdio.h>
#include <stdlib.h>

enum { GUARD = 0x28 };

static __thread volatile char kept[256];

__attribute__((constructor)) static void check(void) {
  char* guard = (char*)__builtin_thread_pointer() + GUARD;
  if (guard >= (char*)kept && guard + 8 <= (char*)kept + sizeof kept) return;
  fprintf(stderr,
          "The stack guard is outside of libstack_guard.so's variable: preload it first.\n");
  abort();
}
