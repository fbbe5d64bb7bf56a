// The inner loops of the engine: each runs along one row, and Swift walks over the rows.
// A name is sg_OPERATION_TYPE; the types are f32, f64, i32, i64 and u8 (bool).
#pragma once
#include <stdbool.h>
#include <stdint.h>

// y[i] = f(a[i])
#define SG_DECLARE_UNARY(name)                            \
  void sg_##name##_f32(const float *a, float *y, long n); \
  void sg_##name##_f64(const double *a, double *y, long n);
SG_DECLARE_UNARY(exp)
SG_DECLARE_UNARY(log)
SG_DECLARE_UNARY(sqrt)
SG_DECLARE_UNARY(tanh)
SG_DECLARE_UNARY(sigmoid)
SG_DECLARE_UNARY(relu)
SG_DECLARE_UNARY(neg)
SG_DECLARE_UNARY(abs)
SG_DECLARE_UNARY(sign)

void sg_neg_i32(const int32_t *a, int32_t *y, long n);
void sg_neg_i64(const int64_t *a, int64_t *y, long n);
void sg_abs_i32(const int32_t *a, int32_t *y, long n);
void sg_abs_i64(const int64_t *a, int64_t *y, long n);
void sg_sign_i32(const int32_t *a, int32_t *y, long n);
void sg_sign_i64(const int64_t *a, int64_t *y, long n);

// y[i] = f(a[i * sa], b[i * sb]); the strides count elements.
#define SG_DECLARE_BINARY_OF(name, T, t, R) \
  void sg_##name##_##t(const T *a, long sa, const T *b, long sb, R *y, long n);
#define SG_DECLARE_BINARY(name)                    \
  SG_DECLARE_BINARY_OF(name, float, f32, float)    \
  SG_DECLARE_BINARY_OF(name, double, f64, double)  \
  SG_DECLARE_BINARY_OF(name, int32_t, i32, int32_t) \
  SG_DECLARE_BINARY_OF(name, int64_t, i64, int64_t)
#define SG_DECLARE_COMPARISON(name)                 \
  SG_DECLARE_BINARY_OF(name, float, f32, uint8_t)   \
  SG_DECLARE_BINARY_OF(name, double, f64, uint8_t)  \
  SG_DECLARE_BINARY_OF(name, int32_t, i32, uint8_t) \
  SG_DECLARE_BINARY_OF(name, int64_t, i64, uint8_t)
SG_DECLARE_BINARY(add)
SG_DECLARE_BINARY(sub)
SG_DECLARE_BINARY(mul)
SG_DECLARE_BINARY(div)
SG_DECLARE_BINARY(pow)
SG_DECLARE_BINARY(maximum)
SG_DECLARE_BINARY(minimum)
SG_DECLARE_COMPARISON(equal)
SG_DECLARE_COMPARISON(less)
SG_DECLARE_COMPARISON(less_equal)

// Sum of n elements that lie `stride` apart, and y[i] += a[i * stride].
#define SG_DECLARE_SUM(T, t)                            \
  T sg_sum_##t(const T *a, long stride, long n);        \
  void sg_accumulate_##t(const T *a, long stride, T *y, long n);
SG_DECLARE_SUM(float, f32)
SG_DECLARE_SUM(double, f64)
SG_DECLARE_SUM(int32_t, i32)
SG_DECLARE_SUM(int64_t, i64)

// Copies elements of 1, 2, 4 or 8 bytes from a row with a stride into one without.
void sg_gather_1(const void *a, long stride, void *y, long n);
void sg_gather_2(const void *a, long stride, void *y, long n);
void sg_gather_4(const void *a, long stride, void *y, long n);
void sg_gather_8(const void *a, long stride, void *y, long n);

// Conversions between element types, f16 among them (IEEE 754 binary16, round to nearest even).
#define SG_DECLARE_CASTS(T, t)                                \
  void sg_cast_##t##_f32(const T *a, float *y, long n);       \
  void sg_cast_##t##_f64(const T *a, double *y, long n);      \
  void sg_cast_##t##_i32(const T *a, int32_t *y, long n);     \
  void sg_cast_##t##_i64(const T *a, int64_t *y, long n);     \
  void sg_cast_##t##_u8(const T *a, uint8_t *y, long n);
SG_DECLARE_CASTS(float, f32)
SG_DECLARE_CASTS(double, f64)
SG_DECLARE_CASTS(int32_t, i32)
SG_DECLARE_CASTS(int64_t, i64)
SG_DECLARE_CASTS(uint8_t, u8)
void sg_cast_f16_f32(const uint16_t *a, float *y, long n);
void sg_cast_f32_f16(const float *a, uint16_t *y, long n);

// y[i] = condition[i] ? a[i] : b[i], for elements of 1, 2, 4 or 8 bytes.
#define SG_DECLARE_CHOOSE(bytes)                                                            \
  void sg_choose_##bytes(const uint8_t *condition, long sc, const void *a, long sa, const void *b, \
                         long sb, void *y, long n);
SG_DECLARE_CHOOSE(1)
SG_DECLARE_CHOOSE(2)
SG_DECLARE_CHOOSE(4)
SG_DECLARE_CHOOSE(8)
