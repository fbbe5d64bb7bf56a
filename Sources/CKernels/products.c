#include <string.h>

#include "CKernels.h"
#include "clones.h"

// C = scale · A · B, or C += scale · A · B, for so few elements that the way into a BLAS would take longer. The sums are in double precision.
// A[i, l] lies at a[i · ai + l · al], B[l, j] at b[l · bl + j · bj], and C's rows lie `pitch` elements apart; B has at most SG_SMALL_PRODUCT elements.
SG_CLONES void sg_small_product(const float *a, long ai, long al, const float *b, long bl, long bj,
                                float *c, long pitch, double scale, bool adds, long m, long n, long k) {
  double wide[SG_SMALL_PRODUCT];
  for (long l = 0; l < k; l++)
    for (long j = 0; j < n; j++) wide[l * n + j] = b[l * bl + j * bj];
  for (long i = 0; i < m; i++, a += ai, c += pitch)
    for (long start = 0; start < n; start += 16) {
      const long width = n - start < 16 ? n - start : 16;
      double sum[16] = {0};
      if (width == 16) {
        for (long l = 0; l < k; l++) {
          const double x = a[l * al];
          for (long j = 0; j < 16; j++) sum[j] += x * wide[l * n + start + j];
        }
      } else {
        for (long l = 0; l < k; l++) {
          const double x = a[l * al];
          for (long j = 0; j < width; j++) sum[j] += x * wide[l * n + start + j];
        }
      }
      float *row = c + start;
      for (long j = 0; j < width; j++) row[j] = (float)(scale * sum[j] + (adds ? row[j] : 0));
    }
}

// Products of a size in between, where a BLAS spends a third of its time on copying both factors first: C is computed in tiles of 6 x 16
// elements, whose sums stay in registers (12 of AVX2's 16). Only B is copied, 16 columns at a time, so that a tile reads it in order.
enum { ROWS = 6, COLUMNS = 16, DEPTH = 256 };

typedef float Lanes __attribute__((vector_size(COLUMNS * sizeof(float)), aligned(sizeof(float))));

// Four rows of four elements become columns.
SG_INLINE void transpose_square(const float *rows, long step, float *columns) {
  typedef float Four __attribute__((vector_size(16), aligned(sizeof(float))));
  const Four a = *(const Four *)rows, b = *(const Four *)(rows + step);
  const Four c = *(const Four *)(rows + 2 * step), d = *(const Four *)(rows + 3 * step);
  const Four ab = __builtin_shufflevector(a, b, 0, 4, 1, 5), cd = __builtin_shufflevector(c, d, 0, 4, 1, 5);
  const Four AB = __builtin_shufflevector(a, b, 2, 6, 3, 7), CD = __builtin_shufflevector(c, d, 2, 6, 3, 7);
  *(Four *)columns = __builtin_shufflevector(ab, cd, 0, 1, 4, 5);
  *(Four *)(columns + COLUMNS) = __builtin_shufflevector(ab, cd, 2, 3, 6, 7);
  *(Four *)(columns + 2 * COLUMNS) = __builtin_shufflevector(AB, CD, 0, 1, 4, 5);
  *(Four *)(columns + 3 * COLUMNS) = __builtin_shufflevector(AB, CD, 2, 3, 6, 7);
}

// The next columns of B, row after row; zeros stand for those that it lacks.
SG_INLINE void copy_panel(const float *b, long bl, long bj, long width, long depth, float *panel) {
  long l = 0;
  if (width == COLUMNS && bj == 1) {
    for (; l < depth; l++) memcpy(panel + l * COLUMNS, b + l * bl, sizeof(Lanes));
  } else if (width == COLUMNS && bl == 1) {
    for (; l + 4 <= depth; l += 4)
      for (long j = 0; j < COLUMNS; j += 4) transpose_square(b + l + j * bj, bj, panel + l * COLUMNS + j);
  }
  for (; l < depth; l++)
    for (long j = 0; j < COLUMNS; j++) panel[l * COLUMNS + j] = j < width ? b[l * bl + j * bj] : 0;
}

// A tile of C, whose rows lie `pitch` elements apart. The height must be known to the compiler.
SG_INLINE void compute_tile(const float *a, long ai, long al, const float *panel, float *c, long pitch, float scale, bool adds,
                            const int height, long width, long depth) {
  // Fetched while the sums are computed.
  for (int i = 0; i < height; i++) __builtin_prefetch(c + i * pitch, 1);
  Lanes sum[ROWS] = {0};
  for (long l = 0; l < depth; l++, a += al) {
    const Lanes b = *(const Lanes *)(panel + l * COLUMNS);
#pragma unroll
    for (int i = 0; i < height; i++) sum[i] += a[i * ai] * b;
  }
#pragma unroll
  for (int i = 0; i < height; i++, c += pitch) {
    Lanes row = scale * sum[i];
    if (width == COLUMNS) {
      if (adds) row += *(const Lanes *)c;
      *(Lanes *)c = row;
    } else {
      for (long j = 0; j < width; j++) c[j] = row[j] + (adds ? c[j] : 0);
    }
  }
}

SG_CLONES void sg_tiled_product(const float *a, long ai, long al, const float *b, long bl, long bj,
                                float *c, long pitch, float scale, bool adds, long m, long n, long k) {
  float panel[DEPTH * COLUMNS];
  for (long l = 0; l < k; l += DEPTH, a += DEPTH * al, b += DEPTH * bl, adds = true) {
    const long depth = k - l < DEPTH ? k - l : DEPTH;
    for (long j = 0; j < n; j += COLUMNS) {
      const long width = n - j < COLUMNS ? n - j : COLUMNS;
      copy_panel(b + j * bj, bl, bj, width, depth, panel);
      for (long i = 0; i < m; i += ROWS) {
#define TILE(height) compute_tile(a + i * ai, ai, al, panel, c + i * pitch + j, pitch, scale, adds, height, width, depth)
        switch (m - i) {
          case 1: TILE(1); break;
          case 2: TILE(2); break;
          case 3: TILE(3); break;
          case 4: TILE(4); break;
          case 5: TILE(5); break;
          default: TILE(ROWS);
        }
#undef TILE
      }
    }
  }
}
