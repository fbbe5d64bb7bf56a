#include "CKernels.h"
#include "clones.h"

// Blocks of at most 256 elements are summed in eight lanes each, and the blocks pairwise by recursion over halves
// (at most 60 deep), so that the rounding error grows with the logarithm of n and the loop vectorises.
#define SG_SUM(T, t, A)                                                            \
  SG_CLONES static T block_##t(const T *a, long stride, long n) {                  \
    A lane[16] = {0};                                                              \
    long i = 0;                                                                    \
    if (stride == 1) {                                                             \
      for (; i + 16 <= n; i += 16)                                                 \
        for (int j = 0; j < 16; j++) lane[j] += (A)a[i + j];                       \
    }                                                                              \
    A rest = 0;                                                                    \
    for (; i < n; i++) rest += (A)a[i * stride];                                   \
    for (int width = 8; width > 0; width /= 2)                                     \
      for (int j = 0; j < width; j++) lane[j] += lane[j + width];                  \
    return (T)(lane[0] + rest);                                                    \
  }                                                                                \
  T sg_sum_##t(const T *a, long stride, long n) {                                  \
    if (n <= (stride == 1 ? 4096 : 128)) return block_##t(a, stride, n);           \
    long half = n / 2 / 16 * 16;                                                   \
    return (T)((A)sg_sum_##t(a, stride, half) +                                    \
               (A)sg_sum_##t(a + half * stride, stride, n - half));                \
  }

SG_SUM(float, f32, float)
SG_SUM(double, f64, double)
SG_SUM(int64_t, i64, uint64_t)

SG_CLONES void sg_accumulate(const float *a, long sa, double *y, long sy, long n) {
  if (sa == 1 && sy == 1)
    for (long i = 0; i < n; i++) y[i] += (double)a[i];
  else
    for (long i = 0; i < n; i++) y[i * sy] += (double)a[i * sa];
}

#define SG_PROD(T, t, A)                                           \
  T sg_prod_##t(const T *a, long stride, long n) {                 \
    A result = 1;                                                  \
    for (long i = 0; i < n; i++) result *= (A)a[i * stride];       \
    return (T)result;                                              \
  }
// Products in double precision don't overflow half way.
SG_PROD(float, f32, double)
SG_PROD(double, f64, double)
SG_PROD(int64_t, i64, uint64_t)

// The first NaN wins.
#define SG_EXTREMUM(name, T, t, BETTER)                            \
  SG_CLONES T sg_##name##_##t(const T *a, long stride, long n) {   \
    T best = a[0];                                                 \
    for (long i = 1; i < n; i++) {                                 \
      const T x = a[i * stride];                                   \
      best = (best BETTER x || best != best) ? best : x;           \
    }                                                              \
    return best;                                                   \
  }
SG_EXTREMUM(amax, float, f32, >)
SG_EXTREMUM(amax, double, f64, >)
SG_EXTREMUM(amax, int64_t, i64, >)
SG_EXTREMUM(amin, float, f32, <)
SG_EXTREMUM(amin, double, f64, <)
SG_EXTREMUM(amin, int64_t, i64, <)
