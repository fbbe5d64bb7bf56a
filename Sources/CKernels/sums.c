#include "CKernels.h"
#include "clones.h"

// Blocks of at most 4096 elements are summed in 64 lanes, which is enough to have several additions under way at once, and the blocks pairwise
// by recursion over halves (at most 60 deep), so that the rounding error grows with the logarithm of n.
#define SG_SUM(T, t, A)                                                            \
  SG_CLONES static T block_##t(const T *a, long stride, long n) {                  \
    A lane[64] = {0};                                                              \
    long i = 0;                                                                    \
    if (stride == 1) {                                                             \
      for (; i + 64 <= n; i += 64)                                                 \
        for (int j = 0; j < 64; j++) lane[j] += (A)a[i + j];                       \
    }                                                                              \
    A rest = 0;                                                                    \
    for (; i < n; i++) rest += (A)a[i * stride];                                   \
    for (int width = 32; width > 0; width /= 2)                                    \
      for (int j = 0; j < width; j++) lane[j] += lane[j + width];                  \
    return (T)(lane[0] + rest);                                                    \
  }                                                                                \
  T sg_sum_##t(const T *a, long stride, long n) {                                  \
    if (n <= (stride == 1 ? 4096 : 128)) return block_##t(a, stride, n);           \
    long half = n / 2 / 64 * 64;                                                   \
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

SG_CLONES void sg_column_sums(const float *a, long rows, long n, double *y) {
  for (long row = 0; row < rows; row++, a += n)
    for (long i = 0; i < n; i++) y[i] += (double)a[i];
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

// A NaN wins: it differs from itself. Lanes, because the loop would not vectorize otherwise.
#define SG_EXTREMUM(name, T, t, BETTER)                                            \
  SG_CLONES T sg_##name##_##t(const T *a, long stride, long n) {                   \
    T best = a[0];                                                                 \
    long i = 0;                                                                    \
    if (stride == 1 && n >= 32) {                                                  \
      T lane[32];                                                                  \
      for (int j = 0; j < 32; j++) lane[j] = a[j];                                 \
      for (i = 32; i + 32 <= n; i += 32)                                           \
        for (int j = 0; j < 32; j++) {                                             \
          const T x = a[i + j], kept = lane[j] BETTER x ? lane[j] : x;             \
          lane[j] = lane[j] != lane[j] ? lane[j] : kept;                           \
        }                                                                          \
      for (int j = 0; j < 32; j++)                                                 \
        best = (best BETTER lane[j] || best != best) ? best : lane[j];             \
    }                                                                              \
    for (; i < n; i++) {                                                           \
      const T x = a[i * stride];                                                   \
      best = (best BETTER x || best != best) ? best : x;                           \
    }                                                                              \
    return best;                                                                   \
  }
SG_EXTREMUM(amax, float, f32, >)
SG_EXTREMUM(amax, double, f64, >)
SG_EXTREMUM(amax, int64_t, i64, >)
SG_EXTREMUM(amin, float, f32, <)
SG_EXTREMUM(amin, double, f64, <)
SG_EXTREMUM(amin, int64_t, i64, <)

// Without an early end, so that the loop vectorizes: nearly always all elements are looked at.
#define SG_ALL_IN_UNIT(T, t)                                       \
  SG_CLONES bool sg_all_in_unit_##t(const T *a, long n) {          \
    int outside = 0;                                               \
    for (long i = 0; i < n; i++) outside |= !(a[i] >= 0 && a[i] <= 1); \
    return !outside;                                               \
  }
SG_ALL_IN_UNIT(float, f32)
SG_ALL_IN_UNIT(double, f64)
