import CKernels

// Activations that are smooth everywhere.

extension Tensor {
  /// x · sigmoid(x) of each element x, also called swish.
  ///
  ///     Tensor([-1, 2]).silu()  // [-0.2689, 1.7616]
  public func silu() -> Tensor {
    requireFloatingPoint("silu")
    return pointwise(
      "silu", .silu,
      Derivative("{g} · σ({a}) · (1 + {a} · (1 - σ({a})))", kernel: .siluGradient, of: .input(0)) {
        gradient, y in
        let (x, s) = (y.inputs[0], y.inputs[0].sigmoid())
        return gradient * (s * (1 + x * (1 - s)))
      })
  }

  /// How ``gelu(_:)`` computes the normal distribution.
  public enum GELUApproximation: String, Sendable, CaseIterable {
    /// Exactly, with the error function.
    case none
    /// By a hyperbolic tangent.
    case tanh
  }

  /// x · Φ(x) of each element x, with Φ the standard normal distribution (Hendrycks and Gimpel 2016).
  ///
  ///     Tensor([-1, 2]).gelu()  // [-0.1587, 1.9545]
  public func gelu(_ approximation: GELUApproximation = .none) -> Tensor {
    requireFloatingPoint("gelu")
    let attributes =
      approximation == .none ? [] : [Attribute("approximate", .text(approximation.rawValue))]
    let derivative: Derivative
    switch approximation {
    case .none:
      derivative = Derivative(
        "{g} · (Φ({a}) + {a} · φ({a}))", kernel: .geluGradient, of: .input(0)
      ) { gradient, y in
        let x = y.inputs[0]
        let distribution = ((x * 0.707_106_781_186_547_5).erf() + 1) * 0.5
        let density = (x * x * -0.5).exp() * 0.398_942_280_401_432_7
        return gradient * (distribution + x * density)
      }
    case .tanh:
      derivative = Derivative(
        "{g} · (½(1 + t) + ½{a}(1 - t²) · √(2/π)(1 + 0.134145{a}²)), t = tanh(√(2/π)({a} + 0.044715{a}³))",
        kernel: .geluTanhGradient, of: .input(0)
      ) { gradient, y in
        let (x, k) = (y.inputs[0], 0.797_884_560_802_865_4)
        let t = ((x + x * x * x * 0.044715) * k).tanh()
        let inner = (x * x * 0.134145 + 1) * k
        return gradient * ((t + 1) * 0.5 + x * (1 - t * t) * inner * 0.5)
      }
    }
    let kernel: UnaryKernel = approximation == .none ? .gelu : .geluTanh
    return Tensor.result("gelu", attributes, of: [self], array.map(kernel), [derivative])
  }

  /// The logarithm of the sigmoid of each element.
  ///
  ///     Tensor([-1, 2]).logsigmoid()  // [-1.3133, -0.1269]
  public func logsigmoid() -> Tensor {
    requireFloatingPoint("logsigmoid")
    return pointwise(
      "logsigmoid", .logsigmoid,
      Derivative("{g} · σ(-{a})") { gradient, y in gradient * (-y.inputs[0]).sigmoid() })
  }

  /// log(1 + e^(beta · x)) / beta of each element x; x itself where beta · x is above the threshold.
  ///
  ///     Tensor([-1, 2]).softplus()  // [0.3133, 2.1269]
  public func softplus(beta: Double = 1, threshold: Double = 20) -> Tensor {
    requireFloatingPoint("softplus")
    let value = widening { x in
      let scaled = x * beta
      return Tensor.where(scaled .> threshold, x, scaled.exp().log1p() / beta)
    }
    return Tensor.result(
      "softplus", [Attribute("beta", .real(beta)), Attribute("threshold", .real(threshold))],
      of: [self], value.array,
      [
        Derivative("{g} · σ({beta} · {a})") { gradient, y in
          let scaled = y.inputs[0] * beta
          return Tensor.where(
            withoutGradients { scaled .> threshold }, gradient, gradient * scaled.sigmoid())
        }
      ])
  }

  /// The first half along a dimension times the sigmoid of the second half (Dauphin and others 2017).
  ///
  ///     Tensor([1, 2, 0, 0]).glu()  // [0.5, 1]
  public func glu(dim: Int = -1) -> Tensor {
    required(of: [self], try checkedGlu(dim: dim))
  }

  package func checkedGlu(dim: Int) throws(OperandError) -> Tensor {
    try checkFloatingPoint("glu")
    let axis = try checkedAxis(dim, "glu")
    guard rank > 0, shape[axis] % 2 == 0 else {
      throw OperandError(
        "glu", "shape \(shape) has no even size along dimension \(dim) to halve", at: "dim")
    }
    let half = shape[axis] / 2
    let value = widening { x in
      x.narrow(dim: axis, start: 0, length: half)
        * x.narrow(dim: axis, start: half, length: half).sigmoid()
    }
    return Tensor.result(
      "glu", [Attribute("dim", .integer(dim))], of: [self], value.array,
      [
        Derivative("({g} · σ(a₂), {g} · a₁ · σ(a₂) · (1 - σ(a₂)))") { gradient, y in
          let x = y.inputs[0]
          let first = x.narrow(dim: axis, start: 0, length: half)
          let gate = x.narrow(dim: axis, start: half, length: half).sigmoid()
          return Tensor.cat(
            [gradient * gate, gradient * first * gate * (1 - gate)], dim: axis)
        }
      ])
  }

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
      let x = dtype.computesInFloat32 ? float() : self
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
  fileprivate static let mish = UnaryKernel(float32: sg_mish_f32, float64: sg_mish_f64, mlx: "mish")
  fileprivate static let softsign = UnaryKernel(
    float32: sg_softsign_f32, float64: sg_softsign_f64, mlx: "softsign")
}
