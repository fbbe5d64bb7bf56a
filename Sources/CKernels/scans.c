#include <math.h>

#include "CKernels.h"

// Running results along a row; those of single precision are kept in double.
#define SG_CUMPROD(T, t, A)                                        \
  void sg_cumprod_row_##t(const T *a, T *y, long n) {              \
    A product = 1;                                                 \
    for (long i = 0; i < n; i++) {                                 \
      product *= (A)a[i];                                          \
      y[i] = (T)product;                                           \
    }                                                              \
  }
SG_CUMPROD(float, f32, double)
SG_CUMPROD(double, f64, double)
SG_CUMPROD(int64_t, i64, uint64_t)

// The gradient of running products. Before the first zero it is a running sum from the end, divided by the element; the first zero gets the
// products without it, up to the second zero; what stands behind the first zero gets nothing.
#define SG_CUMPROD_GRADIENT(T, t)                                                               \
  void sg_cumprod_gradient_row_##t(const T *g, const T *a, const T *y, T *dx, long n) {         \
    long first = 0;                                                                             \
    while (first < n && a[first] != 0) first++;                                                 \
    double sum = 0;                                                                             \
    for (long i = first - 1; i >= 0; i--) {                                                     \
      sum += (double)g[i] * (double)y[i];                                                       \
      dx[i] = (T)(sum / (double)a[i]);                                                          \
    }                                                                                           \
    if (first == n) return;                                                                     \
    double product = first > 0 ? (double)y[first - 1] : 1;                                      \
    long i = first + 1;                                                                         \
    sum = product * (double)g[first];                                                           \
    for (; i < n && a[i] != 0; i++) {                                                           \
      product *= (double)a[i];                                                                  \
      sum += product * (double)g[i];                                                            \
    }                                                                                           \
    /* Behind the second zero an infinite product still meets a factor of 0. */                 \
    if (i < n) sum += product * 0;                                                              \
    dx[first] = (T)sum;                                                                         \
    for (long j = first + 1; j < n; j++) dx[j] = 0;                                             \
  }
SG_CUMPROD_GRADIENT(float, f32)
SG_CUMPROD_GRADIENT(double, f64)

static inline double log_add_exp(double x, double z) {
  const double larger = (x > z || x != x) ? x : z, smaller = (x > z || x != x) ? z : x;
  return isinf(x) && x == z ? x : larger + log1p(exp(smaller - larger));
}
#define SG_LOGCUMSUMEXP(T, t)                                      \
  void sg_logcumsumexp_row_##t(const T *a, T *y, long n) {         \
    double sum = -INFINITY;                                        \
    for (long i = 0; i < n; i++) {                                 \
      sum = log_add_exp((double)a[i], sum);                        \
      y[i] = (T)sum;                                               \
    }                                                              \
  }
SG_LOGCUMSUMEXP(float, f32)
SG_LOGCUMSUMEXP(double, f64)
