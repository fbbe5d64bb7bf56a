#include <math.h>

#include "CKernels.h"

static inline long least(long a, long b) { return a < b ? a : b; }
static inline long most(long a, long b) { return a > b ? a : b; }

#define SG_COLUMNS(T, t)                                                                          \
  void sg_im2col_##t(const T *image, long channels, const sg_window *w, T *columns) {             \
    for (long c = 0; c < channels; c++, image += w->height * w->width)                            \
      for (long i = 0; i < w->kernel_height; i++)                                                 \
        for (long j = 0; j < w->kernel_width; j++)                                                \
          for (long y = 0; y < w->out_height; y++, columns += w->out_width) {                     \
            const long row = y * w->stride_height - w->pad_height + i * w->dilation_height;       \
            const long shift = j * w->dilation_width - w->pad_width;                              \
            if (row < 0 || row >= w->height) {                                                    \
              for (long x = 0; x < w->out_width; x++) columns[x] = 0;                             \
              continue;                                                                           \
            }                                                                                     \
            const T *from = image + row * w->width;                                               \
            for (long x = 0; x < w->out_width; x++) {                                             \
              const long column = x * w->stride_width + shift;                                    \
              columns[x] = column >= 0 && column < w->width ? from[column] : 0;                   \
            }                                                                                     \
          }                                                                                       \
  }                                                                                               \
  void sg_col2im_##t(const T *columns, long channels, const sg_window *w, T *image) {             \
    for (long c = 0; c < channels; c++, image += w->height * w->width)                            \
      for (long i = 0; i < w->kernel_height; i++)                                                 \
        for (long j = 0; j < w->kernel_width; j++)                                                \
          for (long y = 0; y < w->out_height; y++, columns += w->out_width) {                     \
            const long row = y * w->stride_height - w->pad_height + i * w->dilation_height;       \
            const long shift = j * w->dilation_width - w->pad_width;                              \
            if (row < 0 || row >= w->height) continue;                                            \
            T *to = image + row * w->width;                                                       \
            for (long x = 0; x < w->out_width; x++) {                                             \
              const long column = x * w->stride_width + shift;                                    \
              if (column >= 0 && column < w->width) to[column] += columns[x];                     \
            }                                                                                     \
          }                                                                                       \
  }
SG_COLUMNS(float, f32)
SG_COLUMNS(double, f64)

// A window without elements gets position -1. The first of equal elements is taken, and a NaN before all others, as in PyTorch.
#define SG_MAX_POOL(T, t)                                                                        \
  void sg_max_pool_##t(const T *plane, const sg_window *w, long first, T *y, int64_t *positions) { \
    for (long oy = 0; oy < w->out_height; oy++)                                                  \
      for (long ox = 0; ox < w->out_width; ox++) {                                               \
        long top = oy * w->stride_height - w->pad_height;                                        \
        long left = ox * w->stride_width - w->pad_width;                                         \
        const long bottom = least(top + (w->kernel_height - 1) * w->dilation_height + 1, w->height); \
        const long right = least(left + (w->kernel_width - 1) * w->dilation_width + 1, w->width); \
        if (top < 0) top += (w->dilation_height - 1 - top) / w->dilation_height * w->dilation_height; \
        if (left < 0) left += (w->dilation_width - 1 - left) / w->dilation_width * w->dilation_width; \
        const bool is_empty = top >= bottom || left >= right;                                    \
        long best = top * w->width + left;                                                       \
        T value = -INFINITY;                                                                     \
        for (long row = top; row < bottom; row += w->dilation_height)                            \
          for (long column = left; column < right; column += w->dilation_width) {                \
            const T x = plane[row * w->width + column];                                          \
            if (x > value || x != x) {                                                           \
              value = x;                                                                         \
              best = row * w->width + column;                                                    \
            }                                                                                    \
          }                                                                                      \
        *y++ = value;                                                                            \
        *positions++ = is_empty ? -1 : first + best;                                                             \
      }                                                                                          \
  }
SG_MAX_POOL(float, f32)
SG_MAX_POOL(double, f64)

// Runs BODY for each output position with the part of the window inside of the plane and what its sum is divided by.
#define SG_AVERAGES(BODY)                                                                        \
  for (long oy = 0; oy < w->out_height; oy++)                                                    \
    for (long ox = 0; ox < w->out_width; ox++) {                                                 \
      long top = oy * w->stride_height - w->pad_height;                                          \
      long left = ox * w->stride_width - w->pad_width;                                           \
      long bottom = least(top + w->kernel_height, w->height + w->pad_height);                    \
      long right = least(left + w->kernel_width, w->width + w->pad_width);                       \
      const long padded = (bottom - top) * (right - left);                                       \
      top = most(top, 0);                                                                        \
      left = most(left, 0);                                                                      \
      bottom = least(bottom, w->height);                                                         \
      right = least(right, w->width);                                                            \
      const long inside = (bottom - top) * (right - left);                                       \
      const long size = divisor ? divisor : counts_padding ? padded : inside;                    \
      BODY                                                                                       \
    }
#define SG_AVG_POOL(T, t)                                                                        \
  void sg_avg_pool_##t(const T *plane, const sg_window *w, bool counts_padding, long divisor,    \
                       T *y) {                                                                   \
    SG_AVERAGES({                                                                                \
      T sum = 0;                                                                                 \
      for (long row = top; row < bottom; row++)                                                  \
        for (long column = left; column < right; column++) sum += plane[row * w->width + column]; \
      *y++ = sum / (T)size;                                                                      \
    })                                                                                           \
  }                                                                                              \
  void sg_avg_pool_gradient_##t(const T *g, const sg_window *w, bool counts_padding,             \
                                long divisor, T *dx) {                                           \
    SG_AVERAGES({                                                                                \
      const T share = *g++ / (T)size;                                                            \
      for (long row = top; row < bottom; row++)                                                  \
        for (long column = left; column < right; column++) dx[row * w->width + column] += share; \
    })                                                                                           \
  }
SG_AVG_POOL(float, f32)
SG_AVG_POOL(double, f64)
