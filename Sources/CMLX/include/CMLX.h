#ifndef CMLX_H
#define CMLX_H

#include <stdbool.h>
#include <stdint.h>

// MLX's C++ library by a few functions of C, as far as the package's trait MLX is on. Every exception is caught: a function that fails
// returns NULL or false, and `smlx_error` says why.

#ifdef SMOLGRAD_MLX

#ifdef __cplusplus
extern "C" {
#endif

/// An array of MLX, computed or not; whoever gets one releases it.
typedef struct smlx_array smlx_array;

// The names that the constants have in Swift.
#define SMLX_SWIFT_NAME(name) __attribute__((swift_name(#name)))

/// The types of elements that smolgrad and MLX share.
typedef enum __attribute__((enum_extensibility(closed))) smlx_type : int32_t {
  SMLX_TYPE_FLOAT32 SMLX_SWIFT_NAME(float32),
  SMLX_TYPE_FLOAT16 SMLX_SWIFT_NAME(float16),
  SMLX_TYPE_BFLOAT16 SMLX_SWIFT_NAME(bfloat16),
  SMLX_TYPE_INT32 SMLX_SWIFT_NAME(int32),
  SMLX_TYPE_INT64 SMLX_SWIFT_NAME(int64),
  SMLX_TYPE_BOOL SMLX_SWIFT_NAME(bool),
} smlx_type;

/// Why the last function of this thread failed; valid until the next one fails.
const char *smlx_error(void);

/// An array with a copy of these bytes, in row-major order.
smlx_array *smlx_from_bytes(const void *bytes, const int64_t *shape, int rank, smlx_type type);
/// The elements of a base in another shape, with steps between them and an offset, in elements; of a row-major whole, its elements anew.
smlx_array *smlx_view(const smlx_array *base, const int64_t *shape, const int64_t *strides, int rank, int64_t offset, bool isWhole);
/// What an operation computes, not yet computed. `name` is a row of the table in cmlx.cpp, which says what the numbers are.
smlx_array *smlx_apply(const char *name, const smlx_array *const *inputs, int inputCount, const int64_t *integers, int integerCount,
                       double real);
/// Computes arrays, and all that they need.
bool smlx_evaluate(smlx_array *const *arrays, int count);
/// The address of the elements in row-major order, after they are computed; valid as long as the array.
void *smlx_elements(smlx_array *array);
/// Whether an array has been computed.
bool smlx_is_evaluated(const smlx_array *array);
/// The number of axes.
int smlx_rank(const smlx_array *array);
/// The size of an axis.
int64_t smlx_size(const smlx_array *array, int axis);
/// The type of the elements.
smlx_type smlx_element_type(const smlx_array *array);
/// Releases an array.
void smlx_release(smlx_array *array);

#ifdef __cplusplus
}
#endif

#endif

#endif
