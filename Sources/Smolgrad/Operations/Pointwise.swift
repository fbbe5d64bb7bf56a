extension Tensor {
  /// e to the power of each element.
  ///
  ///     Tensor([0, 1]).exp()  // [1, 2.7183]
  public func exp() -> Tensor {
    pointwise("exp", .exp, Derivative("{g} · {y}") { gradient, y in gradient * y })
  }

  /// e to the power of each element, less 1; exact also for small elements.
  ///
  ///     Tensor([0, 1e-6]).expm1()  // [0, 1e-06]
  public func expm1() -> Tensor {
    pointwise("expm1", .expm1, Derivative("{g} · ({y} + 1)") { gradient, y in gradient * (y + 1) })
  }

  /// The natural logarithm of each element.
  ///
  ///     Tensor([1, 10, 0, -1]).log()  // [0, 2.3026, -inf, nan]
  public func log() -> Tensor {
    pointwise("log", .log, Derivative("{g} / {a}") { gradient, y in gradient / y.inputs[0] })
  }

  /// The natural logarithm of 1 + x of each element x; exact also for small elements.
  ///
  ///     Tensor([0, 1e-6]).log1p()  // [0, 1e-06]
  public func log1p() -> Tensor {
    pointwise(
      "log1p", .log1p,
      Derivative("{g} / ({a} + 1)") { gradient, y in gradient / (y.inputs[0] + 1) })
  }

  /// The logarithm to base 2 of each element.
  ///
  ///     Tensor([1, 8]).log2()  // [0, 3]
  public func log2() -> Tensor {
    pointwise(
      "log2", .log2,
      Derivative("{g} / ({a} · log 2)") { gradient, y in
        gradient / (y.inputs[0] * 0.693_147_180_559_945_3)
      })
  }

  /// The square root of each element.
  ///
  ///     Tensor([4, 2]).sqrt()  // [2, 1.4142]
  public func sqrt() -> Tensor {
    pointwise("sqrt", .sqrt, Derivative("{g} / (2{y})") { gradient, y in gradient / (y * 2) })
  }

  /// 1 divided by the square root of each element.
  ///
  ///     Tensor([4, 0]).rsqrt()  // [0.5, inf]
  public func rsqrt() -> Tensor {
    pointwise(
      "rsqrt", .rsqrt,
      Derivative("-½ · {g} · {y}³") { gradient, y in gradient * (y * y * y) * -0.5 })
  }

  /// The square of each element.
  ///
  ///     Tensor([-3, 2]).square()  // [9, 4]
  public func square() -> Tensor {
    pointwise(
      "square", .square, Derivative("{g} · 2{a}") { gradient, y in gradient * (y.inputs[0] * 2) })
  }

  /// 1 divided by each element.
  ///
  ///     Tensor([4, -2]).reciprocal()  // [0.25, -0.5]
  public func reciprocal() -> Tensor {
    pointwise(
      "reciprocal", .reciprocal, Derivative("-{g} · {y}²") { gradient, y in -gradient * (y * y) })
  }

  /// The absolute value of each element.
  ///
  ///     Tensor([-3, 2]).abs()  // [3, 2]
  public func abs() -> Tensor {
    requireNumbers("abs")
    return pointwise(
      "abs", .abs, Derivative("{g} · sign {a}") { gradient, y in gradient * y.inputs[0].sign() })
  }

  /// -1, 0 or 1 after the sign of each element; the derivative is 0 everywhere.
  ///
  ///     Tensor([-3, 0, 2]).sign()  // [-1, 0, 1]
  public func sign() -> Tensor {
    Tensor.result(
      "sign", of: [self], dtype == .bool ? array : array.map(.sign),
      [Derivative("0") { gradient, _ in gradient.zerosLike() }])
  }

  /// The sine of each element, in radians.
  ///
  ///     Tensor([0, 1]).sin()  // [0, 0.8415]
  public func sin() -> Tensor {
    pointwise(
      "sin", .sin, Derivative("{g} · cos {a}") { gradient, y in gradient * y.inputs[0].cos() })
  }

  /// The cosine of each element, in radians.
  ///
  ///     Tensor([0, 1]).cos()  // [1, 0.5403]
  public func cos() -> Tensor {
    pointwise(
      "cos", .cos, Derivative("-{g} · sin {a}") { gradient, y in -gradient * y.inputs[0].sin() })
  }

  /// The tangent of each element, in radians.
  ///
  ///     Tensor([0, 1]).tan()  // [0, 1.5574]
  public func tan() -> Tensor {
    pointwise(
      "tan", .tan, Derivative("{g} · (1 + {y}²)") { gradient, y in gradient * (1 + y * y) })
  }

  /// The error function of each element: 2/√π times the integral of e^-t² from 0 to it.
  ///
  ///     Tensor([0, 1]).erf()  // [0, 0.8427]
  public func erf() -> Tensor {
    pointwise(
      "erf", .erf,
      Derivative("{g} · 2/√π · e^-{a}²") { gradient, y in
        let x = y.inputs[0]
        return gradient * ((-(x * x)).exp() * 1.128_379_167_095_512_6)
      })
  }

  /// The hyperbolic tangent of each element.
  ///
  ///     Tensor([0, 1]).tanh()  // [0, 0.7616]
  public func tanh() -> Tensor {
    pointwise(
      "tanh", .tanh,
      Derivative("{g} · (1 - {y}²)", kernel: .tanhGradient, of: .output) { gradient, y in
        gradient * (1 - y * y)
      })
  }

  /// 1 / (1 + e^-x) of each element x.
  ///
  ///     Tensor([0, 1]).sigmoid()  // [0.5, 0.7311]
  public func sigmoid() -> Tensor {
    pointwise(
      "sigmoid", .sigmoid,
      Derivative("{g} · {y} · (1 - {y})", kernel: .sigmoidGradient, of: .output) { gradient, y in
        gradient * (y * (1 - y))
      })
  }

  /// Zeros of the same shape and type.
  func zerosLike() -> Tensor {
    let zero = NDArray.full([], .integer(0), dtype: dtype).moved(to: device)
    return Tensor(zero.broadcast(to: shape), role: .constant)
  }

  /// The result of one function of one variable; that of integers is a `float32`, except where the function has loops for them.
  func pointwise(_ operation: String, _ kernel: UnaryKernel, _ derivative: Derivative) -> Tensor {
    Tensor.resultInLine(operation, of: [self], array.map(kernel), [derivative])
  }
}

extension Derivative {
  /// What the kernel of a pointwise derivative is a function of.
  enum Operand {
    case output
    case input(Int)
  }

  /// The derivative of a pointwise operation, with a loop that computes it in one go from the gradient and one operand.
  init(
    _ formula: Formula, kernel: BinaryKernel, of operand: Operand, _ pullback: @escaping Pullback
  ) {
    let fused: @Sendable (Tensor, Tensor) -> NDArray?
    switch operand {
    case .output: fused = { gradient, y in .zip(gradient.array, y.array, kernel) }
    case .input(let index):
      fused = { gradient, y in .zip(gradient.array, y.record!.inputs[index].array, kernel) }
    }
    self.init(formula, fused: fused, pullback)
  }
}
