/* Graphviz 2.42 takes the addresses of names as ids and orders clusters by them, so a drawing would
   depend on the state of the heap. Memory that is handed out in ascending order makes repeated
   drawings equal, and closing a graph becomes one call. Later versions number their objects. */
#include "shim_internal.h"

#ifdef GVS_IS_2_42
#include <string.h>
#include <sys/mman.h>

typedef struct {
  char *base;
  size_t reserved, committed, used;
} arena;

enum { step = 1 << 20 };

/* Reserves addresses only; pages become memory as they are needed. */
static void *arena_open(Agdisc_t *disciplines) {
  for (size_t size = (size_t)1 << 34; size >= (size_t)1 << 24; size /= 4) {
    void *base = mmap(NULL, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (base == MAP_FAILED) continue;
    if (mprotect(base, step, PROT_READ | PROT_WRITE) != 0) {
      munmap(base, size);
      return NULL;
    }
    arena *self = base;
    *self = (arena){base, size, step, (sizeof(arena) + 15) & ~(size_t)15};
    return self;
  }
  return NULL;
}

static void *arena_allocate(void *state, size_t size) {
  arena *self = state;
  if (self == NULL || size > self->reserved) return NULL;
  size = (size + 15) & ~(size_t)15;
  if (size > self->reserved - self->used) return NULL;
  if (self->used + size > self->committed) {
    size_t more = (self->used + size - self->committed + step - 1) / step * step;
    if (more > self->reserved - self->committed) more = self->reserved - self->committed;
    if (mprotect(self->base + self->committed, more, PROT_READ | PROT_WRITE) != 0) return NULL;
    self->committed += more;
  }
  void *memory = self->base + self->used;
  self->used += size;
  return memory;
}

static void *arena_resize(void *state, void *old, size_t old_size, size_t size) {
  void *memory = arena_allocate(state, size);
  if (memory != NULL && old != NULL) memcpy(memory, old, old_size < size ? old_size : size);
  return memory;
}

static void arena_free(void *state, void *memory) {}

static void arena_close(void *state) {
  arena *self = state;
  if (self != NULL) munmap(self->base, self->reserved);
}

Agdisc_t gvs_disciplines(Agiodisc_t *input) {
  static Agmemdisc_t memory = {
    arena_open, arena_allocate, arena_resize, arena_free, arena_close,
  };
  return (Agdisc_t){&memory, &AgIdDisc, input};
}

#else

Agdisc_t gvs_disciplines(Agiodisc_t *input) { return (Agdisc_t){&AgIdDisc, input}; }

#endif
