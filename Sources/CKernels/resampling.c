#include <math.h>

#include "CKernels.h"

// Runs BODY for each position of the output with its window: position i of n goes from ⌊i · size / n⌋ to before ⌈(i + 1) · size / n⌉.
#define SG_SHARES(BODY)                                                                          \
  for (long oy = 0; oy < grid.out_height; oy++) {                                                \
    const long top = oy * grid.height / grid.out_height;                                         \
    const long bottom = ((oy + 1) * grid.height + grid.out_height - 1) / grid.out_height;        \
    for (long ox = 0; ox < grid.out_width; ox++) {                                               \
      const long left = ox * grid.width / grid.out_width;                                        \
      const long right = ((ox + 1) * grid.width + grid.out_width - 1) / grid.out_width;          \
      BODY                                                                                       \
    }                                                                                            \
  }
#define SG_ADAPTIVE(T, t)                                                                        \
  void sg_adaptive_avg_##t(const T *plane, sg_shares grid, T *y) {                                 \
    SG_SHARES({                                                                                  \
      T sum = 0;                                                                                 \
      for (long row = top; row < bottom; row++)                                                  \
        for (long column = left; column < right; column++) sum += plane[row * grid.width + column]; \
      *y++ = sum / (T)(bottom - top) / (T)(right - left);                                        \
    })                                                                                           \
  }                                                                                              \
  void sg_adaptive_avg_gradient_##t(const T *g, sg_shares grid, T *dx) {                           \
    SG_SHARES({                                                                                  \
      const T share = *g++ / (T)(bottom - top) / (T)(right - left);                              \
      for (long row = top; row < bottom; row++)                                                  \
        for (long column = left; column < right; column++) dx[row * grid.width + column] += share; \
    })                                                                                           \
  }                                                                                              \
  void sg_adaptive_max_##t(const T *plane, sg_shares grid, long first, int64_t *positions) {       \
    SG_SHARES({                                                                                  \
      long best = top * grid.width + left;                                                       \
      T value = -INFINITY;                                                                       \
      for (long row = top; row < bottom; row++)                                                  \
        for (long column = left; column < right; column++) {                                     \
          const T x = plane[row * grid.width + column];                                          \
          if (x > value || x != x) {                                                             \
            value = x;                                                                           \
            best = row * grid.width + column;                                                    \
          }                                                                                      \
        }                                                                                        \
      *positions++ = first + best;                                                               \
    })                                                                                           \
  }
SG_ADAPTIVE(float, f32)
SG_ADAPTIVE(double, f64)

#define SG_RESAMPLE(T, t)                                                                        \
  void sg_resample_##t(const T *x, const sg_taps *p, const int64_t *sources, const T *weights,   \
                       T *y) {                                                                   \
    for (long o = 0; o < p->outer; o++, x += p->size * p->inner)                                 \
      for (long i = 0; i < p->out_size; i++, y += p->inner)                                      \
        for (long k = 0; k < p->taps; k++) {                                                     \
          const T *from = x + sources[i * p->taps + k] * p->inner;                               \
          const T w = weights[i * p->taps + k];                                                  \
          for (long r = 0; r < p->inner; r++) y[r] += w * from[r];                               \
        }                                                                                        \
  }                                                                                              \
  void sg_resample_gradient_##t(const T *g, const sg_taps *p, const int64_t *sources,            \
                                const T *weights, T *dx) {                                       \
    for (long o = 0; o < p->outer; o++, dx += p->size * p->inner)                                \
      for (long i = 0; i < p->out_size; i++, g += p->inner)                                      \
        for (long k = 0; k < p->taps; k++) {                                                     \
          T *to = dx + sources[i * p->taps + k] * p->inner;                                      \
          const T w = weights[i * p->taps + k];                                                  \
          for (long r = 0; r < p->inner; r++) to[r] += w * g[r];                                 \
        }                                                                                        \
  }
SG_RESAMPLE(float, f32)
SG_RESAMPLE(double, f64)
