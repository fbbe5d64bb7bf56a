import CKernels

// Linear units: a line where an element is positive, and something else below.

extension Tensor {
  /// Each element where it is positive, else 0.
  ///
  ///     Tensor([-1, 0, 2]).relu()  // [0, 0, 2]
  public func relu() -> Tensor {
    requireNumbers("relu")
    return pointwise(
      "relu", .relu,
      Derivative("{g} where {y} > 0, else 0", kernel: .reluGradient, of: .output) { gradient, y in
        gradient.masked(by: withoutGradients { (y .<= 0).logicalNot() })
      })
  }

  /// Each element where it is positive, else `slope` times it.
  ///
  ///     Tensor([-1, 2]).leakyRelu(slope: 0.1)  // [-0.1, 2]
  public func leakyRelu(slope: Double = 0.01) -> Tensor {
    requireFloatingPoint("leaky_relu")
    return Tensor.result(
      "leaky_relu", [Attribute("slope", .real(slope))], of: [self],
      .zip(array, .full([], .real(slope), dtype: dtype.computingType), .leakyRelu),
      [
        Derivative("{g} where {a} > 0, else {g} · {slope}") { gradient, y in
          Tensor.where(withoutGradients { y.inputs[0] .> 0 }, gradient, gradient * slope)
        }
      ])
  }

  /// Each element x where it is positive, else alpha · (e^x - 1).
  ///
  ///     Tensor([-1, 2]).elu()  // [-0.6321, 2]
  public func elu(alpha: Double = 1) -> Tensor {
    requireFloatingPoint("elu")
    return Tensor.result(
      "elu", [Attribute("alpha", .real(alpha))], of: [self],
      .zip(array, .full([], .real(alpha), dtype: dtype.computingType), .elu),
      [
        Derivative("{g} · {alpha} · e^{a} where {a} ≤ 0, else {g}") { gradient, y in
          let x = y.inputs[0]
          return Tensor.where(
            withoutGradients { x .<= 0 }, gradient * (x.exp() * alpha), gradient)
        }
      ])
  }

  /// ``elu(alpha:)`` with an alpha and times a factor that keep mean 0 and variance 1 from layer to layer (Klambauer and others 2017).
  ///
  ///     Tensor([-1, 2]).selu()  // [-1.1113, 2.1014]
  public func selu() -> Tensor {
    requireFloatingPoint("selu")
    let (alpha, scale) = (1.673_263_242_354_377_2, 1.050_700_987_355_480_5)
    return pointwise(
      "selu", .selu,
      Derivative("{g} · 1.0507 where {a} > 0, else {g} · 1.7581 · e^{a}") { gradient, y in
        let x = y.inputs[0]
        return Tensor.where(
          withoutGradients { x .<= 0 }, gradient * (x.exp() * (alpha * scale)), gradient * scale)
      })
  }

  /// Each element x where it is positive, else alpha · (e^(x / alpha) - 1) (Barron 2017).
  ///
  ///     Tensor([-1, 2]).celu(alpha: 2)  // [-0.7869, 2]
  public func celu(alpha: Double = 1) -> Tensor {
    required(of: [self], try checkedCelu(alpha: alpha))
  }

  package func checkedCelu(alpha: Double) throws(OperandError) -> Tensor {
    try checkFloatingPoint("celu")
    guard alpha != 0 else { throw OperandError("celu", "alpha must not be 0", at: "alpha") }
    return Tensor.result(
      "celu", [Attribute("alpha", .real(alpha))], of: [self],
      .zip(array, .full([], .real(alpha), dtype: dtype.computingType), .celu),
      [
        Derivative("{g} · e^({a} / {alpha}) where {a} ≤ 0, else {g}") { gradient, y in
          let x = y.inputs[0]
          return Tensor.where(
            withoutGradients { x .<= 0 }, gradient * (x / alpha).exp(), gradient)
        }
      ])
  }

  /// Each element where it is positive, else the weight times it (He and others 2015).
  ///
  /// The weight is a single number, or one for each channel, which is the second dimension.
  ///
  ///     Tensor([-2, 2]).prelu(Tensor([0.25]))  // [-0.5, 2]
  public func prelu(_ weight: Tensor) -> Tensor {
    required(of: [self, weight], try checkedPrelu(weight))
  }

  package func checkedPrelu(_ weight: Tensor) throws(OperandError) -> Tensor {
    try checkFloatingPoint("prelu")
    let channels = rank > 1 ? shape[1] : 1
    guard weight.rank <= 1, weight.count == 1 || weight.count == channels else {
      throw OperandError(
        "prelu",
        "the weight must be one number or one for each of \(channels) channels, not \(weight.shape)",
        at: "weight")
    }
    // One number for each channel stands along the second dimension.
    let spread = weight.count == 1 ? [] : [channels] + shape.dropFirst(2).map { _ in 1 }
    let value = withoutGradients {
      Tensor.where(self .> 0, self, self * weight.cast(to: dtype).reshape(spread))
    }
    return Tensor.result(
      "prelu", of: [self, weight], value.array,
      [
        Derivative("{g} where {a} > 0, else {g} · {b}") { gradient, y in
          Tensor.where(
            withoutGradients { y.inputs[0] .> 0 }, gradient,
            gradient * y.inputs[1].reshape(spread))
        },
        Derivative("sum of {g} · {a} where {a} ≤ 0") { gradient, y in
          let x = y.inputs[0]
          return (gradient * x).masked(by: withoutGradients { (x .> 0).logicalNot() })
            .summed(to: spread).reshape(y.inputs[1].shape)
        },
      ])
  }
}

extension UnaryKernel {
  fileprivate static let selu = UnaryKernel(float32: sg_selu_f32, float64: sg_selu_f64, mlx: "selu")
}

extension BinaryKernel {
  fileprivate static let celu = BinaryKernel(
    float32: sg_celu_f32, float64: sg_celu_f64, mlx: "celu")
}
