import Smolgrad

/// One parameter of a function: its name, which is PyTorch's, and what an argument may be.
struct Parameter {
  /// What kinds of arguments there are.
  enum Kind {
    case tensor
    /// A list of tensors.
    case tensors
    case number
    case integer
    /// A list of integers, which may also be given one by one.
    case integers
    case flag
    /// A text in quotes.
    case text
  }

  let name: String
  let kind: Kind
  /// Whether the argument may be missing, or None.
  let isOptional: Bool

  static func tensor(_ name: String) -> Parameter { .init(name, .tensor, false) }
  static func tensors(_ name: String) -> Parameter { .init(name, .tensors, false) }
  static func integer(_ name: String) -> Parameter { .init(name, .integer, false) }
  static func integers(_ name: String) -> Parameter { .init(name, .integers, false) }
  static func number(_ name: String) -> Parameter { .init(name, .number, false) }
  static func text(_ name: String) -> Parameter { .init(name, .text, false) }

  static func optional(_ kind: Kind, _ name: String) -> Parameter { .init(name, kind, true) }

  private init(_ name: String, _ kind: Kind, _ isOptional: Bool) {
    self.name = name
    self.kind = kind
    self.isOptional = isOptional
  }
}
