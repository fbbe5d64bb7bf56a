#include <math.h>

#include "CKernels.h"
#include "clones.h"

// Normalisation of rows: x̂ = (a - mean) / sqrt(variance + epsilon), y = x̂ · weight + bias. Without centring the mean counts as 0.
// A weight stands for `span` neighbours: 1 where there is one for each element, n where there is one for the row. Weight and bias may be null.
// Sums are in double precision and run in lanes, so that they vectorise.
#define SG_SUM_OF(SUM, TERM)                                          \
  double SUM;                                                         \
  {                                                                   \
    double lane[16] = {0};                                            \
    long i = 0;                                                       \
    for (; i + 16 <= n; i += 16)                                      \
      for (int j = 0; j < 16; j++) lane[j] += (TERM(i + j));          \
    for (; i < n; i++) lane[0] += (TERM(i));                          \
    for (int width = 8; width > 0; width /= 2)                        \
      for (int j = 0; j < width; j++) lane[j] += lane[j + width];     \
    SUM = lane[0];                                                    \
  }
#define ELEMENT(i) (double)a[i]
#define SQUARE(i) ((double)a[i] - center) * ((double)a[i] - center)
#define H(i) (double)dx[i]
#define H_NORMALIZED(i) (double)dx[i] * ((double)a[i] - center)

#define SG_STATISTICS                                                 \
  double center = 0;                                                  \
  if (centers) {                                                      \
    SG_SUM_OF(total, ELEMENT)                                         \
    center = total / (double)n;                                       \
  }                                                                   \
  SG_SUM_OF(squares, SQUARE)                                          \
  const double scale = 1 / sqrt(squares / (double)n + epsilon);

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
    SG_STATISTICS                                                                               \
    const T mean = (T)center, factor = (T)scale;                                                \
    for (long i = 0; i < n; i++) y[i] = (a[i] - mean) * factor;                                 \
    if (weight) { SG_SPANS(y[i] *= weight[W]) }                                                 \
    if (bias) { SG_SPANS(y[i] += bias[W]) }                                                     \
  }                                                                                             \
  SG_CLONES void sg_normalize_gradient_row_##t(const T *g, const T *a, const T *weight,         \
                                               long span, double epsilon, bool centers, T *dx,  \
                                               long n) {                                        \
    SG_STATISTICS                                                                               \
    for (long i = 0; i < n; i++) dx[i] = g[i];                                                  \
    if (weight) { SG_SPANS(dx[i] *= weight[W]) }                                                \
    double constant = 0;                                                                        \
    if (centers) {                                                                              \
      SG_SUM_OF(sum, H)                                                                         \
      constant = sum / (double)n;                                                               \
    }                                                                                           \
    SG_SUM_OF(dot, H_NORMALIZED)                                                                \
    const T mean = (T)center, shift = (T)constant, factor = (T)scale;                           \
    const T slope = (T)(dot / (double)n * scale * scale);                                       \
    for (long i = 0; i < n; i++) dx[i] = factor * (dx[i] - shift - (a[i] - mean) * slope);      \
  }                                                                                             \
  SG_CLONES void sg_normalize_weight_row_##t(const T *g, const T *a, long span, double epsilon, \
                                             bool centers, double *dw, long n) {                \
    SG_STATISTICS                                                                               \
    if (span == 1) {                                                                            \
      for (long i = 0; i < n; i++) dw[i] += (double)g[i] * (((double)a[i] - center) * scale);   \
      return;                                                                                   \
    }                                                                                           \
    for (long w = 0; w * span < n; w++) {                                                       \
      double sum = 0;                                                                           \
      for (long i = w * span; i < (w + 1) * span; i++)                                          \
        sum += (double)g[i] * ((double)a[i] - center);                                          \
      dw[w] += sum * scale;                                                                     \
    }                                                                                           \
  }

SG_NORMALIZE(float, f32)
SG_NORMALIZE(double, f64)
