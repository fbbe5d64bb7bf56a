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
SG_DECLARE_UNARY(square)
SG_DECLARE_UNARY(reciprocal)
SG_DECLARE_UNARY(rsqrt)
SG_DECLARE_UNARY(expm1)
SG_DECLARE_UNARY(log1p)
SG_DECLARE_UNARY(log2)
SG_DECLARE_UNARY(sin)
SG_DECLARE_UNARY(cos)
SG_DECLARE_UNARY(tan)
SG_DECLARE_UNARY(erf)
SG_DECLARE_UNARY(silu)
SG_DECLARE_UNARY(gelu)
SG_DECLARE_UNARY(gelu_tanh)
SG_DECLARE_UNARY(logsigmoid)
SG_DECLARE_UNARY(floor)
SG_DECLARE_UNARY(ceil)
SG_DECLARE_UNARY(trunc)
SG_DECLARE_UNARY(round)
SG_DECLARE_UNARY(frac)
SG_DECLARE_UNARY(exp2)
SG_DECLARE_UNARY(log10)
SG_DECLARE_UNARY(sinh)
SG_DECLARE_UNARY(cosh)
SG_DECLARE_UNARY(asin)
SG_DECLARE_UNARY(acos)
SG_DECLARE_UNARY(atan)
SG_DECLARE_UNARY(asinh)
SG_DECLARE_UNARY(acosh)
SG_DECLARE_UNARY(atanh)
SG_DECLARE_UNARY(mish)
SG_DECLARE_UNARY(softsign)
SG_DECLARE_UNARY(selu)
SG_DECLARE_UNARY(hardswish)
SG_DECLARE_UNARY(hardsigmoid)

void sg_relu_i32(const int32_t *a, int32_t *y, long n);
void sg_relu_i64(const int64_t *a, int64_t *y, long n);
void sg_square_i32(const int32_t *a, int32_t *y, long n);
void sg_square_i64(const int64_t *a, int64_t *y, long n);
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
SG_DECLARE_BINARY(div_floor)
SG_DECLARE_BINARY(fmod)
SG_DECLARE_BINARY(remainder)
SG_DECLARE_BINARY(pow)
SG_DECLARE_BINARY(maximum)
SG_DECLARE_BINARY(minimum)

// y[i] += a[i] * b[i]
void sg_add_products_f32(const float *a, const float *b, float *y, long n);
void sg_add_products_f64(const double *a, const double *b, double *y, long n);
// y[i] += a[i] * scale
void sg_add_scaled_f32(const float *a, float scale, float *y, long n);
void sg_add_scaled_f64(const double *a, double scale, double *y, long n);

// y[i] = a[i] + w[i] * (b[i] - a[i])
void sg_lerp_f32(const float *a, const float *b, const float *w, float *y, long n);
void sg_lerp_f64(const double *a, const double *b, const double *w, double *y, long n);

// Functions of two variables that only floating point numbers have; name_gradient(g, x) is g times the derivative, as a function
// of the operation's result for tanh, sigmoid and relu, else of its input.
#define SG_DECLARE_FLOATING(name)               \
  SG_DECLARE_BINARY_OF(name, float, f32, float) \
  SG_DECLARE_BINARY_OF(name, double, f64, double)
SG_DECLARE_FLOATING(div_trunc)
SG_DECLARE_FLOATING(atan2)
SG_DECLARE_FLOATING(leaky_relu)
SG_DECLARE_FLOATING(elu)
SG_DECLARE_FLOATING(celu)
SG_DECLARE_FLOATING(logaddexp)
SG_DECLARE_FLOATING(logaddexp2)
SG_DECLARE_FLOATING(tanh_gradient)
SG_DECLARE_FLOATING(sigmoid_gradient)
SG_DECLARE_FLOATING(relu_gradient)
SG_DECLARE_FLOATING(silu_gradient)
SG_DECLARE_FLOATING(gelu_gradient)
SG_DECLARE_FLOATING(gelu_tanh_gradient)
SG_DECLARE_FLOATING(bce)
SG_DECLARE_FLOATING(bce_slope)
SG_DECLARE_COMPARISON(equal)
SG_DECLARE_COMPARISON(not_equal)
SG_DECLARE_COMPARISON(less)
SG_DECLARE_COMPARISON(less_equal)

