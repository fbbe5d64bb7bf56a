// Statistics of chunks, joined one after the other.
#pragma once
#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "CSurvey.h"
#include "lanes.h"

// Joins a chunk of `n` finite elements to those met before, without squares and sums that could overflow.
static void join(sg_statistics *s, long n, double mean, double deviation, double minimum, double maximum) {
  const long before = s->negative + s->zero + s->positive;
  if (before == 0) {
    s->mean = mean, s->deviation = deviation, s->minimum = minimum, s->maximum = maximum;
    return;
  }
  const double share = (double)n / (double)(before + n), rest = 1 - share;
  const double half = mean / 2 - s->mean / 2;
  s->mean += half * share;
  s->mean += half * share;
  s->deviation = hypot(hypot(s->deviation * sqrt(rest), deviation * sqrt(share)), half * (2 * sqrt(rest * share)));
  if (minimum < s->minimum) s->minimum = minimum;
  if (maximum > s->maximum) s->maximum = maximum;
}

// Statistics of at most CHUNK finite numbers whose squares overflow or vanish: scaled by the largest magnitude.
static void measure_scaled(const double *a, long n, double scale, double *mean, double *deviation) {
  double sum = 0, squares = 0;
  for (long i = 0; i < n; i++) sum += a[i] / scale;
  const double center = sum / (double)n;
  for (long i = 0; i < n; i++) {
    const double distance = a[i] / scale - center;
    squares += distance * distance;
  }
  *mean = center * scale;
  *deviation = scale * sqrt(squares / (double)n);
}

static inline double median(double a, double b, double c) { return fmax(fmin(a, b), fmin(fmax(a, b), c)); }

// Sums are taken of the distances from one of the elements, so that equal ones have no deviation at all; from a middling one, since
// distances from an outlier lose their digits. Without bounds, all that is not zero counts as positive.
#define SG_MEASURE(T, t, VECTOR, COUNTS)                                                                             \
  static bool are_finite_##t(const T *a, long n) {                                                                   \
    for (long i = 0; i < n; i++)                                                                                     \
      if (!isfinite(a[i])) return false;                                                                             \
    return true;                                                                                                     \
  }                                                                                                                  \
  SG_INLINE bool measure_any_##t(const T *a, long n, sg_statistics *s, bool has_bounds) {                            \
    const double pivot = median((double)a[0], (double)a[n / 2], (double)a[n - 1]);                                   \
    doubles sum = 0, squares = 0;                                                                                    \
    VECTOR low = a[0], high = a[0];                                                                                  \
    COUNTS negative = 0, zero = 0;                                                                                   \
    long i = 0;                                                                                                      \
    for (; i + LANES <= n; i += LANES) {                                                                             \
      VECTOR x;                                                                                                      \
      memcpy(&x, a + i, sizeof x);                                                                                   \
      /* The chunk behind this one, of an array that is too large for the caches. */                                 \
      __builtin_prefetch(a + i + CHUNK);                                                                             \
      const doubles distance = __builtin_convertvector(x, doubles) - pivot;                                          \
      sum += distance;                                                                                               \
      squares += distance * distance;                                                                                \
      zero -= x == 0;                                                                                                \
      if (!has_bounds) continue;                                                                                     \
      low = x < low ? x : low;                                                                                       \
      high = x > high ? x : high;                                                                                    \
      negative -= x < 0;                                                                                             \
    }                                                                                                                \
    double all = 0, all_squares = 0, minimum = pivot, maximum = pivot;                                               \
    double sums[LANES], sums_of_squares[LANES];                                                                      \
    T lows[LANES], highs[LANES];                                                                                     \
    memcpy(sums, &sum, sizeof sum);                                                                                  \
    memcpy(sums_of_squares, &squares, sizeof squares);                                                               \
    memcpy(lows, &low, sizeof low);                                                                                  \
    memcpy(highs, &high, sizeof high);                                                                               \
    for (int lane = 0; lane < LANES; lane++) {                                                                       \
      all += sums[lane], all_squares += sums_of_squares[lane];                                                       \
      if (lows[lane] < minimum) minimum = (double)lows[lane];                                                        \
      if (highs[lane] > maximum) maximum = (double)highs[lane];                                                      \
    }                                                                                                                \
    long below = sum_##COUNTS(&negative), at = sum_##COUNTS(&zero);                                                  \
    for (; i < n; i++) {                                                                                             \
      const double x = (double)a[i], distance = x - pivot;                                                           \
      all += distance, all_squares += distance * distance;                                                           \
      if (x < minimum) minimum = x;                                                                                  \
      if (x > maximum) maximum = x;                                                                                  \
      below += x < 0, at += x == 0;                                                                                  \
    }                                                                                                                \
    /* Squares of large numbers overflow too. */                                                                     \
    if (!isfinite(all_squares) && !are_finite_##t(a, n)) return false;                                               \
    const double offset = all / (double)n, variance = all_squares / (double)n - offset * offset;                     \
    double mean = pivot + offset, deviation = variance > 0 ? sqrt(variance) : 0;                                     \
    const double scale = fmax(-minimum, maximum);                                                                    \
    if (sizeof(T) == sizeof(double) && (scale > 1e150 || (scale < 1e-140 && scale > 0)))                             \
      measure_scaled((const double *)(const void *)a, n, scale, &mean, &deviation);                                  \
    join(s, n, mean, deviation, minimum, maximum);                                                                   \
    s->negative += below, s->zero += at, s->positive += n - below - at;                                              \
    return true;                                                                                                     \
  }                                                                                                                  \
  SG_CLONES static bool measure_##t(const T *a, long n, sg_statistics *s) { return measure_any_##t(a, n, s, true); } \
  /* Numbers in single precision are never so large or so small that their squares are lost. */                      \
  SG_CLONES static bool measure_size_##t(const T *a, long n, sg_statistics *s) {                                     \
    return measure_any_##t(a, n, s, sizeof(T) == sizeof(double));                                                    \
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
