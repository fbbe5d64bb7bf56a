/// One parameter of a function: its name, which is PyTorch's, and what an argument may be.
struct Parameter: Sendable {
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
  var isOptional = false
  /// Whether the argument must be given by its name; such parameters stand behind all others.
  var isKeyword = false
}
