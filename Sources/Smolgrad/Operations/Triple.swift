/// Three sizes, for depth, height and width; a single integer stands for all: `stride: 2` or `stride: Triple(2, 1, 1)`.
public struct Triple: Hashable, Sendable, ExpressibleByIntegerLiteral {
  /// The size along the depth.
  public let depth: Int
  /// The size along the height.
  public let height: Int
  /// The size along the width.
  public let width: Int

  /// Sizes for depth, height and width.
  public init(_ depth: Int, _ height: Int, _ width: Int) {
    self.depth = depth
    self.height = height
    self.width = width
  }
  /// One size for all.
  public init(_ all: Int) { self.init(all, all, all) }
  /// One size for all.
  public init(integerLiteral value: Int) { self.init(value) }

  /// The sizes along height and width.
  var plane: Pair { Pair(height, width) }

  /// The sizes as an attribute shows them.
  var attribute: Attribute.Value {
    depth == height && height == width ? .integer(depth) : .integers([depth, height, width])
  }
}

extension Triple: CustomStringConvertible {
  /// The sizes as messages show them.
  public var description: String { "\(depth) × \(height) × \(width)" }
}

/// What ``Tensor/conv3d(_:bias:stride:padding:dilation:groups:)`` puts around its input.
public enum Padding3d: Hashable, Sendable, ExpressibleByIntegerLiteral {
  /// So many zeros on each side.
  case amount(Triple)
  /// So many that with stride 1 the output has the input's size; an odd number puts one more at the end.
  case same
  /// None.
  case valid

  /// As many zeros on each side, along depth, height and width.
  public init(integerLiteral value: Int) { self = .amount(Triple(value)) }
}
