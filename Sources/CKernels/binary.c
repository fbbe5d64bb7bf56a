#include <math.h>

#include "CKernels.h"
#include "clones.h"
#include "vector_math.h"

// Strides of 1 and 0 (a repeated element) get loops of their own, which the compiler vectorizes.
#define SG_BINARY_OF(name, T, t, R, EXPRESSION)                                              \
  SG_CLONES void sg_##name##_##t(const T *a, long sa, const T *b, long sb, R *y, long n) {   \
    if (sa == 1 && sb == 1) {                                                                \
      for (long i = 0; i < n; i++) {                                                         \
        const T x = a[i], z = b[i];                                                          \
        y[i] = EXPRESSION;                                                                   \
      }                                                                                      \
    } else if (sa == 1 && sb == 0) {                                                         \
      const T z = *b;                                                                        \
      for (long i = 0; i < n; i++) {                                                         \
        const T x = a[i];                                                                    \
        y[i] = EXPRESSION;                                                                   \
      }                                                                                      \
    } else if (sa == 0 && sb == 1) {                                                         \
      const T x = *a;                                                                        \
      for (long i = 0; i < n; i++) {                                                         \
        const T z = b[i];                                                                    \
        y[i] = EXPRESSION;                                                                   \
      }                                                                                      \
    } else {                                                                                 \
      for (long i = 0; i < n; i++) {                                                         \
        const T x = a[i * sa], z = b[i * sb];                                                \
        y[i] = EXPRESSION;                                                                   \
      }                                                                                      \
    }                                                                                        \
  }
#define SG_BINARY(name, FLOAT, DOUBLE, INT32, INT64)    \
  SG_BINARY_OF(name, float, f32, float, FLOAT)          \
  SG_BINARY_OF(name, double, f64, double, DOUBLE)       \
  SG_BINARY_OF(name, int32_t, i32, int32_t, INT32)      \
  SG_BINARY_OF(name, int64_t, i64, int64_t, INT64)
#define SG_COMPARISON(name, EXPRESSION)                 \
  SG_BINARY_OF(name, float, f32, uint8_t, EXPRESSION)   \
  SG_BINARY_OF(name, double, f64, uint8_t, EXPRESSION)  \
  SG_BINARY_OF(name, int32_t, i32, uint8_t, EXPRESSION) \
  SG_BINARY_OF(name, int64_t, i64, uint8_t, EXPRESSION)

// Integers wrap around; the detour over unsigned types makes that defined.
#define WRAP32(OP) (int32_t)((uint32_t)x OP(uint32_t) z)
#define WRAP64(OP) (int64_t)((uint64_t)x OP(uint64_t) z)
SG_BINARY(add, x + z, x + z, WRAP32(+), WRAP64(+))
SG_BINARY(sub, x - z, x - z, WRAP32(-), WRAP64(-))
SG_BINARY(mul, x * z, x * z, WRAP32(*), WRAP64(*))

// The product is rounded before it is added, as it is where the two are operations by themselves.
SG_CLONES void sg_add_products_f32(const float *a, const float *b, float *y, long n) {
  for (long i = 0; i < n; i++) {
    const float product = a[i] * b[i];
    y[i] += product;
  }
}
SG_CLONES void sg_add_products_f64(const double *a, const double *b, double *y, long n) {
  for (long i = 0; i < n; i++) {
    const double product = a[i] * b[i];
    y[i] += product;
  }
}
SG_CLONES void sg_add_scaled_f32(const float *a, float scale, float *y, long n) {
  for (long i = 0; i < n; i++) y[i] += a[i] * scale;
}
SG_CLONES void sg_add_scaled_f64(const double *a, double scale, double *y, long n) {
  for (long i = 0; i < n; i++) y[i] += a[i] * scale;
}

static inline int64_t quotient(int64_t x, int64_t z) {
  return z == 0 ? 0 : z == -1 ? (int64_t)(0ull - (uint64_t)x) : x / z;
}
SG_BINARY(div, x / z, x / z, (int32_t)quotient(x, z), quotient(x, z))

