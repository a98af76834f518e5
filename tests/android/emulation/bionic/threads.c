// Functions whose structures are smaller or less aligned in Bionic: bits/pthread_types.h, signal.h.

#define _GNU_SOURCE
#include <errno.h>
#include <limits.h>
#include <linux/futex.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "bionic.h"

// 56 bytes; glibc's has 64.
typedef struct {
  uint32_t flags;
  void* stack;
  size_t stack_size, guard_size;
  int32_t policy, priority;
  char reserved[16];
} Attributes;

BIONIC(pthread_attr_init) int bionic_pthread_attr_init(Attributes* attributes) {
  memset(attributes, 0, sizeof *attributes);
  return 0;
}

BIONIC(pthread_attr_setstacksize)
int bionic_pthread_attr_setstacksize(Attributes* attributes, size_t size) {
  attributes->stack_size = size;
  return 0;
}

BIONIC(pthread_create)
int bionic_pthread_create(pthread_t* thread, const Attributes* wanted, void* (*run)(void*),
                          void* argument) {
  pthread_attr_t attributes;
  int status = pthread_attr_init(&attributes);
  if (!status && wanted && wanted->stack_size)
    status = pthread_attr_setstacksize(&attributes, wanted->stack_size);
  if (!status) status = pthread_create(thread, &attributes, run, argument);
  pthread_attr_destroy(&attributes);
  return status;
}

// 40 bytes; glibc's has 48, of which it uses 40, but its pthread_mutex_init clears all.
typedef struct {
  int32_t words[10];
} Mutex;
_Static_assert(sizeof(((pthread_mutex_t*)0)->__data) == sizeof(Mutex), "what glibc uses of it");

BIONIC(pthread_mutex_init)
int bionic_pthread_mutex_init(Mutex* mutex, const pthread_mutexattr_t* attributes) {
  pthread_mutex_t made;
  int status = pthread_mutex_init(&made, attributes);
  if (!status) memcpy(mutex, &made, sizeof *mutex);
  return status;
}

// Aligned to 4 bytes; glibc's is to 8. This one counts signals, and who waits waits for the next.
typedef struct {
  uint32_t signals, unused[11];
} Condition;

static int wake(Condition* condition, int threads) {
  __atomic_fetch_add(&condition->signals, 1, __ATOMIC_SEQ_CST);
  syscall(SYS_futex, &condition->signals, FUTEX_WAKE_PRIVATE, threads, NULL, NULL, 0);
  return 0;
}

BIONIC(pthread_cond_signal) int bionic_pthread_cond_signal(Condition* condition) {
  return wake(condition, 1);
}

BIONIC(pthread_cond_broadcast) int bionic_pthread_cond_broadcast(Condition* condition) {
  return wake(condition, INT_MAX);
}

BIONIC(pthread_cond_timedwait)
int bionic_pthread_cond_timedwait(Condition* condition, pthread_mutex_t* mutex,
                                  const struct timespec* until) {
  uint32_t seen = __atomic_load_n(&condition->signals, __ATOMIC_SEQ_CST);
  pthread_mutex_unlock(mutex);
  int operation = FUTEX_WAIT_BITSET_PRIVATE | FUTEX_CLOCK_REALTIME;
  long waited =
      syscall(SYS_futex, &condition->signals, operation, seen, until, NULL, FUTEX_BITSET_MATCH_ANY);
  int late = waited != 0 && errno == ETIMEDOUT;
  pthread_mutex_lock(mutex);
  return late ? ETIMEDOUT : 0;
}

BIONIC(pthread_cond_wait)
int bionic_pthread_cond_wait(Condition* condition, pthread_mutex_t* mutex) {
  return bionic_pthread_cond_timedwait(condition, mutex, NULL);
}

BIONIC(pthread_cond_destroy) int bionic_pthread_cond_destroy(Condition* condition) {
  (void)condition;
  return 0;
}

// A set of signals has 8 bytes, the kernel's; glibc's has 128, of which these are the first.

BIONIC(sigfillset) int bionic_sigfillset(uint64_t* set) {
  *set = UINT64_MAX;
  return 0;
}

BIONIC(pthread_sigmask)
int bionic_pthread_sigmask(int how, const uint64_t* set, uint64_t* old) {
  sigset_t wanted, before;
  sigemptyset(&wanted);
  if (set) memcpy(&wanted, set, sizeof *set);
  int status = pthread_sigmask(how, set ? &wanted : NULL, &before);
  if (!status && old) memcpy(old, &before, sizeof *old);
  return status;
}
