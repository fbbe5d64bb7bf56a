// Statistics of chunks, joined one after the other.
#pragma once
#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "CSurvey.h"
#include "lanes.h"

// What a chunk of finite elements comes to.
typedef struct {
  double mean, deviation, minimum, maximum, norm;
} sg_sizes;

// Joins a chunk of `n` finite elements to those met before, without squares and sums that could overflow; without `has_all` only the norm.
SG_INLINE void join(sg_statistics *s, long n, sg_sizes chunk, bool has_all) {
  const long before = s->negative + s->zero + s->positive;
  s->norm = before == 0 ? chunk.norm : hypot(s->norm, chunk.norm);
  if (!has_all) return;
  if (before == 0) {
    s->mean = chunk.mean, s->deviation = chunk.deviation, s->minimum = chunk.minimum, s->maximum = chunk.maximum;
    return;
  }
  const double share = (double)n / (double)(before + n), rest = 1 - share;
  const double half = chunk.mean / 2 - s->mean / 2;
  s->mean += half * share;
  s->mean += half * share;
  s->deviation = hypot(hypot(s->deviation * sqrt(rest), chunk.deviation * sqrt(share)), half * (2 * sqrt(rest * share)));
  if (chunk.minimum < s->minimum) s->minimum = chunk.minimum;
  if (chunk.maximum > s->maximum) s->maximum = chunk.maximum;
}

// Between these, sums of squares have lost nothing.
#define LEAST_SQUARES 1e-250
#define MOST_SQUARES 1e300

// Sizes of at most CHUNK finite numbers whose squares overflow or vanish: scaled by the largest magnitude.
static void measure_scaled(const double *a, long n, sg_sizes *sizes) {
  double scale = 0, sum = 0, distances = 0, squares = 0;
  for (long i = 0; i < n; i++) scale = fmax(scale, fabs(a[i]));
  for (long i = 0; i < n; i++) sum += a[i] / scale;
  const double center = sum / (double)n;
  for (long i = 0; i < n; i++) {
    const double x = a[i] / scale, distance = x - center;
    distances += distance * distance;
    squares += x * x;
  }
  sizes->mean = center * scale;
  sizes->deviation = scale * sqrt(distances / (double)n);
  sizes->norm = scale * sqrt(squares);
}

static inline double median(double a, double b, double c) { return fmax(fmin(a, b), fmin(fmax(a, b), c)); }

