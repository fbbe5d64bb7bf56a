import CKernels

// Activations that are smooth, or made of an exponential and a line.

extension Tensor {
  /// x · tanh(log(1 + e^x)) of each element x (Misra 2019).
  ///
  ///     Tensor([-1, 2]).mish()  // [-0.3034, 1.944]
  public func mish() -> Tensor {
    requireFloatingPoint("mish")
    return pointwise(
      "mish", .mish,
      Derivative("{g} · (t + {a} · σ({a}) · (1 - t²)), t = tanh(log(1 + e^{a}))") { gradient, y in
        let x = y.inputs[0]
        let t = x.softplus().tanh()
        return gradient * (t + x * x.sigmoid() * (1 - t * t))
      })
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
      .zip(array, .full([], .real(alpha), dtype: dtype == .float16 ? .float32 : dtype), .celu),
      [
        Derivative("{g} · e^({a} / {alpha}) where {a} ≤ 0, else {g}") { gradient, y in
          let x = y.inputs[0]
          return Tensor.where(
            withoutGradients { x .<= 0 }, gradient * (x / alpha).exp(), gradient)
        }
      ])
  }

  /// x / (1 + |x|) of each element x.
  ///
  ///     Tensor([-1, 3]).softsign()  // [-0.5, 0.75]
  public func softsign() -> Tensor {
    requireFloatingPoint("softsign")
    return pointwise(
      "softsign", .softsign,
      Derivative("{g} · (1 - |{y}|) / (1 + |{a}|)") { gradient, y in
        gradient * (1 - y.abs()) / (1 + y.inputs[0].abs())
      })
  }

  /// x - tanh(x) of each element x.
  ///
  ///     Tensor([0, 1]).tanhshrink()  // [0, 0.2384]
  public func tanhshrink() -> Tensor {
    requireFloatingPoint("tanhshrink")
    let value = withoutGradients {
      let x = dtype == .float16 ? float() : self
      return (x - x.tanh()).cast(to: dtype)
    }
    return Tensor.result(
      "tanhshrink", of: [self], value.array,
      [
        Derivative("{g} · tanh²({a})") { gradient, y in gradient * y.inputs[0].tanh().square() }
      ])
  }
}

extension UnaryKernel {
  fileprivate static let mish = UnaryKernel(float32: sg_mish_f32, float64: sg_mish_f64)
  fileprivate static let selu = UnaryKernel(float32: sg_selu_f32, float64: sg_selu_f64)
  fileprivate static let softsign = UnaryKernel(float32: sg_softsign_f32, float64: sg_softsign_f64)
}

extension BinaryKernel {
  fileprivate static let celu = BinaryKernel(float32: sg_celu_f32, float64: sg_celu_f64)
}
