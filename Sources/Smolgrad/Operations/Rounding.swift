import CKernels

// Functions whose values are whole numbers, and what is left over. Integers are whole already, and stay as they are.

extension Tensor {
  /// The largest whole number that is not above each element; the derivative is 0.
  ///
  ///     Tensor([1.7, -1.2]).floor()  // [1, -2]
  public func floor() -> Tensor { whole("floor", .floor) }

  /// The smallest whole number that is not below each element; the derivative is 0.
  ///
  ///     Tensor([1.2, -1.7]).ceil()  // [2, -1]
  public func ceil() -> Tensor { whole("ceil", .ceil) }

  /// Each element without its fraction; the derivative is 0.
  ///
  ///     Tensor([1.7, -1.7]).trunc()  // [1, -1]
  public func trunc() -> Tensor { whole("trunc", .trunc) }

  /// Each element rounded to a number of decimals, which may be negative for tens, hundreds and so on; the derivative is 0.
  ///
  /// Half way between two numbers it is the one with the even last digit.
  ///
  ///     Tensor([0.5, 1.5, -2.6]).round()  // [0, 2, -3]
  public func round(decimals: Int = 0) -> Tensor {
    guard decimals != 0 else { return whole("round", .round) }
    requireFloatingPoint("round")
    let value = withoutGradients {
      let scale = powerOfTen(Swift.abs(decimals))
      let x = dtype.computesInFloat32 ? float() : self
      let rounded = decimals > 0 ? (x * scale).round() / scale : (x / scale).round() * scale
      return rounded.cast(to: dtype)
    }
    return Tensor.result(
      "round", [Attribute("decimals", .integer(decimals))], of: [self], value.array,
      [Derivative("0") { gradient, _ in gradient.zerosLike() }])
  }

  /// Each element less its whole part, with the element's sign.
  ///
  ///     Tensor([1.25, -1.25]).frac()  // [0.25, -0.25]
  public func frac() -> Tensor {
    requireFloatingPoint("frac")
    return pointwise("frac", .frac, Derivative("{g}") { gradient, _ in gradient })
  }

  /// The rest of the division by the other tensor's elements rounded towards zero, with broadcasting: it has the sign of the dividend.
  public func fmod(_ other: Tensor) -> Tensor {
    required(of: [self, other], try checkedFmod(other))
  }

  package func checkedFmod(_ other: Tensor) throws(OperandError) -> Tensor {
    try rest("fmod", other, .fmod, .truncate)
  }

  /// The rest of the division by a number rounded towards zero.
  ///
  ///     Tensor([-3, 5]).fmod(2)  // [-1, 1]
  public func fmod(_ other: some Scalar) -> Tensor { fmod(.constant(other.number, beside: self)) }

  /// The rest of the division by the other tensor's elements rounded down, Python's `%`, with broadcasting: it has the sign of the divisor.
  public func remainder(_ other: Tensor) -> Tensor {
    required(of: [self, other], try checkedRemainder(other))
  }

  package func checkedRemainder(_ other: Tensor) throws(OperandError) -> Tensor {
    try rest("remainder", other, .remainder, .floor)
  }

  /// The rest of the division by a number rounded down, Python's `%`.
  ///
  ///     Tensor([-3, 5]).remainder(2)  // [1, 1]
  public func remainder(_ other: some Scalar) -> Tensor {
    remainder(.constant(other.number, beside: self))
  }

  private func whole(_ operation: String, _ kernel: UnaryKernel) -> Tensor {
    requireNumbers(operation)
    return Tensor.result(
      operation, of: [self], dtype.isFloatingPoint ? array.map(kernel) : array.copy(),
      [Derivative("0") { gradient, _ in gradient.zerosLike() }])
  }

  private func rest(
    _ operation: String, _ other: Tensor, _ kernel: BinaryKernel, _ rounding: Rounding
  ) throws(OperandError) -> Tensor {
    try checkNumbers(operation)
    try other.checkNumbers(operation, at: "other")
    let (x, z) = try Tensor.checkedOperands(self, other, operation)
    if !z.dtype.isFloatingPoint, z.doubles().contains(0) {
      throw OperandError(operation, "an integer can't be divided by 0", at: "other")
    }
    let quotient = rounding == .floor ? "⌊{a} / {b}⌋" : "trunc({a} / {b})"
    return Tensor.result(
      operation, of: [self, other], .zip(x, z, kernel),
      [
        Derivative("{g}") { gradient, _ in gradient },
        Derivative(Formula("-{g} · \(quotient)")) { gradient, y in
          -gradient * y.inputs[0].div(y.inputs[1], rounding: rounding)
        },
      ])
  }
}

private func powerOfTen(_ exponent: Int) -> Double {
  (0..<Swift.min(exponent, 400)).reduce(1) { power, _ in power * 10 }
}

extension UnaryKernel {
  fileprivate static let floor = UnaryKernel(
    float32: sg_floor_f32, float64: sg_floor_f64, mlx: "floor")
  fileprivate static let ceil = UnaryKernel(float32: sg_ceil_f32, float64: sg_ceil_f64, mlx: "ceil")
  fileprivate static let trunc = UnaryKernel(
    float32: sg_trunc_f32, float64: sg_trunc_f64, mlx: "trunc")
  fileprivate static let round = UnaryKernel(
    float32: sg_round_f32, float64: sg_round_f64, mlx: "round")
  fileprivate static let frac = UnaryKernel(float32: sg_frac_f32, float64: sg_frac_f64, mlx: "frac")
}

extension BinaryKernel {
  fileprivate static let fmod = BinaryKernel(
    float32: sg_fmod_f32, float64: sg_fmod_f64, int32: sg_fmod_i32, int64: sg_fmod_i64)
  fileprivate static let remainder = BinaryKernel(
    float32: sg_remainder_f32, float64: sg_remainder_f64, int32: sg_remainder_i32,
    int64: sg_remainder_i64)
}