// The reduction of n elements that lie `stride` apart.
#define SG_DECLARE_REDUCTION(name)                       \
  float sg_##name##_f32(const float *a, long stride, long n);     \
  double sg_##name##_f64(const double *a, long stride, long n);   \
  int64_t sg_##name##_i64(const int64_t *a, long stride, long n);
SG_DECLARE_REDUCTION(sum)
SG_DECLARE_REDUCTION(prod)
SG_DECLARE_REDUCTION(amax)
SG_DECLARE_REDUCTION(amin)

// Whether every element is between 0 and 1; NaN is not.
bool sg_all_in_unit_f32(const float *a, long n);
bool sg_all_in_unit_f64(const double *a, long n);

// y[i * sy] += a[i * sa], in double precision.
void sg_accumulate(const float *a, long sa, double *y, long sy, long n);
// y[i] += the sum of a column of a matrix with rows of n.
void sg_column_sums(const float *a, long rows, long n, double *y);

// Along a row of n: softmax and its logarithm, and the gradients of those for the row.
#define SG_DECLARE_ROWS(T, t)                                                                  \
  void sg_softmax_row_##t(const T *a, T *y, long n);                                           \
  void sg_log_softmax_row_##t(const T *a, T *y, long n);                                       \
  void sg_softmax_gradient_row_##t(const T *g, const T *y, T *dx, long n);                     \
  void sg_log_softmax_gradient_row_##t(const T *g, const T *y, T *dx, long n);
SG_DECLARE_ROWS(float, f32)
SG_DECLARE_ROWS(double, f64)

// Along a row of n: running products, the gradient of those, and running logarithms of sums of exponentials.
#define SG_DECLARE_SCANS(T, t)                                                                 \
  void sg_cumprod_row_##t(const T *a, T *y, long n);                                           \
  void sg_cumprod_gradient_row_##t(const T *g, const T *a, const T *y, T *dx, long n);         \
  void sg_logcumsumexp_row_##t(const T *a, T *y, long n);
SG_DECLARE_SCANS(float, f32)
SG_DECLARE_SCANS(double, f64)
void sg_cumprod_row_i64(const int64_t *a, int64_t *y, long n);

// Normalization of a row of n, its gradient for the row, and its gradient for the weight, which is added to what is there.
// A weight or bias stands for `span` neighbors, and may be null in the first two.
#define SG_DECLARE_NORMALIZE(T, t)                                                             \
  void sg_normalize_row_##t(const T *a, const T *weight, const T *bias, long span,             \
                            double epsilon, bool centers, T *y, long n);                       \
  void sg_normalize_gradient_row_##t(const T *g, const T *a, const T *weight, long span,       \
                                     double epsilon, bool centers, T *dx, long n);             \
  void sg_normalize_weight_row_##t(const T *g, const T *a, long span, double epsilon,          \
                                   bool centers, double *dw, long n);
SG_DECLARE_NORMALIZE(float, f32)
SG_DECLARE_NORMALIZE(double, f64)

// Copies elements of 1, 2, 4 or 8 bytes between rows with strides.
void sg_copy_1(const void *a, long sa, void *y, long sy, long n);
void sg_copy_2(const void *a, long sa, void *y, long sy, long n);
void sg_copy_4(const void *a, long sa, void *y, long sy, long n);
void sg_copy_8(const void *a, long sa, void *y, long sy, long n);

// Conversions between element types, f16 (IEEE 754 binary16) and bf16 (the upper half of an f32) among them, round to nearest even.
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
void sg_cast_bf16_f32(const uint16_t *a, float *y, long n);
void sg_cast_f32_bf16(const float *a, uint16_t *y, long n);

// y[i] = condition[i] ? a[i] : b[i], for elements of 1, 2, 4 or 8 bytes.
#define SG_DECLARE_CHOOSE(bytes)                                                            \
  void sg_choose_##bytes(const uint8_t *condition, long sc, const void *a, long sa, const void *b, \
                         long sb, void *y, long n);
SG_DECLARE_CHOOSE(1)
SG_DECLARE_CHOOSE(2)
SG_DECLARE_CHOOSE(4)
SG_DECLARE_CHOOSE(8)

// Memory at a multiple of 64 bytes, NULL where there is none; and its release.
void *sg_allocate(long byte_count);
void sg_release(void *memory);

