// Vectors of as many numbers as the loops of a survey look at together, and what all lanes of one come to.
#pragma once
#include <stdbool.h>

#include "clones.h"

// Elements are looked at in chunks that stay in the cache: first for the statistics, then for the cells.
enum { CHUNK = 2048, LANES = 16 };

typedef float floats __attribute__((ext_vector_type(LANES)));
typedef double doubles __attribute__((ext_vector_type(LANES)));
typedef int ints __attribute__((ext_vector_type(LANES)));
typedef long long longs __attribute__((ext_vector_type(LANES)));

// The least of a vector's lanes by halves, whether a lane of a mask is set, and the sum of counts. By pointer: how a
// wide vector is passed as an argument depends on the instruction set.
#define SG_LANES(T, t, VECTOR, INTEGER, COUNTS)                                    \
  SG_INLINE T least_##t(const VECTOR *x) {                                         \
    const T __attribute__((ext_vector_type(8))) a = x->lo < x->hi ? x->lo : x->hi; \
    const T __attribute__((ext_vector_type(4))) b = a.lo < a.hi ? a.lo : a.hi;     \
    const T c = b.x < b.y ? b.x : b.y, d = b.z < b.w ? b.z : b.w;                  \
    return c < d ? c : d;                                                          \
  }                                                                                \
  SG_INLINE bool any_##COUNTS(const COUNTS *x) {                                   \
    const INTEGER __attribute__((ext_vector_type(8))) a = x->lo | x->hi;           \
    const INTEGER __attribute__((ext_vector_type(4))) b = a.lo | a.hi;             \
    return (b.x | b.y | b.z | b.w) != 0;                                           \
  }                                                                                \
  SG_INLINE long sum_##COUNTS(const COUNTS *x) {                                   \
    const INTEGER __attribute__((ext_vector_type(8))) a = x->lo + x->hi;           \
    const INTEGER __attribute__((ext_vector_type(4))) b = a.lo + a.hi;             \
    return (long)(b.x + b.y + b.z + b.w);                                          \
  }
SG_LANES(float, f32, floats, int, ints)
SG_LANES(double, f64, doubles, long long, longs)

// The sum of a vector's lanes, by halves.
SG_INLINE double sum_doubles(const doubles *x) {
  const double __attribute__((ext_vector_type(8))) a = x->lo + x->hi;
  const double __attribute__((ext_vector_type(4))) b = a.lo + a.hi;
  return (b.x + b.y) + (b.z + b.w);
}
