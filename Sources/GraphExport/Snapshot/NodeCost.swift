/// What a node takes, or what all that it stands for takes together.
///
/// Each is nil where nobody measured or counted it.
public struct NodeCost: Hashable, Sendable {
  /// Floating point operations of both passes; a multiplication and an addition are two.
  public var flops: Sum?
  /// The bytes of a tensor's value.
  public var bytes: Sum?
  /// The bytes that an operation keeps for the backward pass, and that no operation before it keeps.
  public var saved: Sum?
  /// Seconds of both passes, the median of the fastest of several runs.
  public var time: Sum?
  /// A number from a file.
  public var value: Sum?

  /// Makes a cost of which nothing is known.
  public init() {}

  /// A number, or the sum of several.
  public struct Sum: Hashable, Sendable {
    /// Of the forward pass, or of both where there is no telling them apart.
    public var forward: Double
    /// Of the backward pass.
    public var backward: Double
    /// How far the number varied from run to run: half of the range in which the middle half of the runs lies.
    public var spread: Double
    /// How many operations or tensors it is the sum of.
    public var known: Int
    /// Of how many more nobody knows it.
    public var unknown: Int

    /// Makes a sum.
    public init(
      forward: Double = 0, backward: Double = 0, spread: Double = 0, known: Int = 1,
      unknown: Int = 0
    ) {
      self.forward = forward
      self.backward = backward
      self.spread = spread
      self.known = known
      self.unknown = unknown
    }

    /// Of something of which nobody knows it.
    public static let unknown = Sum(known: 0, unknown: 1)

    /// Of both passes together.
    public var total: Double { forward + backward }

    /// Both together; what varied by chance varied in both independently.
    public static func + (a: Sum, b: Sum) -> Sum {
      Sum(
        forward: a.forward + b.forward, backward: a.backward + b.backward,
        spread: (a.spread * a.spread + b.spread * b.spread).squareRoot(),
        known: a.known.adding(saturating: b.known),
        unknown: a.unknown.adding(saturating: b.unknown))
    }
  }

  /// Both together.
  public static func + (a: NodeCost, b: NodeCost) -> NodeCost {
    var sum = NodeCost()
    for part in parts { sum[keyPath: part] = added(a[keyPath: part], b[keyPath: part]) }
    return sum
  }

  private static func added(_ a: Sum?, _ b: Sum?) -> Sum? {
    guard let a, let b else { return a ?? b }
    return a + b
  }

  private static var parts: [WritableKeyPath<NodeCost, Sum?>] {
    [\.flops, \.bytes, \.saved, \.time, \.value]
  }
}

extension GraphSnapshot.Node {
  /// The costs of some nodes together; nil where none has any.
  static func cost(of nodes: some Sequence<GraphSnapshot.Node>) -> NodeCost? {
    nodes.reduce(nil) { sum, node in
      guard let cost = node.cost else { return sum }
      return sum.map { $0 + cost } ?? cost
    }
  }
}
