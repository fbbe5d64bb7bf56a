extension GraphSnapshot {
  /// The snapshot with the bytes of each tensor's value: its elements times the size of one.
  ///
  /// Tensors that share their elements, as a slice and what it was cut from, count each by itself. Views add the bytes up, so this comes
  /// before them.
  ///
  ///     let snapshot = GraphSnapshot(of: Tensor.ones([10]).exp()).countingBytes
  ///     snapshot.total(.bytes)!.forward  // 80.0
  public var countingBytes: GraphSnapshot {
    adding(\.bytes) { node in
      guard let tensor = node.tensor else { return nil }
      guard let size = Self.elementSizes[tensor.dtype] else { return .unknown }
      return .init(forward: Double(tensor.value.count) * size)
    }
  }

  /// The snapshot with a cost of some nodes, and what they are together.
  func adding(
    _ member: WritableKeyPath<NodeCost, NodeCost.Sum?>,
    _ cost: (Node) -> NodeCost.Sum?
  ) -> GraphSnapshot {
    var snapshot = self
    var whole: NodeCost.Sum?
    for position in nodes.indices {
      let own = cost(nodes[position])
      var sum = nodes[position].cost ?? NodeCost()
      sum[keyPath: member] = own
      if own != nil || nodes[position].cost != nil { snapshot.nodes[position].cost = sum }
      if let own { whole = whole.map { $0 + own } ?? own }
    }
    var total = self.cost ?? NodeCost()
    total[keyPath: member] = whole ?? .init(known: 0)
    snapshot.cost = total
    return snapshot
  }

  /// The bytes of an element, by PyTorch's and this engine's names of types.
  private static let elementSizes: [String: Double] = [
    "bool": 1, "uint8": 1, "int8": 1, "float8_e4m3fn": 1, "float8_e5m2": 1, "uint16": 2,
    "int16": 2, "float16": 2, "bfloat16": 2, "uint32": 4, "int32": 4, "float32": 4, "complex32": 4,
    "uint64": 8, "int64": 8, "float64": 8, "complex64": 8, "complex128": 16,
  ]
}
