#define _DEFAULT_SOURCE
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "CKernels.h"

// From so many bytes on, memory comes fresh from the system.
static const long LARGE = 1 << 20;

// Has the system give all pages of a large block at once, for all will be written to; one by one, when they are, they take longer.
static void populate(void *memory, long byte_count) {
#ifdef MADV_POPULATE_WRITE
  const uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
  const uintptr_t start = ((uintptr_t)memory + page - 1) / page * page;
  const uintptr_t end = ((uintptr_t)memory + (uintptr_t)byte_count) / page * page;
  // Systems that can't (before Linux 5.14) give them later.
  if (byte_count >= LARGE) (void)madvise((void *)start, end - start, MADV_POPULATE_WRITE);
#else
  (void)memory, (void)byte_count, (void)LARGE;
#endif
}

void *sg_allocate(long byte_count) {
  void *memory = NULL;
  if (posix_memalign(&memory, 64, (size_t)byte_count) != 0) return NULL;
  populate(memory, byte_count);
  return memory;
}

void sg_release(void *memory) { free(memory); }

long sg_memory_size(void) {
  const long pages = sysconf(_SC_PHYS_PAGES), size = sysconf(_SC_PAGESIZE);
  // An unknown size is no limit.
  return pages > 0 && size > 0 ? pages * size : __LONG_MAX__;
}
