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
