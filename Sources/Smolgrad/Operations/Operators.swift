precedencegroup ExponentiationPrecedence {
  associativity: right
  higherThan: MultiplicationPrecedence
}

/// Power. A sign in front of the base binds tighter, unlike Python's: `-x ** 2` is `(-x) ** 2`.
infix operator ** : ExponentiationPrecedence

/// Matrix product, Python's `@`.
infix operator • : MultiplicationPrecedence

extension Tensor {
  /// Adds a number to every element.
  public static func + (a: Tensor, b: some Scalar) -> Tensor { a + constant(b.number, beside: a) }
  /// Adds every element to a number.
  public static func + (a: some Scalar, b: Tensor) -> Tensor { constant(a.number, beside: b) + b }
  /// Subtracts a number from every element.
  public static func - (a: Tensor, b: some Scalar) -> Tensor { a - constant(b.number, beside: a) }
  /// Subtracts every element from a number.
  ///
  ///     1 - Tensor([1, 2])  // [0, -1]
  public static func - (a: some Scalar, b: Tensor) -> Tensor { constant(a.number, beside: b) - b }
  /// Multiplies every element by a number.
  ///
  ///     Tensor([1, 2]) * 3  // [3, 6]
  public static func * (a: Tensor, b: some Scalar) -> Tensor { a * factor(b.number, beside: a) }
  /// Multiplies a number by every element.
  public static func * (a: some Scalar, b: Tensor) -> Tensor { factor(a.number, beside: b) * b }
  /// Divides every element by a number.
  public static func / (a: Tensor, b: some Scalar) -> Tensor { a / factor(b.number, beside: a) }
  /// Divides a number by every element.
  ///
  ///     1 / Tensor([1, 2])  // [1, 0.5]
  public static func / (a: some Scalar, b: Tensor) -> Tensor { factor(a.number, beside: b) / b }
  /// Every element to the power of a number.
  ///
  ///     Tensor([1, 2, 3]) ** 2  // [1, 4, 9]
  public static func ** (a: Tensor, b: some Scalar) -> Tensor { a.pow(b) }
  /// A number to the power of every element.
  ///
  ///     2 ** Tensor([1, 2, 3])  // [2, 4, 8]
  public static func ** (a: some Scalar, b: Tensor) -> Tensor {
    constant(a.number, beside: b).pow(b)
  }
  /// Every element to the power of the other tensor's.
  public static func ** (a: Tensor, b: Tensor) -> Tensor { a.pow(b) }
  /// Every element to the power of a number; that of an integer must not be negative.
  ///
  ///     Tensor([4, 9]).pow(0.5)  // [2, 3]
  public func pow(_ exponent: some Scalar) -> Tensor {
    if case .integer(let power) = exponent.number, power < 0, !dtype.isFloatingPoint {
      fail("pow", "integers have no power \(power); use a floating point exponent")
    }
    let power = Tensor.constant(exponent.number, beside: self)
    // As in PyTorch it is the square root in every respect, that of -0 and of -∞ too.
    if case .real(0.5) = exponent.number, dtype == .float32 || dtype == .float64 {
      return raised(to: power, array.map(.sqrt))
    }
    return pow(power)
  }
  /// The matrix product, ``matmul(_:)``.
  ///
  ///     Tensor([[1, 2], [3, 4]]) • Tensor([[1], [10]])  // [[21], [43]]
  public static func • (a: Tensor, b: Tensor) -> Tensor { a.matmul(b) }
}
