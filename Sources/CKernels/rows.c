#include <math.h>

#include "CKernels.h"
#include "clones.h"
#include "vector_math.h"

// The sums along a row run in 16 lanes, so that they vectorize without reassociating floating point additions elsewhere.
#define SG_LANES(T, SUM, TERM)                                        \
  T SUM;                                                              \
  {                                                                   \
    T lane[16] = {0};                                                 \
    long i = 0;                                                       \
    for (; i + 16 <= n; i += 16)                                      \
      for (int j = 0; j < 16; j++) lane[j] += TERM(i + j);            \
    for (; i < n; i++) lane[0] += TERM(i);                            \
    for (int width = 8; width > 0; width /= 2)                        \
      for (int j = 0; j < width; j++) lane[j] += lane[j + width];     \
    SUM = lane[0];                                                    \
  }

// The largest element of a row, for stability alone: where there is a NaN, the exponentials are NaN whatever comes out here.
#define SG_TOP(T, TOP)                                                                          \
  T TOP = -INFINITY;                                                                            \
  {                                                                                             \
    T lane[16];                                                                                 \
    for (int j = 0; j < 16; j++) lane[j] = -INFINITY;                                           \
    long i = 0;                                                                                 \
    for (; i + 16 <= n; i += 16)                                                                \
      for (int j = 0; j < 16; j++) lane[j] = a[i + j] > lane[j] ? a[i + j] : lane[j];           \
    for (; i < n; i++) TOP = a[i] > TOP ? a[i] : TOP;                                           \
    for (int j = 0; j < 16; j++) TOP = lane[j] > TOP ? lane[j] : TOP;                           \
  }

#define SG_SOFTMAX(T, t, EXP, LOG)                                                              \
  SG_CLONES void sg_softmax_row_##t(const T *a, T *y, long n) {                                 \
    SG_TOP(T, top)                                                                              \
    for (long i = 0; i < n; i++) y[i] = EXP(a[i] - top);                                        \
    SG_LANES(T, sum, Y)                                                                         \
    const T scale = 1 / sum;                                                                    \
    for (long i = 0; i < n; i++) y[i] *= scale;                                                 \
  }                                                                                             \
  SG_CLONES void sg_log_softmax_row_##t(const T *a, T *y, long n) {                             \
    SG_TOP(T, top)                                                                              \
    for (long i = 0; i < n; i++) y[i] = EXP(a[i] - top);                                        \
    SG_LANES(T, sum, Y)                                                                         \
    const T shift = LOG(sum);                                                                   \
    for (long i = 0; i < n; i++) y[i] = (a[i] - top) - shift;                                   \
  }                                                                                             \
  SG_CLONES void sg_softmax_gradient_row_##t(const T *g, const T *y, T *dx, long n) {           \
    SG_LANES(double, dot, GY)                                                                   \
    SG_LANES(double, total, Y)                                                                  \
    const double mean = dot / total;                                                            \
    for (long i = 0; i < n; i++) dx[i] = (T)(y[i] * (g[i] - mean));                             \
  }                                                                                             \
  SG_CLONES void sg_log_softmax_gradient_row_##t(const T *g, const T *y, T *dx, long n) {       \
    const T sum = sg_sum_##t(g, 1, n);                                                          \
    for (long i = 0; i < n; i++) dx[i] = g[i] - EXP(y[i]) * sum;                                \
  }

#define Y(i) y[i]
// The weights add up to 1 only nearly, and what is missing would count where one gradient is large beside the differences to it.
#define GY(i) ((double)g[i] * y[i])

SG_SOFTMAX(float, f32, vector_exp, logf)
SG_SOFTMAX(double, f64, exp, log)
