extension GraphSnapshot {
  /// Checks that the parts fit together: each `id` is there once, what refers to another thing refers to one that is there, and nothing
  /// is computed from itself.
  ///
  /// A figure of a snapshot is only made once this has gone well. It takes time in proportion to the size.
  ///
  /// - Throws: ``SnapshotError`` for the first thing that is wrong.
  public func validate() throws(SnapshotError) {
    let validation = try Validation(self)
    for index in scopes.indices { try validation.check(scopes[index], at: index) }
    var sum = CheckedSum()
    if let hidden { try sum.add(hidden, at: "hidden") }
    for (index, node) in nodes.enumerated() {
      try validation.check(node, at: index)
      try sum.add(node, at: "nodes[\(index)]")
    }
    var arguments = Arguments(count: nodes.count)
    for (index, edge) in edges.enumerated() {
      try validation.check(edge, at: "edges[\(index)]", &arguments)
    }
  }
}

/// A snapshot that is looked through, and where its scopes and nodes stand.
private struct Validation {
  private let nodes: [GraphSnapshot.Node]
  private let scopePositions: CheckedPositions
  private let nodePositions: CheckedPositions
  /// Whether it is not the whole computation.
  private let isView: Bool

  init(_ snapshot: GraphSnapshot) throws(SnapshotError) {
    nodes = snapshot.nodes
    isView = snapshot.hidden != nil || nodes.contains(where: \.isPart)
    scopePositions = try CheckedPositions(snapshot.scopes.lazy.map(\.id), "scopes", "scope")
    nodePositions = try CheckedPositions(snapshot.nodes.lazy.map(\.id), "nodes", "node")
  }

  func check(_ scope: GraphSnapshot.Scope, at index: Int) throws(SnapshotError) {
    let what = "scopes[\(index)]"
    if let parent = scope.parent {
      guard let found = scopePositions[parent] else {
        throw SnapshotError("\(what).parent", "there is no scope \(parent)")
      }
      guard found < index else {
        throw SnapshotError(
          "\(what).parent", "a parent stands before its children, and scope \(parent) does not")
      }
    }
    guard scope.call >= 1 else {
      throw SnapshotError("\(what).call", "\(scope.call); calls are counted from 1")
    }
    try CheckedSum.check(scope.parameterCount, "\(what).parameterCount")
    try check(scope.repetition, "\(what).repetition")
  }

  func check(_ node: GraphSnapshot.Node, at index: Int) throws(SnapshotError) {
    // Most nodes are of these two kinds, and nothing can be wrong with what they are; a text takes longer than all else here.
    if let scope = node.scope, scopePositions[scope] == nil {
      throw SnapshotError("nodes[\(index)].scope", "there is no scope \(scope)")
    }
    switch node.content {
    case .tensor(let tensor): try check(tensor, "nodes[\(index)].tensor")
    case .operation: break
    case .reference(let reference): try check(reference, "nodes[\(index)].reference")
    case .module(let module): try check(module, "nodes[\(index)].module")
    case .stub(let stub):
      if let shape = stub.shape { try check(shape, "nodes[\(index)].stub.shape") }
    }
  }

  private func check(_ tensor: TensorNode, _ what: @autoclosure () -> String) throws(SnapshotError)
  {
    guard let gradient = tensor.gradient.summary, gradient.shape != tensor.shape else { return }
    throw SnapshotError(
      "\(what()).gradient.value.shape",
      "a gradient has the shape of its tensor, \(tensor.shape), not \(gradient.shape)")
  }

  private func check(_ reference: ReferenceNode, _ what: String) throws(SnapshotError) {
    guard let target = nodePositions[reference.target] else {
      throw SnapshotError("\(what).target", "there is no node \(reference.target)")
    }
    guard nodes[target].reference == nil, nodes[target].operation == nil else {
      throw SnapshotError("\(what).target", "node \(reference.target) is no tensor")
    }
    guard reference.use >= 1, reference.use <= reference.count else {
      throw SnapshotError(
        "\(what).use", "use \(reference.use) of \(reference.count); uses are counted from 1")
    }
  }

