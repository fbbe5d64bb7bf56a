#include "CKernels.h"
#include "clones.h"

// C = scale · A · B, or C += scale · A · B, for so few elements that the way into a BLAS would take longer. The sums are in double precision.
// A[i, l] lies at a[i · ai + l · al], B[l, j] at b[l · bl + j · bj], and C's rows lie densely; B has at most SG_SMALL_PRODUCT elements.
SG_CLONES void sg_small_product(const float *a, long ai, long al, const float *b, long bl, long bj,
                                float *c, double scale, bool adds, long m, long n, long k) {
  double wide[SG_SMALL_PRODUCT];
  for (long l = 0; l < k; l++)
    for (long j = 0; j < n; j++) wide[l * n + j] = b[l * bl + j * bj];
  for (long i = 0; i < m; i++, a += ai)
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
      for (long j = 0; j < width; j++, c++) *c = (float)(scale * sum[j] + (adds ? *c : 0));
    }
}