// The machine's memory in bytes.
long sg_memory_size(void);

// The positions that a window visits on a plane of height x width.
typedef struct {
  long height, width;
  long kernel_height, kernel_width;
  long stride_height, stride_width;
  long pad_height, pad_width;
  long dilation_height, dilation_width;
  long out_height, out_width;
} sg_window;

// im2col: column[(channel, i, j)][(y, x)] = the element that kernel position (i, j) sees at output position (y, x), 0 outside; and its reverse,
// which adds the columns back to the image. Pooling works on one plane; positions count from `first`.
#define SG_DECLARE_WINDOWS(T, t)                                                                 \
  void sg_im2col_##t(const T *image, long channels, const sg_window *w, T *columns);             \
  void sg_col2im_##t(const T *columns, long channels, const sg_window *w, T *image);             \
  void sg_max_pool_##t(const T *plane, const sg_window *w, long first, T *y, int64_t *positions); \
  void sg_avg_pool_##t(const T *plane, const sg_window *w, bool counts_padding, long divisor, T *y); \
  void sg_avg_pool_gradient_##t(const T *g, const sg_window *w, bool counts_padding, long divisor, T *dx);
SG_DECLARE_WINDOWS(float, f32)
SG_DECLARE_WINDOWS(double, f64)

// As many windows as the output has positions, which share a plane evenly.
typedef struct {
  long height, width;
  long out_height, out_width;
} sg_shares;

// An axis of `size` elements that becomes one of `out_size`: each new element is a sum of `taps` old ones, times a weight each.
typedef struct {
  long outer, size, inner;
  long out_size, taps;
} sg_taps;

// What is computed is added to y or dx, which start with zeros, but for the means and positions of pooling.
#define SG_DECLARE_RESAMPLING(T, t)                                                              \
  void sg_adaptive_avg_##t(const T *plane, sg_shares grid, T *y);                                  \
  void sg_adaptive_avg_gradient_##t(const T *g, sg_shares grid, T *dx);                            \
  void sg_adaptive_max_##t(const T *plane, sg_shares grid, long first, int64_t *positions);        \
  void sg_resample_##t(const T *x, const sg_taps *p, const int64_t *sources, const T *weights, T *y); \
  void sg_resample_gradient_##t(const T *g, const sg_taps *p, const int64_t *sources, const T *weights, T *dx);
SG_DECLARE_RESAMPLING(float, f32)
SG_DECLARE_RESAMPLING(double, f64)

#if !defined(__APPLE__)
// Loads OpenBLAS unless that is done, and says why it can't be; NULL if it can.
const char *sg_blas_failure(void);

// The processor whose kernels OpenBLAS has chosen.
const char *sg_blas_core_name(void);

// OpenBLAS's product, once that is loaded: C = scale · A · B, or C += scale · A · B, for an m x k and a k x n matrix. A pitch is the
// distance of rows in memory.
#define SG_DECLARE_GEMM(T, t)                                                                                           \
  void sg_gemm_##t(bool transposes_a, bool transposes_b, long m, long n, long k, T scale, const T *a, long pitch_a,     \
                   const T *b, long pitch_b, bool adds, T *c, long pitch_c);
SG_DECLARE_GEMM(float, f32)
SG_DECLARE_GEMM(double, f64)
#endif

// C = scale · A · B, or C += scale · A · B, where B has at most so many elements.
#define SG_SMALL_PRODUCT 512
void sg_small_product(const float *a, long ai, long al, const float *b, long bl, long bj, float *c,
                      long pitch, double scale, bool adds, long m, long n, long k);
// The same in single precision, for any size.
void sg_tiled_product(const float *a, long ai, long al, const float *b, long bl, long bj, float *c,
                      long pitch, float scale, bool adds, long m, long n, long k);

// The next 624 words of the generator MT19937, in place.
void sg_twist(uint32_t *words);
// y[i] = u · extent + lower with one rounding, for numbers u of 24 bits in [0, 1) that words of MT19937 stand for.
void sg_uniform_f32(const uint32_t *words, float lower, float extent, float *y, long n);
// Uniform numbers to normal ones by Box and Muller's method, in place: in each whole block of 16 the first eight become radii, the
// others angles.
void sg_box_muller_f32(float *y, float mean, float deviation, long n);