  private func check(_ module: ModuleNode, _ what: String) throws(SnapshotError) {
    guard module.call >= 1 else {
      throw SnapshotError("\(what).call", "\(module.call); calls are counted from 1")
    }
    if let piece = module.piece, piece.number < 1 || piece.number > piece.count {
      throw SnapshotError(
        "\(what).piece.number", "piece \(piece.number) of \(piece.count); pieces are counted from 1"
      )
    }
    try check(module.repetition, "\(what).repetition")
    for (index, output) in module.outputs.enumerated() {
      try check(output.shape, "\(what).outputs[\(index)].shape")
    }
    for (index, parameter) in module.parameters.enumerated() {
      try check(parameter, "\(what).parameters[\(index)]")
    }
    if let result = module.result { try check(result, "\(what).result") }
    try CheckedSum.check(module.nonFiniteValues, "\(what).notFiniteValues")
    try CheckedSum.check(module.nonFiniteGradients, "\(what).notFiniteGradients")
    if case .norms(let norms) = module.gradient, norms.contains(where: { $0.isNaN || $0 < 0 }) {
      throw SnapshotError("\(what).gradient.norms", "a norm is at least 0")
    }
  }

  private func check(_ repetition: Repetition?, _ what: String) throws(SnapshotError) {
    guard let repetition else { return }
    guard repetition.count >= 1 else {
      throw SnapshotError("\(what).count", "\(repetition.count); it is at least 1")
    }
    try CheckedSum.check(repetition.count, "\(what).count")
  }

  private func check(_ shape: [Int], _ what: String) throws(SnapshotError) {
    guard ArraySummary.count(of: shape) != nil else {
      throw SnapshotError(what, "\(shape) is not the shape of an array")
    }
  }

  func check(
    _ edge: GraphSnapshot.Edge, at what: @autoclosure () -> String, _ arguments: inout Arguments
  ) throws(SnapshotError) {
    guard let from = nodePositions[edge.from] else {
      throw SnapshotError("\(what()).from", "there is no node \(edge.from)")
    }
    guard let to = nodePositions[edge.to] else {
      throw SnapshotError("\(what()).to", "there is no node \(edge.to)")
    }
    guard from < to else {
      let reason =
        from == to
        ? "node \(edge.to) is computed from itself"
        : "a node stands behind what it is computed from, and node \(edge.to) stands before \(edge.from)"
      throw SnapshotError(what(), reason)
    }
    guard edge.position >= 0 else {
      throw SnapshotError("\(what()).position", "\(edge.position); positions are counted from 0")
    }
    if let tensors = edge.tensors { try CheckedSum.check(tensors, "\(what()).tensors") }
    let source = nodes[from].reference.flatMap { nodePositions[$0.target] } ?? from
    // Where a view hides that elements are rearranged, they come in another shape.
    if let contribution = edge.contribution, let tensor = nodes[source].tensor,
      isView
        ? contribution.value.count != tensor.value.count
        : contribution.value.shape != tensor.shape
    {
      throw SnapshotError(
        "\(what()).contribution.value.shape",
        "it has the shape of the argument, \(tensor.shape), not \(contribution.value.shape)")
    }
    // Where a view draws one thing for many, or joins the ends of what it hides, edges lead as they like.
    if isView { return }
    if nodes[to].reference != nil || (nodes[from].operation == nil) == (nodes[to].operation == nil)
    {
      throw SnapshotError(
        what(), "an edge leads from a tensor to an operation, or from an operation to its result")
    }
    guard arguments.add(edge.position, to: to) else {
      throw SnapshotError(
        "\(what()).position",
        "the edges into node \(edge.to) stand in the order of their positions, each once")
    }
    guard nodes[to].tensor == nil || arguments.count(of: to) == 1 else {
      throw SnapshotError(what(), "tensor \(edge.to) is the result of another operation already")
    }
  }
}

extension GraphSnapshot.Node {
  /// Whether it stands for many nodes, drawn as one or cut off.
  fileprivate var isPart: Bool { module != nil || stub != nil || repeats != nil }
}

/// The arguments that have been met of each node.
private struct Arguments {
  private var last: [Int]
  private var counts: [Int]

  init(count: Int) {
    last = Array(repeating: -1, count: count)
    counts = Array(repeating: 0, count: count)
  }

  /// False if the position is not behind the last one.
  mutating func add(_ position: Int, to node: Int) -> Bool {
    guard position > last[node] else { return false }
    last[node] = position
    counts[node] += 1
    return true
  }

  func count(of node: Int) -> Int { counts[node] }
}
