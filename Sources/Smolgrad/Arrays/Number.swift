/// A plain number that can stand on either side of an operator of a tensor: an integer or a floating point number.
public protocol Scalar {
  /// The number as the engine takes it.
  var number: Number { get }
}

/// A plain number, which knows whether it was written as an integer.
///
/// The difference decides about the type of results: an `int64` tensor times `2` stays `int64`, times `2.0` becomes `float32`.
public enum Number: Hashable, Sendable {
  /// An integer.
  case integer(Int)
  /// A floating point number.
  case real(Double)

  /// The number in double precision.
  public var real: Double {
    switch self {
    case .integer(let value): Double(value)
    case .real(let value): value
    }
  }

  /// The number as an integer, cut towards zero; NaN is 0.
  public var integer: Int {
    switch self {
    case .integer(let value): value
    case .real(let value):
      value.isNaN ? 0 : Int(exactly: value.rounded(.towardZero)) ?? (value < 0 ? .min : .max)
    }
  }
}

extension DType {
  /// Whether the type can hold a number, whose fraction is cut off for integers.
  ///
  /// - Parameter floatingPoint: Whether a finite number that becomes infinite counts as one that does not fit.
  package func holds(_ number: Number, floatingPoint: Bool = true) -> Bool {
    switch (self, number) {
    case (.bool, _), (.float64, _), (.int64, .integer): true
    case (.int32, .integer(let value)): Int32(exactly: value) != nil
    case (.int32, .real(let value)): Int32(exactly: value.rounded(.towardZero)) != nil
    case (.int64, .real(let value)): Int64(exactly: value.rounded(.towardZero)) != nil
    case (.float32, _):
      !floatingPoint || !number.real.isFinite || number.real.magnitude <= 0x1.fffffep127
    case (.float16, _), (.bfloat16, _):
      !floatingPoint || !number.real.isFinite || number.real.magnitude <= largest
    }
  }

  /// Refuses a number that the type can't hold, as PyTorch does where a tensor is filled with it.
  ///
  /// - Parameters:
  ///   - number: The number; fractions are cut off for integers.
  ///   - operation: The operation that gets the blame.
  ///   - floatingPoint: Whether a finite number that becomes infinite counts too.
  package func check(
    _ number: Number, _ operation: String, floatingPoint: Bool = true, at parameter: String? = nil
  ) throws(OperandError) {
    if !holds(number, floatingPoint: floatingPoint) {
      let text =
        switch number {
        case .integer(let value): "\(value)"
        case .real(let value): "\(value)"
        }
      throw OperandError(
        operation, "\(text) is not a number that \(rawValue) can hold", at: parameter)
    }
  }
}

extension Int: Scalar {
  /// The number as the engine takes it.
  public var number: Number { .integer(self) }
}
extension Double: Scalar {
  /// The number as the engine takes it.
  public var number: Number { .real(self) }
}
extension Float: Scalar {
  /// The number as the engine takes it.
  public var number: Number { .real(Double(self)) }
}
