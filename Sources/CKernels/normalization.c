#include <math.h>

#include "CKernels.h"
#include "clones.h"

// Normalization of rows: x̂ = (a - mean) / sqrt(variance + epsilon), y = x̂ · weight + bias. Without centring the mean counts as 0.
// A weight stands for `span` neighbors: 1 where there is one for each element, n where there is one for the row. Weight and bias may be null.
// Sums run in lanes, so that they vectorize; those of blocks are added in double precision. That of the elements, which may be much larger
// than their deviations, is in double precision throughout.
#define SG_SUM_OF(T, SUM, TERM)                                       \
  double SUM = 0;                                                     \
  for (long start = 0; start < n; start += 1024) {                    \
    const long end = n - start < 1024 ? n : start + 1024;             \
    T lane[32] = {0};                                                 \
    long i = start;                                                   \
    for (; i + 32 <= end; i += 32)                                    \
      for (int j = 0; j < 32; j++) lane[j] += TERM(i + j);            \
    for (; i < end; i++) lane[0] += TERM(i);                          \
    for (int width = 16; width > 0; width /= 2)                       \
      for (int j = 0; j < width; j++) lane[j] += lane[j + width];     \
    SUM += (double)lane[0];                                           \
  }
#define ELEMENT(i) (double)a[i]
#define SQUARE(i) (a[i] - mean) * (a[i] - mean)
#define H(i) dx[i]
#define H_NORMALIZED(i) dx[i] * (a[i] - mean)

#define SG_STATISTICS(T)                                              \
  T mean = 0;                                                         \
  if (centers) {                                                      \
    SG_SUM_OF(double, total, ELEMENT)                                 \
    mean = (T)(total / (double)n);                                    \
  }                                                                   \
  SG_SUM_OF(T, squares, SQUARE)                                       \
  const double scale = 1 / sqrt(squares / (double)n + epsilon);       \
  const T factor = (T)scale;

// Runs STATEMENT for each element, with W the weight's index.
#define SG_SPANS(STATEMENT)                                           \
  if (span == 1) {                                                    \
    for (long i = 0; i < n; i++) {                                    \
      const long W = i;                                               \
      STATEMENT;                                                      \
    }                                                                 \
  } else {                                                            \
    for (long W = 0; W * span < n; W++)                               \
      for (long i = W * span; i < (W + 1) * span; i++) STATEMENT;     \
  }

#define SG_NORMALIZE(T, t)                                                                      \
  SG_CLONES void sg_normalize_row_##t(const T *a, const T *weight, const T *bias, long span,    \
                                      double epsilon, bool centers, T *y, long n) {             \
    SG_STATISTICS(T)                                                                            \
    for (long i = 0; i < n; i++) y[i] = (a[i] - mean) * factor;                                 \
    if (weight) { SG_SPANS(y[i] *= weight[W]) }                                                 \
    if (bias) { SG_SPANS(y[i] += bias[W]) }                                                     \
  }                                                                                             \
  SG_CLONES void sg_normalize_gradient_row_##t(const T *g, const T *a, const T *weight,         \
                                               long span, double epsilon, bool centers, T *dx,  \
                                               long n) {                                        \
    SG_STATISTICS(T)                                                                            \
    for (long i = 0; i < n; i++) dx[i] = g[i];                                                  \
    if (weight) { SG_SPANS(dx[i] *= weight[W]) }                                                \
    double constant = 0;                                                                        \
    if (centers) {                                                                              \
      SG_SUM_OF(T, sum, H)                                                                      \
      constant = sum / (double)n;                                                               \
    }                                                                                           \
    SG_SUM_OF(T, dot, H_NORMALIZED)                                                             \
    const T shift = (T)constant;                                                                \
    const T slope = (T)(dot / (double)n * scale * scale);                                       \
    for (long i = 0; i < n; i++) dx[i] = factor * (dx[i] - shift - (a[i] - mean) * slope);      \
  }                                                                                             \
  SG_CLONES void sg_normalize_weight_row_##t(const T *g, const T *a, long span, double epsilon, \
                                             bool centers, double *dw, long n) {                \
    SG_STATISTICS(T)                                                                            \
    if (span == 1) {                                                                            \
      for (long i = 0; i < n; i++) dw[i] += (double)(g[i] * ((a[i] - mean) * factor));          \
      return;                                                                                   \
    }                                                                                           \
    for (long w = 0; w * span < n; w++) {                                                       \
      double sum = 0;                                                                           \
      for (long i = w * span; i < (w + 1) * span; i++)                                          \
        sum += (double)(g[i] * (a[i] - mean));                                                  \
      dw[w] += sum * scale;                                                                     \
    }                                                                                           \
  }

SG_NORMALIZE(float, f32)
SG_NORMALIZE(double, f64)
