#include <math.h>
#include <stdlib.h>

#include "CKernels.h"
#include "clones.h"
#include "vector_math.h"

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

SG_UNARY(exp, vector_exp(x), exp(x))
SG_UNARY(log, vector_log(x), log(x))
// The builtin leaves errno alone, so the loop vectorizes.
SG_UNARY(sqrt, __builtin_elementwise_sqrt(x), __builtin_elementwise_sqrt(x))
SG_UNARY(tanh, vector_tanh(x), tanh(x))
SG_UNARY(sigmoid, vector_sigmoid(x), x < 0 ? exp(x) / (1 + exp(x)) : 1 / (1 + exp(-x)))
// NaN stays NaN, as in PyTorch.
SG_UNARY(relu, x <= 0 ? 0 : x, x <= 0 ? 0 : x)
SG_UNARY(neg, -x, -x)
SG_UNARY(abs, fabsf(x), fabs(x))
// PyTorch's sign of NaN is 0.
SG_UNARY(sign, (float)((x > 0) - (x < 0)), (double)((x > 0) - (x < 0)))

SG_UNARY(square, x * x, x * x)
SG_UNARY(reciprocal, 1 / x, 1 / x)
SG_UNARY(rsqrt, 1 / __builtin_elementwise_sqrt(x), 1 / __builtin_elementwise_sqrt(x))
SG_UNARY(expm1, expm1f(x), expm1(x))
SG_UNARY(log1p, log1pf(x), log1p(x))
SG_UNARY(log2, log2f(x), log2(x))
SG_UNARY(sin, sinf(x), sin(x))
SG_UNARY(cos, cosf(x), cos(x))
SG_UNARY(tan, tanf(x), tan(x))
SG_UNARY(erf, vector_erf(x), erf(x))
SG_UNARY(silu, x * vector_sigmoid(x), x / (1 + exp(-x)))
SG_UNARY(gelu, x * vector_normal(x, vector_bell(x)), 0.5 * x * (1 + erf(x * M_SQRT1_2)))
SG_UNARY(gelu_tanh, 0.5f * x * (1 + vector_tanh(0.79788456f * (x + 0.044715f * x * x * x))),
         0.5 * x * (1 + tanh(0.7978845608028654 * (x + 0.044715 * x * x * x))))
SG_UNARY(logsigmoid, (x < 0 ? x : 0) - vector_log1p_of_unit(vector_exp(-fabsf(x))),
         (x < 0 ? x : 0) - log1p(exp(-fabs(x))))

SG_UNARY(floor, floorf(x), floor(x))
SG_UNARY(ceil, ceilf(x), ceil(x))
SG_UNARY(trunc, truncf(x), trunc(x))
// Half way between two whole numbers it is the even one.
SG_UNARY(round, nearbyintf(x), nearbyint(x))
SG_UNARY(frac, x - truncf(x), x - trunc(x))
SG_UNARY(exp2, exp2f(x), exp2(x))
SG_UNARY(log10, log10f(x), log10(x))
SG_UNARY(sinh, sinhf(x), sinh(x))
SG_UNARY(cosh, coshf(x), cosh(x))
SG_UNARY(asin, asinf(x), asin(x))
SG_UNARY(acos, acosf(x), acos(x))
SG_UNARY(atan, atanf(x), atan(x))
SG_UNARY(asinh, asinhf(x), asinh(x))
SG_UNARY(acosh, acoshf(x), acosh(x))
SG_UNARY(atanh, atanhf(x), atanh(x))
SG_UNARY(mish, x * tanhf(log1pf(expf(x))), x * tanh(log1p(exp(x))))
SG_UNARY(softsign, x / (1 + fabsf(x)), x / (1 + fabs(x)))
SG_UNARY(selu, 1.05070098f * (x <= 0 ? 1.67326324f * expm1f(x) : x),
         1.0507009873554804934 * (x <= 0 ? 1.6732632423543772848 * expm1(x) : x))
// A NaN stays one.
#define LIMITED_TO_6(X) ((X) <= 0 ? 0 : (X) >= 6 ? 6 : (X))
SG_UNARY(hardswish, x * LIMITED_TO_6(x + 3) / 6, x * LIMITED_TO_6(x + 3) / 6)
SG_UNARY(hardsigmoid, LIMITED_TO_6(x + 3) / 6, LIMITED_TO_6(x + 3) / 6)

SG_UNARY_OF(relu, int32_t, i32, x < 0 ? 0 : x)
SG_UNARY_OF(relu, int64_t, i64, x < 0 ? 0 : x)
SG_UNARY_OF(square, int32_t, i32, (int32_t)((uint32_t)x * (uint32_t)x))
SG_UNARY_OF(square, int64_t, i64, (int64_t)((uint64_t)x * (uint64_t)x))
SG_UNARY_OF(neg, int32_t, i32, (int32_t)(0u - (uint32_t)x))
SG_UNARY_OF(neg, int64_t, i64, (int64_t)(0ull - (uint64_t)x))
SG_UNARY_OF(abs, int32_t, i32, x < 0 ? (int32_t)(0u - (uint32_t)x) : x)
SG_UNARY_OF(abs, int64_t, i64, x < 0 ? (int64_t)(0ull - (uint64_t)x) : x)
SG_UNARY_OF(sign, int32_t, i32, (x > 0) - (x < 0))
SG_UNARY_OF(sign, int64_t, i64, (x > 0) - (x < 0))
