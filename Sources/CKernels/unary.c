#include <math.h>
#include <stdlib.h>

#include "CKernels.h"
#include "clones.h"

#define SG_UNARY_OF(name, T, t, EXPRESSION)                          \
  SG_CLONES void sg_##name##_##t(const T *a, T *y, long n) {         \
    for (long i = 0; i < n; i++) {                                   \
      T x = a[i];                                                    \
      y[i] = EXPRESSION;                                             \
    }                                                                \
  }
#define SG_UNARY(name, FLOAT, DOUBLE)     \
  SG_UNARY_OF(name, float, f32, FLOAT)    \
  SG_UNARY_OF(name, double, f64, DOUBLE)

SG_UNARY(exp, expf(x), exp(x))
SG_UNARY(log, logf(x), log(x))
SG_UNARY(sqrt, sqrtf(x), sqrt(x))
SG_UNARY(tanh, tanhf(x), tanh(x))
SG_UNARY(sigmoid, 1.0f / (1.0f + expf(-x)), 1.0 / (1.0 + exp(-x)))
// NaN stays NaN, as in PyTorch.
SG_UNARY(relu, x <= 0 ? 0 : x, x <= 0 ? 0 : x)
SG_UNARY(neg, -x, -x)
SG_UNARY(abs, fabsf(x), fabs(x))
// PyTorch's sign of NaN is 0.
SG_UNARY(sign, (float)((x > 0) - (x < 0)), (double)((x > 0) - (x < 0)))

SG_UNARY_OF(neg, int32_t, i32, (int32_t)(0u - (uint32_t)x))
SG_UNARY_OF(neg, int64_t, i64, (int64_t)(0ull - (uint64_t)x))
SG_UNARY_OF(abs, int32_t, i32, x < 0 ? (int32_t)(0u - (uint32_t)x) : x)
SG_UNARY_OF(abs, int64_t, i64, x < 0 ? (int64_t)(0ull - (uint64_t)x) : x)
SG_UNARY_OF(sign, int32_t, i32, (x > 0) - (x < 0))
SG_UNARY_OF(sign, int64_t, i64, (x > 0) - (x < 0))
