// The element of a run that stands for all of them.
#pragma once
#include <math.h>
#include <string.h>

#include "lanes.h"

// A NaN goes before all; of equals the first.
static inline double stronger(double a, double b) {
  if (isnan(b)) return b;
  return isnan(a) || fabs(a) >= fabs(b) ? a : b;
}

// The element of a run that stands for all of them.
#define SG_STRONGEST(T, t, VECTOR, COUNTS)                                                 \
  SG_CLONES static double strongest_##t(const T *a, long n) {                              \
    long i = 0;                                                                            \
    double best = (double)a[0];                                                            \
    if (n >= LANES) {                                                                      \
      VECTOR low = a[0], high = a[0];                                                      \
      COUNTS unordered = 0;                                                                \
      for (; i + LANES <= n; i += LANES) {                                                 \
        VECTOR x;                                                                          \
        memcpy(&x, a + i, sizeof x);                                                       \
        low = x < low ? x : low;                                                           \
        high = x > high ? x : high;                                                        \
        unordered |= x != x;                                                               \
      }                                                                                    \
      if (any_##COUNTS(&unordered)) return NAN;                                            \
      high = -high;                                                                        \
      const double minimum = (double)least_##t(&low), maximum = -(double)least_##t(&high); \
      best = maximum > -minimum ? maximum : minimum;                                       \
      if (maximum == -minimum) {                                                           \
        /* Both signs are as strong: the first of them, which is never far in practice. */ \
        long index = 0;                                                                    \
        while (fabs((double)a[index]) != maximum) index++;                                 \
        best = (double)a[index];                                                           \
      }                                                                                    \
    }                                                                                      \
    for (; i < n; i++) best = stronger(best, (double)a[i]);                                \
    return best;                                                                           \
  }
SG_STRONGEST(float, f32, floats, ints)
SG_STRONGEST(double, f64, doubles, longs)

// The same for fewer than LANES elements, as most cells of a picture have in a row: two vectors, which overlap, hold all of them.
#define SG_STRONGEST_FEW(T, t, INTEGER)                                                                \
  SG_INLINE double strongest_few_##t(const T *a, long n) {                                             \
    typedef T four __attribute__((ext_vector_type(4)));                                                \
    typedef T eight __attribute__((ext_vector_type(8)));                                               \
    typedef INTEGER mask __attribute__((ext_vector_type(4)));                                          \
    double best = (double)a[0];                                                                        \
    if (n < 4) {                                                                                       \
      for (long i = 1; i < n; i++) best = stronger(best, (double)a[i]);                                \
      return best;                                                                                     \
    }                                                                                                  \
    four low, high;                                                                                    \
    mask unordered;                                                                                    \
    if (n < 8) {                                                                                       \
      four x, y;                                                                                       \
      memcpy(&x, a, sizeof x);                                                                         \
      memcpy(&y, a + n - 4, sizeof y);                                                                 \
      low = x < y ? x : y, high = x > y ? x : y, unordered = (x != x) | (y != y);                      \
    } else {                                                                                           \
      eight x, y;                                                                                      \
      memcpy(&x, a, sizeof x);                                                                         \
      memcpy(&y, a + n - 8, sizeof y);                                                                 \
      const eight below = x < y ? x : y, above = x > y ? x : y;                                        \
      low = below.lo < below.hi ? below.lo : below.hi;                                                 \
      high = above.lo > above.hi ? above.lo : above.hi;                                                \
      unordered = (x.lo != x.lo) | (x.hi != x.hi) | (y.lo != y.lo) | (y.hi != y.hi);                   \
    }                                                                                                  \
    if ((unordered.x | unordered.y | unordered.z | unordered.w) != 0) return NAN;                      \
    const T a_low = low.x < low.y ? low.x : low.y, b_low = low.z < low.w ? low.z : low.w;              \
    const T a_high = high.x > high.y ? high.x : high.y, b_high = high.z > high.w ? high.z : high.w;    \
    const double minimum = a_low < b_low ? a_low : b_low, maximum = a_high > b_high ? a_high : b_high; \
    if (maximum != -minimum) return maximum > -minimum ? maximum : minimum;                            \
    long index = 0;                                                                                    \
    while (fabs((double)a[index]) != maximum) index++;                                                 \
    return (double)a[index];                                                                           \
  }
SG_STRONGEST_FEW(float, f32, int)
SG_STRONGEST_FEW(double, f64, long)