#define SG_MEASURE(T, t, VECTOR, COUNTS)                                                                                   \
  static bool are_finite_##t(const T *a, long n) {                                                                         \
    for (long i = 0; i < n; i++)                                                                                           \
      if (!isfinite(a[i])) return false;                                                                                   \
    return true;                                                                                                           \
  }                                                                                                                        \
  /* Mean and deviation by the distances from one of the elements, so that equal ones have no deviation at all; from a */  \
  /* middling one, since distances from an outlier lose their digits. */                                                   \
  SG_INLINE void measure_distances_##t(const T *a, long n, sg_sizes *sizes) {                                              \
    const double pivot = median((double)a[0], (double)a[n / 2], (double)a[n - 1]);                                         \
    doubles sum = 0, squares = 0;                                                                                          \
    long i = 0;                                                                                                            \
    for (; i + LANES <= n; i += LANES) {                                                                                   \
      VECTOR x;                                                                                                            \
      memcpy(&x, a + i, sizeof x);                                                                                         \
      const doubles distance = __builtin_convertvector(x, doubles) - pivot;                                                \
      sum += distance;                                                                                                     \
      squares += distance * distance;                                                                                      \
    }                                                                                                                      \
    double all = sum_doubles(&sum), all_squares = sum_doubles(&squares);                                                   \
    for (; i < n; i++) {                                                                                                   \
      const double distance = (double)a[i] - pivot;                                                                        \
      all += distance, all_squares += distance * distance;                                                                 \
    }                                                                                                                      \
    const double offset = all / (double)n, variance = all_squares / (double)n - offset * offset;                           \
    sizes->mean = pivot + offset;                                                                                          \
    sizes->deviation = variance > 0 ? sqrt(variance) : 0;                                                                  \
  }                                                                                                                        \
  /* Adds what a chunk comes to, if all elements are finite. Without `has_all`, only norm and zeros are looked for, and */ \
  /* all that is not zero counts as positive. */                                                                           \
  SG_INLINE bool measure_any_##t(const T *a, long n, sg_statistics *s, bool has_all) {                                     \
    doubles sum = 0, squares = 0;                                                                                          \
    VECTOR low = a[0], high = a[0];                                                                                        \
    COUNTS negative = 0, zero = 0;                                                                                         \
    long i = 0;                                                                                                            \
    for (; i + LANES <= n; i += LANES) {                                                                                   \
      VECTOR x;                                                                                                            \
      memcpy(&x, a + i, sizeof x);                                                                                         \
      /* The chunk behind this one, of an array that is too large for the caches. */                                       \
      __builtin_prefetch(a + i + CHUNK);                                                                                   \
      const doubles wide = __builtin_convertvector(x, doubles);                                                            \
      squares += wide * wide;                                                                                              \
      zero -= x == 0;                                                                                                      \
      if (!has_all) continue;                                                                                              \
      sum += wide;                                                                                                         \
      low = x < low ? x : low;                                                                                             \
      high = x > high ? x : high;                                                                                          \
      negative -= x < 0;                                                                                                   \
    }                                                                                                                      \
    sg_sizes sizes = {0, 0, (double)a[0], (double)a[0], 0};                                                                \
    T lows[LANES], highs[LANES];                                                                                           \
    memcpy(lows, &low, sizeof low);                                                                                        \
    memcpy(highs, &high, sizeof high);                                                                                     \
    for (int lane = 0; has_all && lane < LANES; lane++) {                                                                  \
      if (lows[lane] < sizes.minimum) sizes.minimum = (double)lows[lane];                                                  \
      if (highs[lane] > sizes.maximum) sizes.maximum = (double)highs[lane];                                                \
    }                                                                                                                      \
    double all = sum_doubles(&sum), all_squares = sum_doubles(&squares);                                                   \
    long below = sum_##COUNTS(&negative), at = sum_##COUNTS(&zero);                                                        \
    for (; i < n; i++) {                                                                                                   \
      const double x = (double)a[i];                                                                                       \
      all += x, all_squares += x * x;                                                                                      \
      if (x < sizes.minimum) sizes.minimum = x;                                                                            \
      if (x > sizes.maximum) sizes.maximum = x;                                                                            \
      below += x < 0, at += x == 0;                                                                                        \
    }                                                                                                                      \
    /* Squares of large numbers overflow too. */                                                                           \
    if (!isfinite(all_squares) && !are_finite_##t(a, n)) return false;                                                     \
    sizes.mean = all / (double)n;                                                                                          \
    sizes.norm = sqrt(all_squares);                                                                                        \
    const double square = sizes.mean * sizes.mean, variance = all_squares / (double)n - square;                            \
    /* In the difference of two numbers that are nearly the same, digits are lost. */                                      \
    if (has_all && variance > square / 16)                                                                                 \
      sizes.deviation = sqrt(variance);                                                                                    \
    else if (has_all)                                                                                                      \
      measure_distances_##t(a, n, &sizes);                                                                                 \
    /* Numbers in single precision are never so large or so small that their squares are lost. */                          \
    if (sizeof(T) == sizeof(double) && !(all_squares > LEAST_SQUARES && all_squares < MOST_SQUARES) && at < n)             \
      measure_scaled((const double *)(const void *)a, n, &sizes);                                                          \
    join(s, n, sizes, has_all);                                                                                            \
    s->negative += below, s->zero += at, s->positive += n - below - at;                                                    \
    return true;                                                                                                           \
  }                                                                                                                        \
  SG_CLONES static bool measure_##t(const T *a, long n, sg_statistics *s) { return measure_any_##t(a, n, s, true); }       \
  SG_CLONES static bool measure_size_##t(const T *a, long n, sg_statistics *s) {                                           \
    return measure_any_##t(a, n, s, false);                                                                                \
  }
SG_MEASURE(float, f32, floats, ints)
SG_MEASURE(double, f64, doubles, longs)

// Measures the finite elements of a chunk in which some are not.
#define SG_SIFT(T, t)                                                  \
  static void sift_##t(const T *a, long n, sg_statistics *s) {         \
    double finite[CHUNK];                                              \
    long count = 0;                                                    \
    for (long i = 0; i < n; i++) {                                     \
      const double x = (double)a[i];                                   \
      if (isnan(x))                                                    \
        s->nan++;                                                      \
      else if (isinf(x))                                               \
        *(x > 0 ? &s->positive_infinity : &s->negative_infinity) += 1; \
      else                                                             \
        finite[count++] = x;                                           \
    }                                                                  \
    if (count > 0) measure_f64(finite, count, s);                      \
  }
SG_SIFT(float, f32)
SG_SIFT(double, f64)
