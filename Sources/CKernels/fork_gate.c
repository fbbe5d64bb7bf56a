// OpenBLAS stops its threads before a fork, and waits for ever if one of them is at work: a figure that is drawn in a forked process while
// another thread multiplies matrices would hang. So a fork waits for the products that are going on, and holds back new ones.
#if defined(__linux__)
#define _GNU_SOURCE
#include <pthread.h>

// Prefers the fork: a training loop would never let it through otherwise.
static pthread_rwlock_t gate = PTHREAD_RWLOCK_WRITER_NONRECURSIVE_INITIALIZER_NP;

static void close_gate(void) { pthread_rwlock_wrlock(&gate); }
static void open_gate(void) { pthread_rwlock_unlock(&gate); }

// Runs after OpenBLAS has registered its own handler, for that library is loaded first; handlers before a fork run last to first.
__attribute__((constructor)) static void guard_forks(void) {
  pthread_atfork(close_gate, open_gate, open_gate);
}

void sg_blas_enter(void) { pthread_rwlock_rdlock(&gate); }
void sg_blas_leave(void) { pthread_rwlock_unlock(&gate); }
#else
void sg_blas_enter(void) {}
void sg_blas_leave(void) {}
#endif
