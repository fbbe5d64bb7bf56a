import CKernels

extension Tensor {
  /// e to the power of each element.
  public func exp() -> Tensor {
    pointwise("exp", .exp, Derivative("{g} · {y}") { gradient, y in gradient * y })
  }

  /// The natural logarithm of each element.
  public func log() -> Tensor {
    pointwise("log", .log, Derivative("{g} / {a}") { gradient, y in gradient / y.inputs[0] })
  }

  /// The square root of each element.
  public func sqrt() -> Tensor {
    pointwise("sqrt", .sqrt, Derivative("{g} / (2{y})") { gradient, y in gradient / (y * 2) })
  }

  /// The hyperbolic tangent of each element.
  public func tanh() -> Tensor {
    pointwise(
      "tanh", .tanh, Derivative("{g} · (1 - {y}²)") { gradient, y in gradient * (1 - y * y) })
  }

  /// 1 / (1 + e^-x) of each element x.
  public func sigmoid() -> Tensor {
    pointwise(
      "sigmoid", .sigmoid,
      Derivative("{g} · {y} · (1 - {y})") { gradient, y in gradient * (y * (1 - y)) })
  }

  /// Each element where it is positive, else 0.
  public func relu() -> Tensor {
    pointwise(
      "relu", .relu,
      Derivative("{g} where {y} > 0, else 0") { gradient, y in
        Tensor.where(y > 0, gradient, Tensor.zeros([], dtype: gradient.dtype))
      })
  }

  /// The absolute value of each element.
  public func abs() -> Tensor {
    pointwise(
      "abs", .abs, Derivative("{g} · sign {a}") { gradient, y in gradient * y.inputs[0].sign() })
  }

  /// -1, 0 or 1 after the sign of each element; the derivative is 0 everywhere.
  public func sign() -> Tensor {
    pointwise("sign", .sign, Derivative("0") { gradient, _ in gradient * 0 })
  }

  /// The result of one function of one variable.
  func pointwise(_ operation: String, _ kernel: UnaryKernel, _ derivative: Derivative) -> Tensor {
    Tensor.result(operation, of: [self], array.map(kernel), [derivative])
  }
}

extension UnaryKernel {
  static let exp = UnaryKernel(float32: sg_exp_f32, float64: sg_exp_f64)
  static let log = UnaryKernel(float32: sg_log_f32, float64: sg_log_f64)
  static let sqrt = UnaryKernel(float32: sg_sqrt_f32, float64: sg_sqrt_f64)
  static let tanh = UnaryKernel(float32: sg_tanh_f32, float64: sg_tanh_f64)
  static let sigmoid = UnaryKernel(float32: sg_sigmoid_f32, float64: sg_sigmoid_f64)
  static let relu = UnaryKernel(float32: sg_relu_f32, float64: sg_relu_f64)
  static let negate = UnaryKernel(
    float32: sg_neg_f32, float64: sg_neg_f64, int32: sg_neg_i32, int64: sg_neg_i64)
  static let abs = UnaryKernel(
    float32: sg_abs_f32, float64: sg_abs_f64, int32: sg_abs_i32, int64: sg_abs_i64)
  static let sign = UnaryKernel(
    float32: sg_sign_f32, float64: sg_sign_f64, int32: sg_sign_i32, int64: sg_sign_i64)
}
