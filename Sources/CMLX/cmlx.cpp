#include "CMLX.h"

#ifdef SMOLGRAD_MLX

#if !__has_include(<mlx/mlx.h>)
#error "the trait MLX needs MLX: scripts/set-up --mlx installs it (PyPI's mlx[cpu], or brew install mlx); build with PKG_CONFIG_PATH=.build/mlx-library"
#else

#include <mlx/mlx.h>

#include <functional>
#include <mutex>
#include <numbers>
#include <string>
#include <unordered_map>

namespace mx = mlx::core;
using mx::array;

struct smlx_array {
  array value;
};

namespace {

thread_local std::string error;

// MLX computes on one stream, which any thread may use, but one at a time.
std::mutex mutex;

mx::Stream stream() {
  static mx::Stream stream = mx::new_thread_unsafe_stream(mx::default_device());
  return stream;
}

/// Runs a function of MLX; if it throws, the answer is empty and the error kept.
template <typename F>
auto guarded(F body) -> decltype(body()) {
  std::lock_guard<std::mutex> lock(mutex);
  try {
    return body();
  } catch (const std::exception &exception) {
    error = exception.what();
  } catch (...) {
    error = "an unknown error";
  }
  return {};
}

using Arrays = std::vector<array>;
using Integers = std::vector<int64_t>;

mx::Shape shape(const Integers &sizes, size_t first = 0, size_t count = SIZE_MAX) {
  mx::Shape result;
  for (size_t i = first; i < sizes.size() && i - first < count; i++) result.push_back(static_cast<int>(sizes[i]));
  return result;
}

std::vector<int> axes(const Integers &integers, size_t first) {
  return std::vector<int>(integers.begin() + first, integers.end());
}

mx::Dtype type(int64_t type) {
  switch (type) {
    case SMLX_TYPE_FLOAT16: return mx::float16;
    case SMLX_TYPE_BFLOAT16: return mx::bfloat16;
    case SMLX_TYPE_INT32: return mx::int32;
    case SMLX_TYPE_INT64: return mx::int64;
    case SMLX_TYPE_BOOL: return mx::bool_;
    default: return mx::float32;
  }
}

/// A number of an array's type, so that nothing is widened.
array number(double value, const array &like) { return array(value, like.dtype()); }

array times(const array &x, double factor) { return mx::multiply(x, number(factor, x), stream()); }
array plus(const array &x, double summand) { return mx::add(x, number(summand, x), stream()); }
array normal_distribution(const array &x) { return times(plus(mx::erf(times(x, M_SQRT1_2), stream()), 1), 0.5); }

array truncated(const array &x) {
  return mx::where(mx::less(x, number(0, x), stream()), mx::ceil(x, stream()), mx::floor(x, stream()), stream());
}

array limited_to_6(const array &x) { return mx::clip(plus(x, 3), number(0, x), number(6, x), stream()); }

array limited_log(const array &x) { return mx::maximum(mx::log(x, stream()), number(-100, x), stream()); }

/// The hyperbolic tangent in the approximation of gelu.
array gelu_tangent(const array &x) {
  auto cube = mx::multiply(x, mx::square(x, stream()), stream());
  return mx::tanh(times(mx::add(x, times(cube, 0.044715), stream()), 0.7978845608028654), stream());
}

/// A convolution of images [N, C, H, W] with kernels [O, C / groups, h, w]. MLX has the channels last.
///
/// The integers are stride, padding and dilation along height and width, and the groups.
array convolution(const array &x, const array &w, const Integers &n) {
  auto pair = [&](size_t i) { return std::vector<int>{static_cast<int>(n[i]), static_cast<int>(n[i + 1])}; };
  auto y = mx::conv_general(mx::transpose(x, {0, 2, 3, 1}, stream()), mx::transpose(w, {0, 2, 3, 1}, stream()), pair(0), pair(2),
                            pair(2), pair(4), {1, 1}, static_cast<int>(n[6]), false, stream());
  return mx::transpose(y, {0, 3, 1, 2}, stream());
}

/// The gradient of a convolution for one of its two operands; the first is left out where it is not read.
array convolution_gradient(const array &x, const array &w, const array &gradient, const Integers &n, int operand) {
  auto forward = [&n](const Arrays &operands) { return Arrays{convolution(operands[0], operands[1], n)}; };
  return mx::vjp(forward, {x, w}, {gradient}).second[operand];
}

using Operation = std::function<array(const Arrays &a, const Integers &n, double r)>;

#define UNARY(name, body) \
  { name, [](const Arrays &a, const Integers &, double) { const array &x = a[0]; return body; } }
#define BINARY(name, body) \
  { name, [](const Arrays &a, const Integers &, double) { const array &x = a[0], &y = a[1]; return body; } }
#define GENERAL(name, body) \
  { name, [](const Arrays &a, const Integers &n, double r) -> array { (void)n; (void)r; body } }

const std::unordered_map<std::string, Operation> &operations() {
  static const std::unordered_map<std::string, Operation> table{
      // Functions of one variable.
      UNARY("exp", mx::exp(x, stream())),
      UNARY("expm1", mx::expm1(x, stream())),
      UNARY("log", mx::log(x, stream())),
      UNARY("log1p", mx::log1p(x, stream())),
      UNARY("exp2", mx::power(number(2, x), x, stream())),
      UNARY("log10", mx::log10(x, stream())),
      UNARY("log2", mx::log2(x, stream())),
      UNARY("sqrt", mx::sqrt(x, stream())),
      UNARY("rsqrt", mx::rsqrt(x, stream())),
      UNARY("square", mx::square(x, stream())),
      UNARY("reciprocal", mx::divide(number(1, x), x, stream())),
      UNARY("sin", mx::sin(x, stream())),
      UNARY("cos", mx::cos(x, stream())),
      UNARY("tan", mx::tan(x, stream())),
      UNARY("asin", mx::arcsin(x, stream())),
      UNARY("acos", mx::arccos(x, stream())),
      UNARY("atan", mx::arctan(x, stream())),
      UNARY("sinh", mx::sinh(x, stream())),
      UNARY("cosh", mx::cosh(x, stream())),
      UNARY("asinh", mx::arcsinh(x, stream())),
      UNARY("acosh", mx::arccosh(x, stream())),
      UNARY("atanh", mx::arctanh(x, stream())),
      UNARY("erf", mx::erf(x, stream())),
      UNARY("tanh", mx::tanh(x, stream())),
      UNARY("sigmoid", mx::sigmoid(x, stream())),
      UNARY("relu", mx::maximum(x, number(0, x), stream())),
      UNARY("silu", mx::multiply(x, mx::sigmoid(x, stream()), stream())),
      UNARY("gelu", mx::multiply(x, normal_distribution(x), stream())),
      UNARY("gelu_tanh", mx::multiply(x, times(plus(gelu_tangent(x), 1), 0.5), stream())),
      UNARY("logsigmoid", mx::negative(mx::logaddexp(number(0, x), mx::negative(x, stream()), stream()), stream())),
      UNARY("mish", mx::multiply(x, mx::tanh(mx::logaddexp(x, number(0, x), stream()), stream()), stream())),
      UNARY("softsign", mx::divide(x, plus(mx::abs(x, stream()), 1), stream())),
      UNARY("selu", times(mx::where(mx::less_equal(x, number(0, x), stream()), times(mx::expm1(x, stream()), 1.67326324), x, stream()),
                          1.05070098)),
      UNARY("hardsigmoid", mx::divide(limited_to_6(x), number(6, x), stream())),
      UNARY("hardswish", mx::divide(mx::multiply(x, limited_to_6(x), stream()), number(6, x), stream())),
      UNARY("negate", mx::negative(x, stream())),
      UNARY("abs", mx::abs(x, stream())),
      UNARY("sign", mx::sign(x, stream())),
      UNARY("floor", mx::floor(x, stream())),
      UNARY("ceil", mx::ceil(x, stream())),
      UNARY("trunc", truncated(x)),
      UNARY("frac", mx::subtract(x, truncated(x), stream())),
      UNARY("round", mx::round(x, 0, stream())),

      // Functions of two variables; gradients of activations take the gradient first.
      BINARY("add", mx::add(x, y, stream())),
      BINARY("subtract", mx::subtract(x, y, stream())),
      BINARY("multiply", mx::multiply(x, y, stream())),
      BINARY("divide", mx::divide(x, y, stream())),
      BINARY("power", mx::power(x, y, stream())),
      BINARY("maximum", mx::maximum(x, y, stream())),
      BINARY("minimum", mx::minimum(x, y, stream())),
      BINARY("atan2", mx::arctan2(x, y, stream())),
      BINARY("equal", mx::equal(x, y, stream())),
      BINARY("not_equal", mx::not_equal(x, y, stream())),
      BINARY("less", mx::less(x, y, stream())),
      BINARY("less_equal", mx::less_equal(x, y, stream())),
      BINARY("logaddexp", mx::logaddexp(x, y, stream())),
      BINARY("elu", mx::where(mx::greater(x, number(0, x), stream()), x, mx::multiply(y, mx::expm1(x, stream()), stream()), stream())),
      BINARY("celu", mx::where(mx::greater(x, number(0, x), stream()), x,
                               mx::multiply(y, mx::expm1(mx::divide(x, y, stream()), stream()), stream()), stream())),
      BINARY("bce", mx::subtract(mx::multiply(plus(y, -1), limited_log(mx::subtract(number(1, x), x, stream())), stream()),
                                 mx::multiply(y, limited_log(x), stream()), stream())),
      BINARY("bce_slope",
             mx::divide(mx::subtract(x, y, stream()),
                        mx::maximum(mx::multiply(mx::subtract(number(1, x), x, stream()), x, stream()), number(1e-12, x), stream()),
                        stream())),
      BINARY("leaky_relu", mx::where(mx::greater(x, number(0, x), stream()), x, mx::multiply(x, y, stream()), stream())),
      BINARY("tanh_gradient", mx::multiply(x, mx::subtract(number(1, y), mx::square(y, stream()), stream()), stream())),
      BINARY("sigmoid_gradient",
             mx::multiply(x, mx::multiply(y, mx::subtract(number(1, y), y, stream()), stream()), stream())),
      BINARY("relu_gradient", mx::where(mx::less_equal(y, number(0, y), stream()), number(0, x), x, stream())),
      {"silu_gradient",
       [](const Arrays &a, const Integers &, double) {
         auto s = mx::sigmoid(a[1], stream());
         auto rest = mx::multiply(a[1], mx::subtract(number(1, s), s, stream()), stream());
         return mx::multiply(a[0], mx::multiply(s, plus(rest, 1), stream()), stream());
       }},
      {"gelu_gradient",
       [](const Arrays &a, const Integers &, double) {
         auto density = times(mx::exp(times(mx::square(a[1], stream()), -0.5), stream()), 0.3989422804014327);
         auto slope = mx::add(normal_distribution(a[1]), mx::multiply(a[1], density, stream()), stream());
         return mx::multiply(a[0], slope, stream());
       }},
      {"gelu_tanh_gradient",
       [](const Arrays &a, const Integers &, double) {
         auto t = gelu_tangent(a[1]);
         auto inner = times(plus(times(mx::square(a[1], stream()), 0.134145), 1), 0.7978845608028654);
         auto curve = mx::multiply(mx::subtract(number(1, t), mx::square(t, stream()), stream()), inner, stream());
         auto slope = mx::add(plus(t, 1), mx::multiply(a[1], curve, stream()), stream());
         return mx::multiply(a[0], times(slope, 0.5), stream());
       }},

      // Types, parts and copies. The integers are a type; an axis; or a shape, starts, ends and steps, and the number what is beside the part.
      GENERAL("cast", return mx::astype(a[0], type(n[0]), stream());),
      GENERAL("copy", return mx::contiguous(a[0], false, stream());),
      GENERAL("choose", return mx::where(a[0], a[1], a[2], stream());),
      GENERAL("concatenate", return mx::concatenate(a, static_cast<int>(n[0]), stream());),
      GENERAL("embed", {
        size_t rank = n.size() / 4;
        auto rest = mx::full(shape(n, 0, rank), number(r, a[0]), stream());
        return mx::slice_update(rest, a[0], shape(n, rank, rank), shape(n, 2 * rank, rank), shape(n, 3 * rank, rank), stream());
      }),

      // Blocks of elements by their numbers, and the reverse: the integers are the size of a block and the result's shape.
      GENERAL("take", {
        auto blocks = mx::reshape(a[0], {-1, static_cast<int>(n[0])}, stream());
        return mx::reshape(mx::take(blocks, mx::flatten(a[1], stream()), 0, stream()), shape(n, 1), stream());
      }),
      GENERAL("put", {
        auto target = mx::reshape(a[0], {-1, static_cast<int>(n[0])}, stream());
        auto source = mx::reshape(a[2], {-1, 1, static_cast<int>(n[0])}, stream());
        return mx::reshape(mx::scatter(target, mx::flatten(a[1], stream()), source, 0, stream()), shape(n, 1), stream());
      }),
      GENERAL("add_at", {
        auto target = mx::reshape(a[0], {-1, static_cast<int>(n[0])}, stream());
        auto source = mx::reshape(a[2], {-1, 1, static_cast<int>(n[0])}, stream());
        return mx::reshape(mx::scatter_add(target, mx::flatten(a[1], stream()), source, 0, stream()), shape(n, 1), stream());
      }),

      // Reductions: the integers are whether the axes stay, and the axes.
      GENERAL("sum", return mx::sum(a[0], axes(n, 1), n[0] != 0, stream());),
      GENERAL("prod", return mx::prod(a[0], axes(n, 1), n[0] != 0, stream());),
      GENERAL("amax", return mx::max(a[0], axes(n, 1), n[0] != 0, stream());),
      GENERAL("amin", return mx::min(a[0], axes(n, 1), n[0] != 0, stream());),

      // Products: the number is what the product is multiplied by.
      GENERAL("matmul", {
        auto product = mx::matmul(a[0], a[1], stream());
        return r == 1 ? product : times(product, r);
      }),
      GENERAL("addmm", return mx::addmm(a[2], a[0], a[1], static_cast<float>(r), 1.0f, stream());),
      GENERAL("convolution", return convolution(a[0], a[1], n);),
      GENERAL("convolution_to_image",
              return convolution_gradient(mx::zeros(shape(n, 7), a[1].dtype(), stream()), a[1], a[0], n, 0);),
      GENERAL("convolution_to_kernel",
              return convolution_gradient(a[0], mx::zeros(shape(n, 7), a[0].dtype(), stream()), a[1], n, 1);),

      // Along the last axis.
      UNARY("softmax", mx::softmax(x, -1, true, stream())),
      {"log_softmax",
       [](const Arrays &a, const Integers &, double) {
         auto x = mx::subtract(a[0], mx::max(a[0], -1, true, stream()), stream());
         return mx::subtract(x, mx::log(mx::sum(mx::exp(x, stream()), -1, true, stream()), stream()), stream());
       }},
      BINARY("softmax_gradient", mx::multiply(y, mx::subtract(x, mx::sum(mx::multiply(x, y, stream()), -1, true, stream()), stream()),
                                              stream())),
      BINARY("log_softmax_gradient",
             mx::subtract(x, mx::multiply(mx::exp(y, stream()), mx::sum(x, -1, true, stream()), stream()), stream())),
      UNARY("cumsum", mx::cumsum(x, -1, false, true, stream())),
      UNARY("cumprod", mx::cumprod(x, -1, false, true, stream())),
  };
  return table;
}

}  // namespace

