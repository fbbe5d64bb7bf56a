/// A named setting of an operation, such as the axis of a sum.
public struct Attribute: Hashable, Sendable, Codable, CustomStringConvertible {
  /// The setting's name, as the operation's parameter label.
  public let name: String
  /// What it was set to.
  public let value: Value

  /// An attribute with a name and a value, which may be a literal: `Attribute("axis", 1)`.
  public init(_ name: String, _ value: Value) {
    self.name = name
    self.value = value
  }

  /// Name and value, such as `axis 1`.
  public var description: String { "\(name) \(value)" }

  /// The value of an attribute.
  public enum Value: Hashable, Sendable, Codable, CustomStringConvertible {
    /// A whole number.
    case integer(Int)
    /// A floating point number.
    case real(Double)
    /// A switch.
    case boolean(Bool)
    /// A word, such as a reduction's name.
    case text(String)
    /// Several whole numbers, such as a shape.
    case integers([Int])

    /// The value as text: `1`, `0.1`, `true`, `mean`, `[2, 3]`.
    public var description: String {
      switch self {
      case .integer(let value): "\(value)"
      case .real(let value):
        value == value.rounded() && abs(value) < 1e15 ? "\(Int(value))" : "\(value)"
      case .boolean(let value): "\(value)"
      case .text(let value): value
      case .integers(let values): "\(values)"
      }
    }
  }
}

extension Attribute.Value: ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
  ExpressibleByBooleanLiteral, ExpressibleByStringLiteral, ExpressibleByArrayLiteral
{
  /// A whole number.
  public init(integerLiteral value: Int) { self = .integer(value) }
  /// A floating point number.
  public init(floatLiteral value: Double) { self = .real(value) }
  /// A switch.
  public init(booleanLiteral value: Bool) { self = .boolean(value) }
  /// A word.
  public init(stringLiteral value: String) { self = .text(value) }
  /// Several whole numbers.
  public init(arrayLiteral elements: Int...) { self = .integers(elements) }
}
