/// How many nodes of each kind something stands for.
public struct NodeCounts: Hashable, Sendable {
  /// How many operations.
  public var operations: Int
  /// How many tensors, whether they were given or computed.
  public var tensors: Int
  /// How many of the tensors are inputs, which the user made.
  public var inputs: Int
  /// How many scalars the parameters among them hold.
  public var parameters: Int

  /// Makes counts; without arguments, of nothing.
  public init(operations: Int = 0, tensors: Int = 0, inputs: Int = 0, parameters: Int = 0) {
    self.operations = operations
    self.tensors = tensors
    self.inputs = inputs
    self.parameters = parameters
  }

  /// Whether there is nothing.
  public var isEmpty: Bool { operations == 0 && tensors == 0 }

  /// Both together.
  public static func + (a: NodeCounts, b: NodeCounts) -> NodeCounts {
    NodeCounts(
      operations: a.operations.adding(saturating: b.operations),
      tensors: a.tensors.adding(saturating: b.tensors),
      inputs: a.inputs.adding(saturating: b.inputs),
      parameters: a.parameters.adding(saturating: b.parameters))
  }

  /// Adds what stands on the right.
  public static func += (a: inout NodeCounts, b: NodeCounts) { a = a + b }
}

extension GraphSnapshot.Node {
  /// How much of the computation the node stands for.
  ///
  /// A reference stands for nothing: its tensor has a node of its own.
  public var counts: NodeCounts {
    counts(repeats?.count ?? 1)
  }

  /// How much one of the repeats is that the node stands for.
  var each: NodeCounts { module?.each ?? counts(1) }

  private func counts(_ count: Int) -> NodeCounts {
    switch content {
    case .tensor(let tensor):
      return NodeCounts(
        tensors: count, inputs: tensor.role == .input ? count : 0,
        parameters: tensor.role == .parameter ? count.multiplied(saturating: tensor.value.count) : 0
      )
    case .operation: return NodeCounts(operations: count)
    case .reference: return NodeCounts()
    case .module(let module): return module.counts
    case .stub(let stub): return stub.counts
    }
  }
}
