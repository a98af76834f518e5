// Functions whose arguments or results are other numbers in Bionic: bits/sysconf.h, unistd.h,
// ftw.h.

#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "bionic.h"

static int refuse(const char* function, int number) {
  fprintf(stderr, "%s(%#x) is not emulated\n", function, number);
  errno = ENOSYS;
  return -1;
}

BIONIC(sysconf) long bionic_sysconf(int name) {
  switch (name) {
    case 0x27:  // _SC_PAGESIZE
    case 0x28:  // _SC_PAGE_SIZE
      return sysconf(_SC_PAGESIZE);
    case 0x60:
      return sysconf(_SC_NPROCESSORS_CONF);
    case 0x61:
      return sysconf(_SC_NPROCESSORS_ONLN);
    case 0x62:
      return sysconf(_SC_PHYS_PAGES);
    case 0x95:
      return sysconf(_SC_LEVEL2_CACHE_SIZE);
  }
  return refuse("sysconf", name);
}

BIONIC(pathconf) long bionic_pathconf(const char* path, int name) {
  return name == 5 ? pathconf(path, _PC_PATH_MAX) : refuse("pathconf", name);
}

// Walks a folder, to remove it.
BIONIC(nftw) int bionic_nftw(const char* path, void* visit, int files, int flags) {
  (void)path, (void)visit, (void)files;
  return refuse("nftw", flags);
}

// Returns a number, as POSIX says; glibc's of this name returns the text.
int __xpg_strerror_r(int error, char* text, size_t size);
BIONIC(strerror_r) int bionic_strerror_r(int error, char* text, size_t size) {
  return __xpg_strerror_r(error, text, size);
}
