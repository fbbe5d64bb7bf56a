#include <stdlib.h>
#include <unistd.h>

#include "CKernels.h"

void *sg_allocate(long byte_count) {
  void *memory = NULL;
  return posix_memalign(&memory, 64, (size_t)byte_count) == 0 ? memory : NULL;
}

void sg_release(void *memory) { free(memory); }

long sg_memory_size(void) {
  const long pages = sysconf(_SC_PHYS_PAGES), size = sysconf(_SC_PAGESIZE);
  // An unknown size is no limit.
  return pages > 0 && size > 0 ? pages * size : __LONG_MAX__;
}
