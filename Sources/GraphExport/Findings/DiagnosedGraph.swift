/// A snapshot as those who look for findings need it: where nodes stand, and what each operation got and delivered.
struct DiagnosedGraph {
  let snapshot: GraphSnapshot
  let index: GraphIndex
  /// The positions of the tensors that the computation led to.
  let ends: [Int]
  /// Whether the computation did not get to its end.
  let hasFailed: Bool
  private let paths: [Int: String]
  private let isEnd: [Bool]
  /// For each operation, whether a gradient can come from it to its inputs.
  private let passes: [Bool]
  /// For each tensor, how many of its edges lead to such operations.
  private let passingUses: [Int32]
  private let nearestEnd: NearestGoals

  init(_ snapshot: GraphSnapshot) {
    self.snapshot = snapshot
    let index = GraphIndex(snapshot)
    self.index = index
    hasFailed = snapshot.nodes.contains { $0.operation?.failure != nil }
    paths = Dictionary(snapshot.scopes.map { ($0.id, $0.path) }) { first, _ in first }
    let roots = snapshot.nodes.indices.filter { snapshot.nodes[$0].tensor?.isRoot ?? false }
    let ends = roots.isEmpty ? Self.lastResults(snapshot, index) : roots
    var isEnd = [Bool](repeating: false, count: index.count)
    for end in ends { isEnd[end] = true }
    (self.ends, self.isEnd) = (ends, isEnd)
    nearestEnd = NearestGoals(index) { isEnd[$0] }
    var passes = [Bool](repeating: false, count: index.count)
    var passingUses = [Int32](repeating: 0, count: index.count)
    for position in snapshot.nodes.indices {
      passes[position] = index.edges(outOf: position).contains { edge in
        snapshot.nodes[Int(index.targets[Int(edge)])].tensor?.knownGradient != nil
      }
      guard passes[position] else { continue }
      for edge in index.edges(into: position) { passingUses[Int(index.sources[Int(edge)])] += 1 }
    }
    (self.passes, self.passingUses) = (passes, passingUses)
  }

  /// Results that nothing was computed from.
  private static func lastResults(_ snapshot: GraphSnapshot, _ index: GraphIndex) -> [Int] {
    snapshot.nodes.indices.filter { position in
      snapshot.nodes[position].tensor?.role == .result && index.edges(outOf: position).isEmpty
    }
  }

  var count: Int { index.count }

  func tensor(_ position: Int) -> TensorNode? { snapshot.nodes[position].tensor }
  func operation(_ position: Int) -> OperationNode? { snapshot.nodes[position].operation }
  func name(_ position: Int) -> String { snapshot.nodes[position].name }

  /// The path of the module around a node; nil outside of any.
  func module(_ position: Int) -> String? {
    snapshot.nodes[position].scope.flatMap { paths[$0] }.flatMap { $0.isEmpty ? nil : $0 }
  }

  /// What a reader calls a tensor: its label, else its name.
  func label(_ position: Int) -> String {
    let node = snapshot.nodes[position]
    if let tensor = node.tensor, tensor.label == nil, tensor.role == .constant,
      let number = tensor.value.scalar
    {
      return NumberText.exact(number)
    }
    return ShortText.name(node.tensor?.label ?? node.name)
  }

  /// The positions that the edges into a node come from, in the order of its arguments.
  func inputs(_ position: Int) -> [Int] {
    index.edges(into: position).map { Int(index.sources[Int($0)]) }
  }

  /// The positions of what a node feeds.
  func uses(_ position: Int) -> [Int] {
    index.edges(outOf: position).map { Int(index.targets[Int($0)]) }
  }

  /// The operation that computed a tensor; nil for a leaf.
  func origin(_ position: Int) -> Int? {
    index.edges(into: position).first.map { Int(index.sources[Int($0)]) }
      .flatMap { operation($0) == nil ? nil : $0 }
  }

  /// Whether the computation led to a tensor.
  func isEnd(_ position: Int) -> Bool { isEnd[position] }

  /// The gradient of a tensor, if it was computed and its numbers are known.
  func gradient(_ position: Int) -> ArraySummary? { tensor(position)?.knownGradient }

  /// The gradients that came to an operation's results.
  func gradientsOfResults(_ operation: Int) -> [ArraySummary] {
    uses(operation).compactMap(gradient)
  }

  /// Whether a gradient can come from an operation to its inputs.
  func passesGradients(_ operation: Int) -> Bool { passes[operation] }

  /// What an operation delivered to an argument: as recorded, or else the gradient of a tensor that has no other use.
  func contribution(_ edge: Int32) -> ArraySummary? {
    if let contribution = snapshot.edges[Int(edge)].contribution {
      return contribution.value.absence == nil ? contribution.value : nil
    }
    let (argument, operation) = (
      Int(index.sources[Int(edge)]), Int(index.targets[Int(edge)])
    )
    let others = passingUses[argument] - (passes[operation] ? 1 : 0)
    return others == 0 && !isEnd[argument] ? gradient(argument) : nil
  }

  /// The names on the shortest way from a node to an end, both included; the node's alone where none leads there.
  func way(from start: Int) -> [String] { nearestEnd.way(from: start, index).map(name) }
}

extension TensorNode {
  /// The gradient, if it was computed and its numbers are known.
  fileprivate var knownGradient: ArraySummary? {
    gradient.summary.flatMap { $0.absence == nil ? $0 : nil }
  }
}

extension ArraySummary {
  /// How many elements are NaN, and how many are infinite.
  var nonFiniteElements: (nan: Int, infinite: Int) {
    if let scalar { return (scalar.isNaN ? 1 : 0, scalar.isInfinite ? 1 : 0) }
    if let elements {
      return (elements.count(where: \.isNaN), elements.count(where: \.isInfinite))
    }
    let statistics = statistics
    return (
      statistics.nan,
      statistics.positiveInfinity.adding(saturating: statistics.negativeInfinity)
    )
  }

  /// Whether an element is NaN or infinite.
  var isNonFinite: Bool {
    if let scalar { return !scalar.isFinite }
    if let elements { return elements.contains { !$0.isFinite } }
    return statistics.nonFinite > 0
  }

  /// The Euclidean norm of the finite elements.
  var norm: Double {
    if let scalar { return scalar.isFinite ? abs(scalar) : 0 }
    return statistics.norm ?? 0
  }
}
