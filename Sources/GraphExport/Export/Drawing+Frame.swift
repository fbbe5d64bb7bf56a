extension Drawing {
  /// A moment of a computation, for a sheet or a film of several over one layout.
  public struct Frame: Sendable {
    /// What stands above it, such as `step 10`.
    public var title: String
    /// What the tensors held at that moment.
    public var snapshot: GraphSnapshot

    /// Makes a frame.
    public init(title: String, snapshot: GraphSnapshot) {
      self.title = title
      self.snapshot = snapshot
    }

    func applying(_ views: [GraphView]) throws -> Frame {
      Frame(title: title, snapshot: try snapshot.applying(views))
    }
  }
}
