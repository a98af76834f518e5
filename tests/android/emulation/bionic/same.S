// Functions that take, give and do the same in Android's C library and in glibc on arm64.
//
// Each is a jump to glibc's, under Android's version. A library that asks for one that is not in
// this folder does not load; compare the headers of both before adding its name.

.macro same name
.globl bionic_\name
bionic_\name:
  b \name
.type bionic_\name, %function
.symver bionic_\name, \name@LIBC
.endm

.text

// The compiler's
.irp name, \
  __cxa_atexit, __cxa_finalize, __cxa_thread_atexit_impl, __register_atfork, __stack_chk_fail
same \name
.endr

// FORTIFY's checks
.irp name, \
  __memcpy_chk, __memmove_chk, __memset_chk, __open_2, __read_chk, __vsnprintf_chk, \
  __vsprintf_chk
same \name
.endr

// dlfcn.h, link.h
.irp name, \
  dl_iterate_phdr, dladdr, dlclose, dlerror, dlopen, dlsym
same \name
.endr

// Files: structures and numbers are the kernel's
.irp name, \
  access, close, closedir, dup, fchmod, fchown, fcntl, flock, fopen, fstat, fsync, ftruncate, \
  getcwd, ioctl, isatty, lseek, lstat, mkdir, open, opendir, pread, pwrite, read, readdir, \
  readlink, realpath, remove, rename, rmdir, select, stat, unlink, utimes, write
same \name
.endr

// libgen.h
.irp name, \
  dirname
same \name
.endr

// Memory
.irp name, \
  calloc, free, madvise, malloc, memalign, mmap, mprotect, mremap, munmap, posix_memalign, \
  realloc
same \name
.endr

// math.h; long double has 128 bits in both
.irp name, \
  acos, acosf, acosh, acoshf, asin, asinf, asinh, asinhf, atan, atan2, atan2f, atanf, atanh, \
  atanhf, cbrt, cos, cosf, cosh, coshf, erfcf, erff, exp, exp2, exp2f, expf, expm1f, fmod, \
  fmodf, frexp, hypot, hypotf, ldexp, ldexpf, llroundl, log, log10, log1p, log1pf, log2, log2f, \
  logf, modf, modff, nan, nanf, pow, powf, remainderf, sin, sincos, sincosf, sinf, sinh, sinhf, \
  tan, tanf, tanh, tanhf
same \name
.endr

// Process, time, log
.irp name, \
  _exit, abort, clock_gettime, closelog, difftime, exit, getauxval, getenv, geteuid, \
  getpagesize, getpid, getrusage, gettimeofday, getuid, gmtime_r, localtime, localtime_r, \
  mktime, nanosleep, openlog, prctl, sched_getcpu, sched_yield, setenv, strftime, syscall, \
  syslog, time, unsetenv, usleep
same \name
.endr

// pthread.h, where glibc's functions touch only what Bionic's structures have
.irp name, \
  pthread_detach, pthread_getschedparam, pthread_getspecific, pthread_join, pthread_key_create, \
  pthread_key_delete, pthread_mutex_destroy, pthread_mutex_lock, pthread_mutex_trylock, \
  pthread_mutex_unlock, pthread_mutexattr_destroy, pthread_mutexattr_init, \
  pthread_mutexattr_settype, pthread_once, pthread_rwlock_rdlock, pthread_rwlock_unlock, \
  pthread_rwlock_wrlock, pthread_self, pthread_setspecific
same \name
.endr

// stdlib.h, stdio.h, without streams
.irp name, \
  atoi, bsearch, qsort, rand, snprintf, srand, sscanf, strtod, strtof, strtol, strtold_l, \
  strtoll, strtoll_l, strtoull, strtoull_l, vasprintf, vsnprintf, vsscanf
same \name
.endr

// string.h
.irp name, \
  memchr, memcmp, memcpy, memmove, memset, strchr, strcmp, strcspn, strerror, strlen, strncmp, \
  strncpy, strnlen, strrchr, strspn, strstr
same \name
.endr

// locale.h, wchar.h, wctype.h
.irp name, \
  __ctype_get_mb_cur_max, btowc, freelocale, iswalpha_l, iswblank_l, iswcntrl_l, iswdigit_l, \
  iswlower_l, iswprint_l, iswpunct_l, iswspace_l, iswupper_l, iswxdigit_l, localeconv, mbrlen, \
  mbrtowc, mbsnrtowcs, mbsrtowcs, mbtowc, newlocale, strcoll_l, strftime_l, strxfrm_l, \
  towlower_l, towupper_l, uselocale, wcrtomb, wcscoll_l, wcslen, wcsnrtombs, wcsxfrm_l, wctob, \
  wmemchr, wmemcmp
same \name
.endr