// Quotients rounded down. Rounding x / z itself would be wrong where it rounds up to a whole number, so the remainder decides, as in Python.
#define SG_FLOOR_QUOTIENT(T, t, MOD, FLOOR, SIGN)                                        \
  static inline T floor_quotient_##t(T x, T z) {                                         \
    if (z == 0) return x / z;                                                            \
    const T rest = MOD(x, z);                                                            \
    T quotient = (x - rest) / z;                                                         \
    if (rest != 0 && (z < 0) != (rest < 0)) quotient -= 1;                               \
    if (quotient == 0) return SIGN((T)0, x / z);                                         \
    const T down = FLOOR(quotient);                                                      \
    return quotient - down > (T)0.5 ? down + 1 : down;                                   \
  }
SG_FLOOR_QUOTIENT(float, f32, fmodf, floorf, copysignf)
SG_FLOOR_QUOTIENT(double, f64, fmod, floor, copysign)
static inline int64_t floor_quotient_i64(int64_t x, int64_t z) {
  const int64_t q = quotient(x, z);
  return z != 0 && z != -1 && x % z != 0 && (x < 0) != (z < 0) ? q - 1 : q;
}
SG_BINARY(div_floor, floor_quotient_f32(x, z), floor_quotient_f64(x, z),
          (int32_t)floor_quotient_i64(x, z), floor_quotient_i64(x, z))

// The rest of a division rounded towards zero, and of one rounded down, which has the divisor's sign.
static inline int64_t rest(int64_t x, int64_t z) { return z == 0 || z == -1 ? 0 : x % z; }
#define SG_REMAINDER(T, t, MOD)                                          \
  static inline T remainder_##t(T x, T z) {                              \
    const T r = MOD(x, z);                                               \
    return r != 0 && (z < 0) != (r < 0) ? r + z : r;                     \
  }
SG_REMAINDER(float, f32, fmodf)
SG_REMAINDER(double, f64, fmod)
SG_REMAINDER(int64_t, i64, rest)
SG_BINARY(fmod, fmodf(x, z), fmod(x, z), (int32_t)rest(x, z), rest(x, z))
SG_BINARY(remainder, remainder_f32(x, z), remainder_f64(x, z), (int32_t)remainder_i64(x, z),
          remainder_i64(x, z))

// x to the power z by repeated squaring; a negative power of an integer is 0 except for 1 and -1.
static inline int64_t power(int64_t x, int64_t z) {
  if (z < 0) return x == 1 ? 1 : x == -1 ? (z % 2 ? -1 : 1) : 0;
  uint64_t result = 1, base = (uint64_t)x;
  for (; z > 0; z >>= 1, base *= base)
    if (z & 1) result *= base;
  return (int64_t)result;
}
// The usual powers are exact to the last digit, and quick.
#define POWER(T, ROOT, GENERAL)                                                                 \
  z == 2 ? x * x : z == 3 ? x * x * x : z == 1 ? x : z == -1 ? 1 / x : z == -2 ? 1 / (x * x)    \
  : z == (T)0.5 ? (x == (T)-INFINITY ? (T)INFINITY : ROOT(x + 0)) : GENERAL(x, z)
static inline float powerf32(float x, float z) { return POWER(float, sqrtf, powf); }
static inline double powerf64(double x, double z) { return POWER(double, sqrt, pow); }
SG_BINARY(pow, powerf32(x, z), powerf64(x, z), (int32_t)power(x, z), power(x, z))

// A NaN on either side wins.
#define LARGER (x > z || x != x) ? x : z
#define SMALLER (x < z || x != x) ? x : z
SG_BINARY(maximum, LARGER, LARGER, LARGER, LARGER)
SG_BINARY(minimum, SMALLER, SMALLER, SMALLER, SMALLER)

SG_COMPARISON(equal, x == z)
SG_COMPARISON(not_equal, x != z)
SG_COMPARISON(less, x < z)
SG_COMPARISON(less_equal, x <= z)

#define SG_FLOATING(name, FLOAT, DOUBLE)          \
  SG_BINARY_OF(name, float, f32, float, FLOAT)    \
  SG_BINARY_OF(name, double, f64, double, DOUBLE)
SG_FLOATING(div_trunc, truncf(x / z), trunc(x / z))
SG_FLOATING(atan2, atan2f(x, z), atan2(x, z))
SG_FLOATING(leaky_relu, x > 0 ? x : x * z, x > 0 ? x : x * z)
SG_FLOATING(elu, x > 0 ? x : z * expm1f(x), x > 0 ? x : z * expm1(x))
SG_FLOATING(celu, x > 0 ? x : z * expm1f(x / z), x > 0 ? x : z * expm1(x / z))
// Two equal infinities have no difference.
SG_FLOATING(logaddexp, isinf(x) && x == z ? x : (LARGER) + log1pf(expf(-fabsf(x - z))),
            isinf(x) && x == z ? x : (LARGER) + log1p(exp(-fabs(x - z))))
