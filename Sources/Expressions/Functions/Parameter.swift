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
    /// A type of elements, such as `torch.float32`.
    case dtype
  }

  /// NumPy's names, which PyTorch takes as well, and what they mean.
  static let otherNames = [
    "axis": ["dim", "dims"], "keepdims": ["keepdim"], "ddof": ["correction"], "ord": ["p"],
    "x": ["input"], "a": ["input"], "x1": ["input"], "x2": ["other"],
  ]

  let name: String
  let kind: Kind
  /// Whether the argument may be missing, or None.
  let isOptional: Bool
  /// Whether the argument must be given by its name.
  let isKeyword: Bool

  static func tensor(_ name: String) -> Parameter { .init(name, .tensor) }
  static func tensors(_ name: String) -> Parameter { .init(name, .tensors) }
  static func integer(_ name: String) -> Parameter { .init(name, .integer) }
  static func integers(_ name: String) -> Parameter { .init(name, .integers) }
  static func number(_ name: String) -> Parameter { .init(name, .number) }
  static func text(_ name: String) -> Parameter { .init(name, .text) }

  static func optional(_ kind: Kind, _ name: String) -> Parameter {
    .init(name, kind, isOptional: true)
  }

  /// An optional argument that is given by its name; such parameters stand behind all others.
  static func keyword(_ kind: Kind, _ name: String) -> Parameter {
    .init(name, kind, isOptional: true, isKeyword: true)
  }

  private init(_ name: String, _ kind: Kind, isOptional: Bool = false, isKeyword: Bool = false) {
    self.name = name
    self.kind = kind
    self.isOptional = isOptional
    self.isKeyword = isKeyword
  }
}
