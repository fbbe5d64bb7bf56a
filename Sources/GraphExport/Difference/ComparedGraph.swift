/// One of two graphs that are compared, with what is looked up again and again.
struct ComparedGraph {
  let snapshot: GraphSnapshot
  let index: GraphIndex
  /// Each module call as text: its path, and which call it is.
  let callText: [Int: String]
  /// The path of each module call.
  let paths: [Int: String]
  /// For each node, what rounding explains where it is computed: that of the coarsest type before it.
  let rounding: [Double]
  /// The largest of these, which gradients have, for they depend on all that was computed.
  let coarsestRounding: Double

  init(_ snapshot: GraphSnapshot) {
    self.snapshot = snapshot
    index = GraphIndex(snapshot)
    paths = Dictionary(snapshot.scopes.map { ($0.id, $0.path) }) { first, _ in first }
    callText = Dictionary(snapshot.scopes.map { ($0.id, "\($0.path)#\($0.call)") }) { first, _ in
      first
    }
    var rounding = [Double](repeating: 0, count: snapshot.nodes.count)
    for position in snapshot.nodes.indices {
      var coarsest = snapshot.nodes[position].tensor.map { Tolerance.rounding(of: $0.dtype) } ?? 0
      for edge in index.edges(into: position) {
        coarsest = max(coarsest, rounding[Int(index.sources[Int(edge)])])
      }
      rounding[position] = coarsest
    }
    (self.rounding, coarsestRounding) = (rounding, rounding.max() ?? 0)
  }

  /// Whether something is computed there.
  func isStep(_ position: Int) -> Bool {
    switch snapshot.nodes[position].content {
    case .operation, .module: true
    case .tensor, .reference, .stub: false
    }
  }

  /// Whether the node is what nothing computed.
  func isLeaf(_ position: Int) -> Bool {
    !isStep(position) && index.edges(into: position).isEmpty
  }

  /// The positions of what goes into a node, in order.
  func arguments(of position: Int) -> [Int] {
    index.edges(into: position).map { Int(index.sources[Int($0)]) }
  }

  /// The positions of what a step computed, in order.
  func resultPositions(of step: Int) -> [Int] {
    let edges = index.edges(outOf: step)
    // Most steps have one result.
    if edges.count == 1, let edge = edges.first {
      let target = Int(index.targets[Int(edge)])
      return isTensor(target) ? [target] : []
    }
    return edges.map { (snapshot.edges[Int($0)].position, Int(index.targets[Int($0)])) }
      .filter { isTensor($0.1) }.sorted { $0 < $1 }.map(\.1)
  }

  private func isTensor(_ position: Int) -> Bool {
    if case .tensor = snapshot.nodes[position].content { true } else { false }
  }

  /// What a step computed, in order.
  func results(of step: Int) -> [TensorNode] {
    resultPositions(of: step).compactMap { snapshot.nodes[$0].tensor }
  }

  /// What messages call a node: a result without a name goes by its operation's.
  func name(of position: Int) -> String {
    let node = snapshot.nodes[position]
    guard let tensor = node.tensor else { return node.name }
    if tensor.label != nil { return node.name }
    guard let edge = index.edges(into: position).first else { return node.name }
    return snapshot.nodes[Int(index.sources[Int(edge)])].name
  }

  /// The path of the module around a node.
  func module(of position: Int) -> String? {
    snapshot.nodes[position].scope.flatMap { paths[$0] }.flatMap { $0.isEmpty ? nil : $0 }
  }
}
