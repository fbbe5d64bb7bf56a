import CKernels

// Hyperbolic functions and the inverses of these and of the functions of angles. Outside of its domain an inverse is NaN.

extension Tensor {
  /// The hyperbolic sine of each element.
  ///
  ///     Tensor([0, 1]).sinh()  // [0, 1.1752]
  public func sinh() -> Tensor {
    pointwise(
      "sinh", .sinh, Derivative("{g} · cosh {a}") { gradient, y in gradient * y.inputs[0].cosh() })
  }

  /// The hyperbolic cosine of each element.
  ///
  ///     Tensor([0, 1]).cosh()  // [1, 1.5431]
  public func cosh() -> Tensor {
    pointwise(
      "cosh", .cosh, Derivative("{g} · sinh {a}") { gradient, y in gradient * y.inputs[0].sinh() })
  }

  /// The angle from -π/2 to π/2 whose sine is each element; at 1 and -1 the derivative is infinite.
  ///
  ///     Tensor([0, 1, 2]).asin()  // [0, 1.5708, nan]
  public func asin() -> Tensor {
    pointwise(
      "asin", .asin,
      Derivative("{g} / √(1 - {a}²)") { gradient, y in gradient * (1 - y.inputs[0].square()).rsqrt()
      })
  }

  /// The angle from 0 to π whose cosine is each element; at 1 and -1 the derivative is infinite.
  ///
  ///     Tensor([0, 1]).acos()  // [1.5708, 0]
  public func acos() -> Tensor {
    pointwise(
      "acos", .acos,
      Derivative("-{g} / √(1 - {a}²)") { gradient, y in
        -gradient * (1 - y.inputs[0].square()).rsqrt()
      })
  }

  /// The angle from -π/2 to π/2 whose tangent is each element.
  ///
  ///     Tensor([0, 1]).atan()  // [0, 0.7854]
  public func atan() -> Tensor {
    pointwise(
      "atan", .atan,
      Derivative("{g} / ({a}² + 1)") { gradient, y in gradient / (y.inputs[0].square() + 1) })
  }

  /// The number whose hyperbolic sine is each element.
  public func asinh() -> Tensor {
    pointwise(
      "asinh", .asinh,
      Derivative("{g} / √({a}² + 1)") { gradient, y in gradient * (y.inputs[0].square() + 1).rsqrt()
      })
  }

  /// The number that is not negative whose hyperbolic cosine is each element; at 1 the derivative is infinite.
  public func acosh() -> Tensor {
    pointwise(
      "acosh", .acosh,
      Derivative("{g} / √({a}² - 1)") { gradient, y in gradient * (y.inputs[0].square() - 1).rsqrt()
      })
  }

  /// The number whose hyperbolic tangent is each element; at 1 and -1 it and its derivative are infinite.
  public func atanh() -> Tensor {
    pointwise(
      "atanh", .atanh,
      Derivative("{g} / (1 - {a}²)") { gradient, y in
        gradient * (1 - y.inputs[0].square()).reciprocal()
      })
  }

  /// 2 to the power of each element.
  ///
  ///     Tensor([0, 3, -1]).exp2()  // [1, 8, 0.5]
  public func exp2() -> Tensor {
    pointwise(
      "exp2", .exp2,
      Derivative("{g} · {y} · log 2") { gradient, y in gradient * y * 0.693_147_180_559_945_3 })
  }

  /// The logarithm to base 10 of each element.
  ///
  ///     Tensor([1, 1000]).log10()  // [0, 3]
  public func log10() -> Tensor {
    pointwise(
      "log10", .log10,
      Derivative("{g} / ({a} · log 10)") { gradient, y in
        gradient / (y.inputs[0] * 2.302_585_092_994_045_7)
      })
  }
}

extension UnaryKernel {
  fileprivate static let sinh = UnaryKernel(float32: sg_sinh_f32, float64: sg_sinh_f64, mlx: "sinh")
  fileprivate static let cosh = UnaryKernel(float32: sg_cosh_f32, float64: sg_cosh_f64, mlx: "cosh")
  fileprivate static let asin = UnaryKernel(float32: sg_asin_f32, float64: sg_asin_f64, mlx: "asin")
  fileprivate static let acos = UnaryKernel(float32: sg_acos_f32, float64: sg_acos_f64, mlx: "acos")
  fileprivate static let atan = UnaryKernel(float32: sg_atan_f32, float64: sg_atan_f64, mlx: "atan")
  fileprivate static let asinh = UnaryKernel(
    float32: sg_asinh_f32, float64: sg_asinh_f64, mlx: "asinh")
  fileprivate static let acosh = UnaryKernel(
    float32: sg_acosh_f32, float64: sg_acosh_f64, mlx: "acosh")
  fileprivate static let atanh = UnaryKernel(
    float32: sg_atanh_f32, float64: sg_atanh_f64, mlx: "atanh")
  fileprivate static let exp2 = UnaryKernel(float32: sg_exp2_f32, float64: sg_exp2_f64, mlx: "exp2")
  fileprivate static let log10 = UnaryKernel(
    float32: sg_log10_f32, float64: sg_log10_f64, mlx: "log10")
}
