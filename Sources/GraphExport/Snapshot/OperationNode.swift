/// What a snapshot knows of an operation.
public struct OperationNode: Hashable, Sendable {
  /// PyTorch's name of the operation: `add`, `matmul`.
  public var type: String
  /// What the operation was told besides its inputs, such as `axis 1`, in order.
  public var attributes: [Attribute]
  /// The derivative for each argument as text, without its left side: `{g} · {b}`.
  ///
  /// In it, `g` is the gradient that comes in, `y` the
  /// result, `a`, `b`, … are the arguments and any other word is an attribute. Empty where there is none.
  public var derivatives: [String]
  /// Why the computation did not get past the operation, if it did not.
  public var failure: String?
  /// Where in the program it stands, such as `model.py:12`, if that is known.
  public var source: String?
  /// Whether an operand was changed in place after the operation had used it.
  public var isStale: Bool
  /// What a view needs to know of the operation besides its name; nil for what PyTorch's operation of this name is.
  public var tags: [Tag]?
  /// How its derivative compares with a difference quotient, if that was checked.
  public var check: DerivativeCheck?

  /// Makes the description of an operation.
  public init(
    type: String, attributes: [Attribute] = [], derivatives: [String] = [],
    failure: String? = nil, source: String? = nil, isStale: Bool = false, tags: [Tag]? = nil,
    check: DerivativeCheck? = nil
  ) {
    self.type = type
    self.attributes = attributes
    self.derivatives = derivatives
    self.failure = failure
    self.source = source
    self.isStale = isStale
    self.tags = tags
    self.check = check
  }

  /// One setting of an operation, as text.
  public struct Attribute: Hashable, Sendable {
    /// What is set, such as `axis`.
    public var name: String
    /// What it is set to, such as `1`.
    public var value: String

    /// Makes an attribute.
    public init(name: String, value: String) {
      self.name = name
      self.value = value
    }
  }
}

extension OperationNode {
  /// What a view needs to know of an operation.
  public enum Tag: String, Hashable, Sendable, CaseIterable {
    /// Each result shows elements of the only argument, and none are computed: a slice, or another shape.
    case view
    /// A ``view`` of each element of the argument, once: the gradient has the same elements before and after it.
    case permutation
    /// The elements of the only argument in another type, and nothing else.
    case cast
    /// A mask says where given numbers stand in the result.
    case mask
    /// Loops of the CPU computed something of it, though its operands are on another device.
    case fallback
  }

  /// Whether the operation has a tag, its own or by its name.
  public func has(_ tag: Tag) -> Bool {
    let tags = tags ?? Self.usualTags(of: type)
    return tags.contains(tag) || (tag == .view && tags.contains(.permutation))
  }

  /// The tags of PyTorch's operation of a name.
  static func usualTags(of type: String) -> [Tag] { usualTags[type] ?? [] }

  /// The only list of names: for snapshots whose operations say nothing of themselves, such as those of version 2.
  private static let usualTags: [String: [Tag]] = {
    let names: [([Tag], [String])] = [
      (
        [.permutation],
        [
          "reshape", "view", "view_as", "reshape_as", "flatten", "unflatten", "ravel", "squeeze",
          "unsqueeze", "transpose", "t",
          "T", "mT", "adjoint", "swapaxes", "swapdims", "permute", "movedim", "moveaxis",
          "contiguous",
        ]
      ),
      (
        [.view],
        [
          "expand", "expand_as", "broadcast_to", "getitem", "slice", "narrow", "select", "split",
          "split_with_sizes", "tensor_split",
          "hsplit", "vsplit", "dsplit", "chunk", "unbind", "diagonal", "as_strided",
        ]
      ),
      (
        [.cast],
        [
          "to", "type", "type_as", "float", "double", "half", "bfloat16", "long", "int", "short",
          "bool",
        ]
      ), ([.mask], ["masked_fill", "where"]),
    ]
    return Dictionary(
      uniqueKeysWithValues: names.flatMap { tags, names in names.map { ($0, tags) } })
  }()
}