const char *smlx_error(void) { return error.c_str(); }

smlx_array *smlx_from_bytes(const void *bytes, const int64_t *sizes, int rank, smlx_type element_type) {
  return guarded([&]() -> smlx_array * {
    auto target = shape(Integers(sizes, sizes + rank));
    switch (element_type) {
      case SMLX_TYPE_FLOAT16: return new smlx_array{array(static_cast<const mx::float16_t *>(bytes), target, mx::float16)};
      case SMLX_TYPE_BFLOAT16: return new smlx_array{array(static_cast<const mx::bfloat16_t *>(bytes), target, mx::bfloat16)};
      case SMLX_TYPE_INT32: return new smlx_array{array(static_cast<const int32_t *>(bytes), target, mx::int32)};
      case SMLX_TYPE_INT64: return new smlx_array{array(static_cast<const int64_t *>(bytes), target, mx::int64)};
      case SMLX_TYPE_BOOL: return new smlx_array{array(static_cast<const bool *>(bytes), target, mx::bool_)};
      case SMLX_TYPE_FLOAT32: break;
    }
    return new smlx_array{array(static_cast<const float *>(bytes), target, mx::float32)};
  });
}

smlx_array *smlx_view(const smlx_array *base, const int64_t *sizes, const int64_t *strides, int rank, int64_t offset, bool is_whole) {
  return guarded([&]() -> smlx_array * {
    auto target = shape(Integers(sizes, sizes + rank));
    if (is_whole) return new smlx_array{mx::reshape(base->value, target, stream())};
    return new smlx_array{mx::as_strided(base->value, target, mx::Strides(strides, strides + rank), static_cast<size_t>(offset), stream())};
  });
}

