// OpenBLAS, loaded when the first large product is wanted: it takes longer to start (threads, and the libraries of Fortran behind it) than
// a small figure takes to draw.
#if !defined(__APPLE__)
#define _GNU_SOURCE
#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "CKernels.h"

// The constants of the reference BLAS's header for C.
enum { ROW_MAJOR = 101, PLAIN = 111, TRANSPOSED = 112 };

typedef void gemm_f32(int, int, int, int, int, int, float, const float *, int, const float *, int, float, float *, int);
typedef void gemm_f64(int, int, int, int, int, int, double, const double *, int, const double *, int, double, double *, int);

static pthread_once_t loading = PTHREAD_ONCE_INIT;
static gemm_f32 *sgemm;
static gemm_f64 *dgemm;
static const char *(*core_name)(void);
static char failure[512];

static void *open_library(void) {
  void *library = dlopen("libopenblas.so.0", RTLD_LAZY | RTLD_LOCAL);
  core_name = library != NULL ? (const char *(*)(void))dlsym(library, "openblas_get_corename") : NULL;
  return library;
}

// The kernels that suit this processor, in OpenBLAS's names; NULL where OpenBLAS's own choice is right.
//
// For a processor that is newer than itself, OpenBLAS takes the kernels of Prescott, a processor of 2004, which are a fifth as fast.
static const char *better_kernels(void) {
#if defined(__x86_64__)
  // Whoever has chosen kernels gets them.
  if (core_name == NULL || getenv("OPENBLAS_CORETYPE") != NULL || strcmp(core_name(), "Prescott") != 0) return NULL;
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512vl"))
    return "SkylakeX";
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return "Haswell";
#endif
  return NULL;
}

static void load(void) {
  void *library = open_library();
  const char *kernels = better_kernels();
  if (kernels != NULL) {
    // It chooses when it is loaded.
    dlclose(library);
    setenv("OPENBLAS_CORETYPE", kernels, 1);
    library = open_library();
    unsetenv("OPENBLAS_CORETYPE");
  }
  if (library != NULL) {
    sgemm = (gemm_f32 *)dlsym(library, "cblas_sgemm");
    dgemm = (gemm_f64 *)dlsym(library, "cblas_dgemm");
  }
  if (sgemm == NULL || dgemm == NULL) {
    const char *reason = dlerror();
    snprintf(failure, sizeof failure, "OpenBLAS can't be loaded (%s); install it, on Debian and Ubuntu with 'apt-get install libopenblas0'",
             reason != NULL ? reason : "no cblas_sgemm");
  }
}

const char *sg_blas_failure(void) {
  pthread_once(&loading, load);
  return failure[0] != 0 ? failure : NULL;
}

const char *sg_blas_core_name(void) {
  return sg_blas_failure() == NULL && core_name != NULL ? core_name() : "unknown";
}

#define SG_GEMM(T, t, gemm)                                                                                             \
  void sg_gemm_##t(bool transposes_a, bool transposes_b, long m, long n, long k, T scale, const T *a, long pitch_a,     \
                   const T *b, long pitch_b, bool adds, T *c, long pitch_c) {                                           \
    gemm(ROW_MAJOR, transposes_a ? TRANSPOSED : PLAIN, transposes_b ? TRANSPOSED : PLAIN, (int)m, (int)n, (int)k,       \
         scale, a, (int)pitch_a, b, (int)pitch_b, adds ? 1 : 0, c, (int)pitch_c);                                       \
  }
SG_GEMM(float, f32, sgemm)
SG_GEMM(double, f64, dgemm)
#endif
