// Random numbers: the generator MT19937, and Box and Muller's method on what it draws.
#include <math.h>
#include <string.h>

#include "CKernels.h"
#include "clones.h"

// A product and a sum are rounded each, unless fma says otherwise, so that every processor gives the same bits.
#pragma STDC FP_CONTRACT OFF

#define SIZE 624
#define MIDDLE 397

SG_INLINE uint32_t twisted(uint32_t word, uint32_t next, uint32_t other) {
  const uint32_t mixed = (word & 0x80000000) | (next & 0x7fffffff);
  return other ^ mixed >> 1 ^ (-(mixed & 1) & 0x9908b0df);
}

SG_CLONES void sg_twist(uint32_t *words) {
  // In parts, so that none reads what it has just written, and each vectorizes.
  for (int i = 0; i < SIZE - MIDDLE; i++) words[i] = twisted(words[i], words[i + 1], words[i + MIDDLE]);
  for (int i = SIZE - MIDDLE; i < SIZE - 1; i++)
    words[i] = twisted(words[i], words[i + 1], words[i + MIDDLE - SIZE]);
  words[SIZE - 1] = twisted(words[SIZE - 1], words[0], words[MIDDLE - 1]);
}

SG_CLONES void sg_uniform_f32(const uint32_t *words, float lower, float extent, float *y, long n) {
  for (long i = 0; i < n; i++) {
    uint32_t word = words[i];
    word ^= word >> 11;
    word ^= word << 7 & 0x9d2c5680;
    word ^= word << 15 & 0xefc60000;
    word ^= word >> 18;
    y[i] = __builtin_fmaf((float)(int32_t)(word & 0xffffff) * 0x1p-24f, extent, lower);
  }
}

// The functions below give the bits of logf, sinf and cosf of glibc 2.28 and later on a processor with fused multiplication, for the
// arguments that there are here. They use the method and the numbers of Arm's optimized routines, as glibc and musl do:
// Copyright (c) 2017-2018 Arm Limited, SPDX-License-Identifier: MIT.

// 1/c, and log c, for a c in each sixteenth of the numbers from 0.7 to 1.4.
static const double inverses[16] = {
  0x1.661ec79f8f3bep+0, 0x1.571ed4aaf883dp+0, 0x1.49539f0f010b0p+0, 0x1.3c995b0b80385p+0,
  0x1.30d190c8864a5p+0, 0x1.25e227b0b8ea0p+0, 0x1.1bb4a4a1a343fp+0, 0x1.12358f08ae5bap+0,
  0x1.0953f419900a7p+0, 0x1p+0,               0x1.e608cfd9a47acp-1, 0x1.ca4b31f026aa0p-1,
  0x1.b2036576afce6p-1, 0x1.9c2d163a1aa2dp-1, 0x1.886e6037841edp-1, 0x1.767dcf5534862p-1,
};
static const double logarithms[16] = {
  -0x1.57bf7808caadep-2, -0x1.2bef0a7c06ddbp-2, -0x1.01eae7f513a67p-2, -0x1.b31d8a68224e9p-3,
  -0x1.6574f0ac07758p-3, -0x1.1aa2bc79c8100p-3, -0x1.a4e76ce8c0e5ep-4, -0x1.1973c5a611cccp-4,
  -0x1.252f438e10c1ep-5, 0.0,                   0x1.aa5aa5df25984p-5,  0x1.c5e53aa362eb4p-4,
  0x1.526e57720db08p-3,  0x1.bc2860d224770p-3,  0x1.1058bc8a07ee1p-2,  0x1.4043057b6ee09p-2,
};

// The logarithm of a normal positive number.
SG_INLINE float logarithm(float x) {
  uint32_t bits;
  memcpy(&bits, &x, sizeof bits);
  const uint32_t shifted = bits - 0x3f330000;
  const uint32_t index = shifted >> 19 & 15;
  const int32_t exponent = (int32_t)shifted >> 23;
  bits -= shifted & 0xff800000;
  float mantissa;
  memcpy(&mantissa, &bits, sizeof mantissa);
  const double r = __builtin_fma((double)mantissa, inverses[index], -1.0);
  const double base = __builtin_fma((double)exponent, 0x1.62e42fefa39efp-1, logarithms[index]);
  double p = __builtin_fma(0x1.5575b0be00b6ap-2, r, -0x1.ffffef20a4123p-2);
  p = __builtin_fma(-0x1.00ea348b88334p-2, r * r, p);
  return (float)__builtin_fma(p, r * r, base + r);
}

// Sine and cosine of a number from 0 to 2π.
SG_INLINE void sine_and_cosine(float angle, float *sine, float *cosine) {
  // The angle is some quarters of a turn, and a rest of at most an eighth.
  const int32_t quarters = ((int32_t)((double)angle * 0x1.45f306dc9c883p+23) + 0x800000) >> 24;
  const double x = __builtin_fma(-(double)quarters, 0x1.921fb54442d18p+0, (double)angle);
  const double x2 = x * x, x3 = x * x2, x4 = x2 * x2;
  double s = __builtin_fma(x2, -0x1.994eb3774cf24p-13, 0x1.1107605230bc4p-7);
  s = __builtin_fma(x3 * x2, s, __builtin_fma(x3, -0x1.555545995a603p-3, x));
  double c = __builtin_fma(x2, 0x1.99343027bf8c3p-16, -0x1.6c087e89a359dp-10);
  const double c1 = __builtin_fma(x2, -0x1.ffffffd0c621cp-2, 1.0);
  c = __builtin_fma(x4 * x2, c, __builtin_fma(x4, 0x1.55553e1068f19p-5, c1));
  const float own = (float)s, other = (float)c;
  const float first = quarters & 1 ? other : own, second = quarters & 1 ? own : other;
  *sine = quarters & 2 ? -first : first;
  *cosine = (quarters + 1) & 2 ? -second : second;
}

SG_CLONES void sg_box_muller_f32(float *y, float mean, float deviation, long n) {
  for (long block = 0; block + 16 <= n; block += 16) {
    float *restrict p = y + block;
#pragma clang loop unroll(disable) vectorize(enable)
    for (int i = 0; i < 8; i++) {
      const float radius = __builtin_elementwise_sqrt(-2.0f * logarithm(1.0f - p[i]));
      float sine, cosine;
      // 2π as twice a π that is rounded towards zero.
      sine_and_cosine(0x1.921fb4p+2f * p[i + 8], &sine, &cosine);
      p[i] = radius * cosine * deviation + mean;
      p[i + 8] = radius * sine * deviation + mean;
    }
  }
}
