/// A snapshot as those who look for findings need it: where nodes stand, and what each operation got and delivered.
struct DiagnosedGraph {
  let snapshot: GraphSnapshot
  let index: GraphIndex
  /// The positions of the tensors that the computation led to.
  let ends: [Int]
  /// Whether the computation did not get to its end.
  let hasFailed: Bool
  private let paths: [Int: String]

  init(_ snapshot: GraphSnapshot) {
    self.snapshot = snapshot
    index = GraphIndex(snapshot)
    hasFailed = snapshot.nodes.contains { $0.operation?.failure != nil }
    paths = Dictionary(snapshot.scopes.map { ($0.id, $0.path) }) { first, _ in first }
    let roots = snapshot.nodes.indices.filter { snapshot.nodes[$0].tensor?.isRoot ?? false }
    ends = roots.isEmpty ? Self.lastResults(snapshot, index) : roots
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

  /// The gradient of a tensor, if it was computed and its numbers are known.
  func gradient(_ position: Int) -> ArraySummary? {
    tensor(position)?.gradient.summary.flatMap { $0.absence == nil ? $0 : nil }
  }

  /// The gradients that came to an operation's results.
  func gradientsOfResults(_ operation: Int) -> [ArraySummary] {
    uses(operation).compactMap(gradient)
  }

  /// Whether a gradient can come from an operation to its inputs.
  func passesGradients(_ operation: Int) -> Bool {
    uses(operation).contains { gradient($0) != nil }
  }

  /// What an operation delivered to an argument: as recorded, or else the gradient of a tensor that has no other use.
  func contribution(_ edge: Int32) -> ArraySummary? {
    if let contribution = snapshot.edges[Int(edge)].contribution {
      return contribution.value.absence == nil ? contribution.value : nil
    }
    let argument = Int(index.sources[Int(edge)])
    let others = index.edges(outOf: argument).filter {
      $0 != edge && passesGradients(Int(index.targets[Int($0)]))
    }
    return others.isEmpty && !ends.contains(argument) ? gradient(argument) : nil
  }

  /// The names on the shortest way from a node to an end, both included.
  func way(from start: Int) -> [String] {
    let isEnd = Set(ends)
    var before: [Int: Int] = [:]
    var (open, next) = ([start], 0)
    var met: Set<Int> = [start]
    while next < open.count {
      let position = open[next]
      next += 1
      if isEnd.contains(position) {
        var way = [position]
        while let previous = before[way.last!] { way.append(previous) }
        return way.reversed().map(name)
      }
      for use in uses(position) where met.insert(use).inserted {
        before[use] = position
        open.append(use)
      }
    }
    return [name(start)]
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