smlx_array *smlx_apply(const char *name, const smlx_array *const *inputs, int input_count, const int64_t *integers, int integer_count,
                       double real) {
  return guarded([&]() -> smlx_array * {
    Arrays arrays;
    arrays.reserve(static_cast<size_t>(input_count));
    for (int i = 0; i < input_count; i++) arrays.push_back(inputs[i]->value);
    return new smlx_array{operations().at(name)(arrays, Integers(integers, integers + integer_count), real)};
  });
}

bool smlx_evaluate(smlx_array *const *arrays, int count) {
  return guarded([&] {
    Arrays values;
    for (int i = 0; i < count; i++) values.push_back(arrays[i]->value);
    mx::eval(values);
    return true;
  });
}

void *smlx_elements(smlx_array *array) {
  return guarded([&]() -> void * {
    array->value.eval();
    if (!array->value.flags().row_contiguous) {
      array->value = mx::contiguous(array->value, false, stream());
      array->value.eval();
    }
    return array->value.data<uint8_t>();
  });
}

bool smlx_is_evaluated(const smlx_array *array) { return array->value.is_available(); }

int smlx_rank(const smlx_array *array) { return static_cast<int>(array->value.ndim()); }

int64_t smlx_size(const smlx_array *array, int axis) { return array->value.shape(axis); }

smlx_type smlx_element_type(const smlx_array *array) {
  auto type = array->value.dtype();
  return type == mx::float16    ? SMLX_TYPE_FLOAT16
         : type == mx::bfloat16 ? SMLX_TYPE_BFLOAT16
         : type == mx::int32    ? SMLX_TYPE_INT32
         : type == mx::int64    ? SMLX_TYPE_INT64
         : type == mx::bool_    ? SMLX_TYPE_BOOL
                                : SMLX_TYPE_FLOAT32;
}

void smlx_release(smlx_array *array) {
  std::lock_guard<std::mutex> lock(mutex);
  delete array;
}

#endif

#endif
