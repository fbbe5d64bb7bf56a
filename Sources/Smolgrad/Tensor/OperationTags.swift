/// What others need to know of an operation besides its name: PyTorch has `torch.Tag` for this.
///
/// The built-in operations have theirs, and an operation of one's own can be given some by
/// ``Tensor/recording(_:attributes:inputs:saved:value:derivatives:tags:flops:)``.
public struct OperationTags: OptionSet, Hashable, Sendable {
  /// A bit for each tag.
  public let rawValue: UInt8

  /// The tags of some bits.
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// The result shows elements of the only input, and none are computed: a slice, or another shape.
  public static let view = OperationTags(rawValue: 1)
  /// A view of each element of the input, once: the gradient has the same elements before and after it.
  public static let permutation: OperationTags = [.view, OperationTags(rawValue: 2)]
  /// The elements of the only input in another type, and nothing else.
  public static let cast = OperationTags(rawValue: 4)
  /// A mask says where given numbers stand in the result: an infinity among them is meant, and no anomaly.
  public static let mask = OperationTags(rawValue: 8)
  /// Loops of the CPU computed something of it, though its operands are on another device.
  public static let fallback = OperationTags(rawValue: 16)
}
