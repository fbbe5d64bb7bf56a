import CKernels

extension Tensor {
  /// How `div(_:rounding:)` makes a quotient a whole number.
  public enum Rounding: String, Sendable, CaseIterable {
    /// To the next smaller whole number, Python's `//`.
    case floor
    /// Towards zero, C's division of integers.
    case truncate = "trunc"
  }

  /// The quotients of the elements as whole numbers, with broadcasting; those of integers stay integers.
  ///
  /// The gradient is 0. An integer can't be divided by 0.
  ///
  ///     Tensor([7, -7]).div(Tensor([2, 2]), rounding: .floor)  // [3, -4]
  public func div(_ other: Tensor, rounding: Rounding) -> Tensor {
    required(of: [self, other], try checkedDiv(other, rounding: rounding))
  }

  package func checkedDiv(_ other: Tensor, rounding: Rounding) throws(OperandError) -> Tensor {
    try checkNumbers("div")
    try other.checkNumbers("div", at: "other")
    let (x, z) = try Tensor.checkedOperands(self, other, "div")
    guard x.dtype.isFloatingPoint || !z.doubles().contains(0) else {
      throw OperandError("div", "an integer can't be divided by 0", at: "other")
    }
    return Tensor.result(
      "div", [Attribute("rounding", .text(rounding.rawValue))], of: [self, other],
      x.scaled(by: other, z, rounding == .floor ? .divideDown : .divideTowardsZero),
      [
        Derivative("0") { gradient, _ in gradient.zerosLike() },
        Derivative("0") { gradient, _ in gradient.zerosLike() },
      ])
  }

  /// The quotients by a number as whole numbers.
  ///
  ///     Tensor([7, -7]).div(2, rounding: .truncate)  // [3, -3]
  public func div(_ other: some Scalar, rounding: Rounding) -> Tensor {
    div(Tensor.factor(other.number, beside: self), rounding: rounding)
  }
}

extension BinaryKernel {
  fileprivate static let divideDown = BinaryKernel(
    float32: sg_div_floor_f32, float64: sg_div_floor_f64, int32: sg_div_floor_i32,
    int64: sg_div_floor_i64)
  fileprivate static let divideTowardsZero = BinaryKernel(
    float32: sg_div_trunc_f32, float64: sg_div_trunc_f64, int32: sg_div_i32, int64: sg_div_i64)
}
