/// The end of an edge that was cut: what lies behind it is not drawn.
public struct StubNode: Hashable, Sendable {
  /// On which side of the drawn part something was cut off.
  public enum Side: String, Hashable, Sendable, CaseIterable {
    /// It feeds what is drawn.
    case before
    /// What is drawn feeds it.
    case after
  }

  /// On which side of the drawn part it lies.
  public var side: Side
  /// The name of the tensor or operation where the cut is.
  public var label: String
  /// Where the tensor at the cut comes from, if nothing computed it.
  public var role: TensorNode.Role?
  /// The size of each axis of the tensor that was cut off; nil where it is drawn itself.
  public var shape: [Int]?
  /// Its element type, in PyTorch's spelling.
  public var dtype: String?
  /// How much lies behind.
  ///
  /// What lies behind several stubs is counted at the nearest, and only there.
  public var counts: NodeCounts

  /// Makes a stub.
  public init(
    side: Side, label: String, role: TensorNode.Role? = nil, shape: [Int]? = nil,
    dtype: String? = nil, counts: NodeCounts
  ) {
    self.side = side
    self.label = label
    self.role = role
    self.shape = shape
    self.dtype = dtype
    self.counts = counts
  }
}
