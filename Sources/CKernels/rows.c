#include <math.h>

#include "CKernels.h"
#include "clones.h"

// The sums along a row run in 16 lanes, so that they vectorise without reassociating floating point additions elsewhere.
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

#define SG_SOFTMAX(T, t, LOG)                                                                   \
  SG_CLONES void sg_softmax_row_##t(const T *a, T *y, long n) {                                 \
    if (n == 0) return;                                                                         \
    const T top = sg_amax_##t(a, 1, n);                                                         \
    for (long i = 0; i < n; i++) y[i] = a[i] - top;                                             \
    sg_exp_##t(y, y, n);                                                                        \
    const T scale = 1 / sg_sum_##t(y, 1, n);                                                    \
    for (long i = 0; i < n; i++) y[i] *= scale;                                                 \
  }                                                                                             \
  SG_CLONES void sg_log_softmax_row_##t(const T *a, T *y, long n) {                             \
    if (n == 0) return;                                                                         \
    const T top = sg_amax_##t(a, 1, n);                                                         \
    for (long i = 0; i < n; i++) y[i] = a[i] - top;                                             \
    sg_exp_##t(y, y, n);                                                                        \
    const T shift = LOG(sg_sum_##t(y, 1, n));                                                   \
    for (long i = 0; i < n; i++) y[i] = (a[i] - top) - shift;                                   \
  }                                                                                             \
  SG_CLONES void sg_softmax_gradient_row_##t(const T *g, const T *y, T *dx, long n) {           \
    SG_LANES(T, dot, GY)                                                                        \
    for (long i = 0; i < n; i++) dx[i] = y[i] * (g[i] - dot);                                   \
  }                                                                                             \
  SG_CLONES void sg_log_softmax_gradient_row_##t(const T *g, const T *y, T *dx, long n) {       \
    const T sum = sg_sum_##t(g, 1, n);                                                          \
    sg_exp_##t(y, dx, n);                                                                       \
    for (long i = 0; i < n; i++) dx[i] = g[i] - dx[i] * sum;                                    \
  }

// (a - mean) / sqrt(variance + epsilon) · weight + bias; weight and bias may be null.
#define SG_STATISTICS(T, ROOT)                     \
  SG_LANES(T, total, A)                            \
  const T mean = total / (T)n;                     \
  SG_LANES(T, squares, DEVIATION)                  \
  const T scale = 1 / ROOT(squares / (T)n + epsilon);
#define SG_LAYER_NORM(T, t, ROOT)                                                               \
  SG_CLONES void sg_layer_norm_row_##t(const T *a, const T *weight, const T *bias, T epsilon,   \
                                       T *y, long n) {                                          \
    SG_STATISTICS(T, ROOT)                                                                      \
    for (long i = 0; i < n; i++) y[i] = (a[i] - mean) * scale;                                  \
    if (weight)                                                                                 \
      for (long i = 0; i < n; i++) y[i] *= weight[i];                                           \
    if (bias)                                                                                   \
      for (long i = 0; i < n; i++) y[i] += bias[i];                                             \
  }                                                                                             \
  SG_CLONES void sg_layer_norm_gradient_row_##t(const T *g, const T *a, const T *weight,        \
                                                T epsilon, T *dx, long n) {                     \
    SG_STATISTICS(T, ROOT)                                                                      \
    if (weight)                                                                                 \
      for (long i = 0; i < n; i++) dx[i] = g[i] * weight[i];                                    \
    else                                                                                        \
      for (long i = 0; i < n; i++) dx[i] = g[i];                                                \
    SG_LANES(T, sum, DX)                                                                        \
    SG_LANES(T, dot, DX_NORMALIZED)                                                             \
    const T constant = sum / (T)n, slope = dot / (T)n;                                          \
    for (long i = 0; i < n; i++)                                                                \
      dx[i] = scale * (dx[i] - constant - (a[i] - mean) * scale * slope);                       \
  }                                                                                             \
  SG_CLONES void sg_normalized_product_row_##t(const T *g, const T *a, T epsilon, T *sum,       \
                                               long n) {                                        \
    SG_STATISTICS(T, ROOT)                                                                      \
    for (long i = 0; i < n; i++) sum[i] += g[i] * ((a[i] - mean) * scale);                      \
  }

#define A(i) a[i]
#define GY(i) (g[i] * y[i])
#define DEVIATION(i) ((a[i] - mean) * (a[i] - mean))
#define DX(i) dx[i]
#define DX_NORMALIZED(i) (dx[i] * ((a[i] - mean) * scale))

SG_SOFTMAX(float, f32, logf)
SG_SOFTMAX(double, f64, log)
SG_LAYER_NORM(float, f32, sqrtf)
SG_LAYER_NORM(double, f64, sqrt)
