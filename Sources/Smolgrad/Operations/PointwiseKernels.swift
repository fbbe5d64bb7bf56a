import CKernels

extension UnaryKernel {
  static let exp = UnaryKernel(float32: sg_exp_f32, float64: sg_exp_f64, mlx: "exp")
  static let expm1 = UnaryKernel(float32: sg_expm1_f32, float64: sg_expm1_f64, mlx: "expm1")
  static let log = UnaryKernel(float32: sg_log_f32, float64: sg_log_f64, mlx: "log")
  static let log1p = UnaryKernel(float32: sg_log1p_f32, float64: sg_log1p_f64, mlx: "log1p")
  static let log2 = UnaryKernel(float32: sg_log2_f32, float64: sg_log2_f64, mlx: "log2")
  static let sqrt = UnaryKernel(float32: sg_sqrt_f32, float64: sg_sqrt_f64, mlx: "sqrt")
  static let rsqrt = UnaryKernel(float32: sg_rsqrt_f32, float64: sg_rsqrt_f64, mlx: "rsqrt")
  static let square = UnaryKernel(
    float32: sg_square_f32, float64: sg_square_f64, int32: sg_square_i32, int64: sg_square_i64,
    mlx: "square")
  static let reciprocal = UnaryKernel(
    float32: sg_reciprocal_f32, float64: sg_reciprocal_f64, mlx: "reciprocal")
  static let sin = UnaryKernel(float32: sg_sin_f32, float64: sg_sin_f64, mlx: "sin")
  static let cos = UnaryKernel(float32: sg_cos_f32, float64: sg_cos_f64, mlx: "cos")
  static let tan = UnaryKernel(float32: sg_tan_f32, float64: sg_tan_f64, mlx: "tan")
  static let erf = UnaryKernel(float32: sg_erf_f32, float64: sg_erf_f64, mlx: "erf")
  static let tanh = UnaryKernel(float32: sg_tanh_f32, float64: sg_tanh_f64, mlx: "tanh")
  static let sigmoid = UnaryKernel(float32: sg_sigmoid_f32, float64: sg_sigmoid_f64, mlx: "sigmoid")
  static let relu = UnaryKernel(
    float32: sg_relu_f32, float64: sg_relu_f64, int32: sg_relu_i32, int64: sg_relu_i64, mlx: "relu")
  static let silu = UnaryKernel(float32: sg_silu_f32, float64: sg_silu_f64, mlx: "silu")
  static let gelu = UnaryKernel(float32: sg_gelu_f32, float64: sg_gelu_f64, mlx: "gelu")
  static let geluTanh = UnaryKernel(
    float32: sg_gelu_tanh_f32, float64: sg_gelu_tanh_f64, mlx: "gelu_tanh")
  static let logsigmoid = UnaryKernel(
    float32: sg_logsigmoid_f32, float64: sg_logsigmoid_f64, mlx: "logsigmoid")
  static let negate = UnaryKernel(
    float32: sg_neg_f32, float64: sg_neg_f64, int32: sg_neg_i32, int64: sg_neg_i64, mlx: "negate")
  static let abs = UnaryKernel(
    float32: sg_abs_f32, float64: sg_abs_f64, int32: sg_abs_i32, int64: sg_abs_i64, mlx: "abs")
  static let sign = UnaryKernel(
    float32: sg_sign_f32, float64: sg_sign_f64, int32: sg_sign_i32, int64: sg_sign_i64, mlx: "sign")
}