SG_FLOATING(logaddexp2,
            isinf(x) && x == z ? x : (LARGER) + log1pf(exp2f(-fabsf(x - z))) * (float)M_LOG2E,
            isinf(x) && x == z ? x : (LARGER) + log1p(exp2(-fabs(x - z))) * M_LOG2E)

// From the nearer end, so that weights of 0 and 1 give the ends exactly; rounded once, so that nothing overflows on the way.
#define SG_LERP(T, t, ABS, FMA)                                                                   \
  SG_CLONES void sg_lerp_##t(const T *a, const T *b, const T *w, T *y, long n) {                  \
    for (long i = 0; i < n; i++)                                                                  \
      y[i] = ABS(w[i]) < (T)0.5 ? FMA(w[i], b[i] - a[i], a[i]) : FMA(w[i] - 1, b[i] - a[i], b[i]); \
  }
SG_LERP(float, f32, fabsf, fmaf)
SG_LERP(double, f64, fabs, fma)

// x is the gradient that comes in, z the operation's result (tanh, sigmoid, relu) or its input.
SG_FLOATING(tanh_gradient, x * (1 - z * z), x * (1 - z * z))
SG_FLOATING(sigmoid_gradient, x * (z * (1 - z)), x * (z * (1 - z)))
// A NaN lets the gradient through, as in PyTorch.
SG_FLOATING(relu_gradient, z <= 0 ? 0 : x, z <= 0 ? 0 : x)

SG_INLINE float silu_slope_f32(float z) {
  const float s = vector_sigmoid(z);
  return s * (1 + z * (1 - s));
}
SG_INLINE double silu_slope_f64(double z) {
  const double s = 1 / (1 + exp(-z));
  return s * (1 + z * (1 - s));
}
SG_FLOATING(silu_gradient, x * silu_slope_f32(z), x * silu_slope_f64(z))

SG_INLINE float gelu_slope_f32(float z) {
  const float bell = vector_bell(z);
  return vector_normal(z, bell) + z * 0.39894228f * bell;
}
SG_INLINE double gelu_slope_f64(double z) {
  return 0.5 * (1 + erf(z * M_SQRT1_2)) + z * 0.3989422804014327 * exp(-0.5 * z * z);
}
SG_FLOATING(gelu_gradient, x * gelu_slope_f32(z), x * gelu_slope_f64(z))

SG_INLINE float gelu_tanh_slope_f32(float z) {
  const float k = 0.79788456f, c = 0.044715f, t = vector_tanh(k * (z + c * z * z * z));
  return 0.5f * (1 + t) + 0.5f * z * (1 - t * t) * k * (1 + 3 * c * z * z);
}
SG_INLINE double gelu_tanh_slope_f64(double z) {
  const double k = 0.7978845608028654, c = 0.044715, t = tanh(k * (z + c * z * z * z));
  return 0.5 * (1 + t) + 0.5 * z * (1 - t * t) * k * (1 + 3 * c * z * z);
}
SG_FLOATING(gelu_tanh_gradient, x * gelu_tanh_slope_f32(z), x * gelu_tanh_slope_f64(z))

// Binary cross entropy of a probability x and a target z, and its slope; a logarithm is at least -100.
SG_INLINE float limited_log_f32(float x) {
  const float y = vector_log(x);
  return y < -100 ? -100 : y;
}
static inline double limited_log_f64(double x) {
  const double y = log(x);
  return y < -100 ? -100 : y;
}
SG_INLINE float limited_slope_f32(float x, float z) {
  const float size = x * (1 - x);
  return (x - z) / (size < 1e-12f ? 1e-12f : size);
}
SG_INLINE double limited_slope_f64(double x, double z) {
  const double size = x * (1 - x);
  return (x - z) / (size < 1e-12 ? 1e-12 : size);
}
SG_FLOATING(bce, (z - 1) * limited_log_f32(1 - x) - z * limited_log_f32(x),
            (z - 1) * limited_log_f64(1 - x) - z * limited_log_f64(x))
SG_FLOATING(bce_slope, limited_slope_f32(x, z), limited_slope_f64(x, z))
