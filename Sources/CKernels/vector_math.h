// Elementary functions in single precision without branches, calls or tables, so that the compiler vectorizes the loops that use them.
// Each is within 3 units in the last place of the true value. The polynomials interpolate at Chebyshev nodes on the interval named beside them.
#pragma once
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "clones.h"

SG_INLINE float float_of(int32_t bits) {
  float value;
  memcpy(&value, &bits, sizeof value);
  return value;
}
SG_INLINE int32_t bits_of(float value) {
  int32_t bits;
  memcpy(&bits, &value, sizeof bits);
  return bits;
}

// e^x / 2^n, for the whole number n that is nearest to x / ln 2.
SG_INLINE float power_beside(float x, float n) {
  // ln 2 in two parts, of which the first has few bits, so that the product is exact.
  const float r = (x - n * 0.693359375f) + n * 2.12194440e-4f;
  float p = 1.989299175e-4f;  // (e^r - 1 - r) / r² for |r| up to ln 2 / 2
  p = p * r + 1.393545184e-3f;
  p = p * r + 8.333309087e-3f;
  p = p * r + 4.166644837e-2f;
  p = p * r + 1.666666668e-1f;
  p = p * r + 5.000000015e-1f;
  return 1.0f + (r + r * r * p);
}

// e^x = 2^n e^r with n the integer nearest to x / ln 2. Adding 3 · 2^22 rounds to an integer and leaves it in the low bits.
SG_INLINE float vector_exp(float x) {
  // Where the result is 0, the way there must not lead through denormal numbers, which are slow.
  const int vanishes = x < -104.0f;
  x = vanishes ? 0 : x;
  x = x > 89.0f ? 89.0f : x;
  const float magic = 12582912.0f, shifted = x * 1.44269504f + magic;
  const int32_t n = bits_of(shifted) - 0x4b400000;
  const float whole = shifted - magic;
  const float power = power_beside(x, whole);
  // 2^n in two factors, since n may lie outside of a float's exponents.
  const int32_t half = n >> 1;
  const float result = power * float_of((int32_t)((uint32_t)(half + 127) << 23)) *
                       float_of((int32_t)((uint32_t)(n - half + 127) << 23));
  return vanishes ? 0 : result;
}

// log x = e ln 2 + log(1 + f), with 1 + f between √½ and √2.
SG_INLINE float vector_log(float x) {
  const int tiny = x < 1.17549435e-38f;
  const float scaled = tiny ? x * 8388608.0f : x;
  // √½ is taken away without a sign, for the bits of a negative number, whose logarithm is NaN, would overflow.
  const int32_t bits = (int32_t)((uint32_t)bits_of(scaled) - 0x3f3504f3u);
  const float e = (float)((bits >> 23) - (tiny ? 23 : 0));
  const float f = float_of((bits & 0x7fffff) + 0x3f3504f3) - 1.0f;
  float p = 6.971611459e-2f;  // (log(1 + f) - f + f²/2) / f³ for f from √½ - 1 to √2 - 1
  p = p * f - 1.147973384e-1f;
  p = p * f + 1.168541992e-1f;
  p = p * f - 1.242568733e-1f;
  p = p * f + 1.424905765e-1f;
  p = p * f - 1.666780232e-1f;
  p = p * f + 2.000071575e-1f;
  p = p * f - 2.499999696e-1f;
  p = p * f + 3.333333118e-1f;
  const float square = f * f;
  const float rest = square * f * p - 0.5f * square - e * 2.12194440e-4f;
  float result = e * 0.693359375f + (f + rest);
  result = x > 3.40282347e38f || x != x ? x : result;  // infinity and NaN
  result = x == 0 ? -INFINITY : result;
  return x < 0 ? NAN : result;
}

SG_INLINE float vector_tanh(float x) {
  const float size = fabsf(x), z = x * x;
  float p = -6.096714165e-3f;  // (tanh x / x - 1) / x² as a function of x² for |x| up to 0.625
  p = p * z + 2.099717900e-2f;
  p = p * z - 5.385090958e-2f;
  p = p * z + 1.333276974e-1f;
  p = p * z - 3.333332894e-1f;
  const float small = x + x * z * p;
  const float large = 1.0f - 2.0f / (vector_exp(2.0f * size) + 1.0f);
  return size < 0.625f ? small : copysignf(large, x);
}

SG_INLINE float vector_sigmoid(float x) {
  const float e = vector_exp(-fabsf(x));
  return (x < 0 ? e : 1.0f) / (1.0f + e);
}

// The error function.
SG_INLINE float vector_erf(float x) {
  const float size = fabsf(x), z = x * x;
  float p = 7.875875105e-5f;  // erf x / x as a function of x² for |x| up to 1
  p = p * z - 8.016864300e-4f;
  p = p * z + 5.189087425e-3f;
  p = p * z - 2.685421201e-2f;
  p = p * z + 1.128359472e-1f;
  p = p * z - 3.761262667e-1f;
  p = p * z + 1.128379166f;
  const float limited = size > 4.2f ? 4.2f : size, t = 1.0f / (1.0f + 0.5f * limited);
  float q = 1.198945032e-1f;  // (1 - erf x) e^x² as a function of 1 / (1 + x/2) for x from 1 to 4.2
  q = q * t - 4.730830651e-1f;
  q = q * t + 5.660082172e-1f;
  q = q * t - 1.057865533e-1f;
  q = q * t + 3.488187204e-1f;
  q = q * t + 2.594089576e-1f;
  q = q * t + 2.849540208e-1f;
  q = q * t - 1.567637374e-4f;
  const float large = 1.0f - q * vector_exp(-x * x);
  const float result = size < 1.0f ? x * p : copysignf(large, x);
  return x != x ? x : result;
}

// e^(-x²/2) as far as it is no denormal number, else 0: with fewer cases than the exponential of any number.
SG_INLINE float vector_bell(float x) {
  float square = -0.5f * x * x;
  const int vanishes = square < -87.0f;
  square = vanishes ? 0 : square;
  const float magic = 12582912.0f, shifted = square * 1.44269504f + magic, whole = shifted - magic;
  const float power = power_beside(square, whole);
  const float result = power * float_of((int32_t)((uint32_t)(bits_of(shifted) - 0x4b400000 + 127) << 23));
  return vanishes ? 0 : result;
}

// The standard normal distribution function, given e^(-x²/2).
SG_INLINE float vector_normal(float x, float bell) {
  const float t = 1.0f / (1.0f + 0.35f * fabsf(x));
  float p = -2.973227581e-2f;  // the tail beyond |x|, divided by e^(-x²/2) t, as a function of t
  p = p * t + 1.467839861e-1f;
  p = p * t - 2.614105432e-1f;
  p = p * t + 1.655101648e-1f;
  p = p * t - 2.732191058e-2f;
  p = p * t + 1.072124994e-1f;
  p = p * t + 1.194250927e-1f;
  p = p * t + 1.399143339e-1f;
  p = p * t + 1.396186350e-1f;
  const float tail = bell * t * p;
  return x < 0 ? tail : 1.0f - tail;
}

// log(1 + e) for e from 0 to 1; the correction restores what the sum rounds away.
SG_INLINE float vector_log1p_of_unit(float e) {
  const float u = 1.0f + e;
  return vector_log(u) - ((u - 1.0f) - e) / u;
}
