#include <string.h>

#include "CKernels.h"
#include "clones.h"

#define SG_COPY(bytes, T)                                                          \
  void sg_copy_##bytes(const void *a, long sa, void *y, long sy, long n) {         \
    const T *from = a;                                                             \
    T *to = y;                                                                     \
    if (sa == 1 && sy == 1)                                                        \
      memcpy(y, a, (size_t)n * sizeof(T));                                         \
    else if (sy == 1)                                                              \
      for (long i = 0; i < n; i++) to[i] = from[i * sa];                           \
    else                                                                           \
      for (long i = 0; i < n; i++) to[i * sy] = from[i * sa];                      \
  }
SG_COPY(1, uint8_t)
SG_COPY(2, uint16_t)
SG_COPY(4, uint32_t)
SG_COPY(8, uint64_t)

#define SG_CAST_OF(T, t, R, r, EXPRESSION)                          \
  SG_CLONES void sg_cast_##t##_##r(const T *a, R *y, long n) {      \
    for (long i = 0; i < n; i++) {                                  \
      const T x = a[i];                                             \
      y[i] = EXPRESSION;                                            \
    }                                                               \
  }
#define SG_CASTS(T, t, INT32, INT64)           \
  SG_CAST_OF(T, t, float, f32, (float)x)       \
  SG_CAST_OF(T, t, double, f64, (double)x)     \
  SG_CAST_OF(T, t, int32_t, i32, INT32)        \
  SG_CAST_OF(T, t, int64_t, i64, INT64)        \
  SG_CAST_OF(T, t, uint8_t, u8, x != 0)

// A floating point number outside of the integer's range becomes the smallest integer, and so does NaN.
#define TO32 (x >= -2147483648.0 && x < 2147483648.0 ? (int32_t)x : INT32_MIN)
#define TO64 (x >= -9223372036854775808.0 && x < 9223372036854775808.0 ? (int64_t)x : INT64_MIN)
SG_CASTS(float, f32, TO32, TO64)
SG_CASTS(double, f64, TO32, TO64)
SG_CASTS(int32_t, i32, x, x)
SG_CASTS(int64_t, i64, (int32_t)x, x)
SG_CASTS(uint8_t, u8, x, x)

static inline float bits_to_float(uint32_t bits) {
  float value;
  memcpy(&value, &bits, sizeof value);
  return value;
}
static inline uint32_t float_to_bits(float value) {
  uint32_t bits;
  memcpy(&bits, &value, sizeof bits);
  return bits;
}

// Without branches, so that the loops vectorize on every instruction set.
static inline float widen(uint16_t half) {
  uint32_t sign = (uint32_t)(half & 0x8000) << 16, rest = half & 0x7fff;
  uint32_t normal = (rest << 13) + (112u << 23);
  uint32_t special = (rest << 13) | 0x7f800000;                         // infinity and NaN
  uint32_t tiny = float_to_bits((float)rest * bits_to_float(0x33800000));  // rest · 2^-24
  uint32_t bits = rest >= 0x7c00 ? special : rest < 0x400 ? tiny : normal;
  return bits_to_float(sign | bits);
}
static inline uint16_t narrow(float value) {
  uint32_t bits = float_to_bits(value), sign = bits >> 16 & 0x8000;
  bits &= 0x7fffffff;
  uint32_t normal = (bits - (112u << 23) + 0xfff + (bits >> 13 & 1)) >> 13;  // round to nearest even
  uint32_t tiny = float_to_bits(bits_to_float(bits) + 0.5f) - float_to_bits(0.5f);
  uint32_t large = bits > 0x7f800000 ? 0x7e00 : 0x7c00;                      // NaN, infinity
  uint32_t half = bits >= 0x477ff000 ? large : bits < 0x38800000 ? tiny : normal;
  return (uint16_t)(sign | half);
}
SG_CAST_OF(uint16_t, f16, float, f32, widen(x))
SG_CAST_OF(float, f32, uint16_t, f16, narrow(x))

// A bfloat16 is the upper half of a float.
static inline float widen_bf16(uint16_t half) { return bits_to_float((uint32_t)half << 16); }
static inline uint16_t narrow_bf16(float value) {
  const uint32_t bits = float_to_bits(value);
  const uint32_t rounded = (bits + 0x7fff + (bits >> 16 & 1)) >> 16;  // round to nearest even
  return (uint16_t)((bits & 0x7fffffff) > 0x7f800000 ? 0x7fc0 : rounded);
}
SG_CAST_OF(uint16_t, bf16, float, f32, widen_bf16(x))
SG_CAST_OF(float, f32, uint16_t, bf16, narrow_bf16(x))

#define SG_CHOOSE(bytes, T)                                                                       \
  SG_CLONES void sg_choose_##bytes(const uint8_t *condition, long sc, const void *a, long sa,     \
                                   const void *b, long sb, void *y, long n) {                     \
    const T *p = a, *q = b;                                                                       \
    T *to = y;                                                                                    \
    if (sc == 1 && sa == 1 && sb == 0) {                                                          \
      const T z = *q;                                                                             \
      for (long i = 0; i < n; i++) to[i] = condition[i] ? p[i] : z;                               \
    } else if (sc == 1 && sa == 0 && sb == 1) {                                                   \
      const T x = *p;                                                                             \
      for (long i = 0; i < n; i++) to[i] = condition[i] ? x : q[i];                               \
    } else {                                                                                      \
      for (long i = 0; i < n; i++) to[i] = condition[i * sc] ? p[i * sa] : q[i * sb];             \
    }                                                                                             \
  }
SG_CHOOSE(1, uint8_t)
SG_CHOOSE(2, uint16_t)
SG_CHOOSE(4, uint32_t)
SG_CHOOSE(8, uint64_t)
