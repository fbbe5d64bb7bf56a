/// Which steps of two graphs, operations and parts that are drawn as one, belong together.
///
/// By where they stand in the structure: first those that are the same from the start on, to the last number; of the rest those in the same
/// module call with the same arguments' names and parameters' shapes; between them those that are alike but renamed, those in the same position
/// that are another operation now, and at last those that have moved.
struct StepMatcher {
  /// For each node of the first graph, the position of its partner in the second; -1 for none.
  private(set) var partner: [Int32]
  /// The first graph's steps whose partner stands elsewhere in the order.
  private(set) var moved: Set<Int> = []

  private let a: Side
  private let b: Side
  private var pairs: [Alignment.Pair] = []

  init(_ a: ComparedGraph, _ b: ComparedGraph) {
    self.a = Side(a)
    self.b = Side(b)
    partner = [Int32](repeating: -1, count: a.snapshot.nodes.count)
    matchStart()
    for key in StepKey.allCases { refine(by: key) }
    for pair in pairs { partner[self.a.steps[pair.a]] = Int32(self.b.steps[pair.b]) }
    matchMoved()
  }

  /// One of the two graphs.
  private struct Side {
    let graph: ComparedGraph
    /// The positions of its steps, in topological order.
    let steps: [Int]

    init(_ graph: ComparedGraph) {
      self.graph = graph
      steps = graph.snapshot.nodes.indices.filter { graph.isStep($0) }
    }
  }

  /// What is the same at the start stays matched, so that what is inserted into equal steps is found where the numbers part.
  private mutating func matchStart() {
    var tokens = Tokens()
    for (number, (stepA, stepB)) in zip(a.steps, b.steps).enumerated() {
      guard tokens[.location, a.graph, stepA] == tokens[.location, b.graph, stepB],
        a.graph.results(of: stepA).map(\.value) == b.graph.results(of: stepB).map(\.value)
      else { return }
      pairs.append(.init(a: number, b: number))
    }
  }

  /// Matches more between those that are matched.
  private mutating func refine(by key: StepKey) {
    guard pairs.count < a.steps.count, pairs.count < b.steps.count else { return }
    var tokens = Tokens()
    // Only those between are asked for: of a million that are matched nothing is said again.
    var (tokensA, tokensB) = (
      [Int](repeating: -1, count: a.steps.count), [Int](repeating: -1, count: b.steps.count)
    )
    var all: [Alignment.Pair] = []
    var (startA, startB) = (0, 0)
    for pair in pairs + [.init(a: a.steps.count, b: b.steps.count)] {
      if startA < pair.a, startB < pair.b {
        for step in startA..<pair.a { tokensA[step] = tokens[key, a.graph, a.steps[step]] }
        for step in startB..<pair.b { tokensB[step] = tokens[key, b.graph, b.steps[step]] }
        all += Alignment(tokensA, startA..<pair.a, tokensB, startB..<pair.b).pairs
      }
      if pair.a < a.steps.count { all.append(pair) }
      (startA, startB) = (pair.a + 1, pair.b + 1)
    }
    pairs = all
  }

  /// Of what is left, steps of the same kind with parameters of the same shapes, wherever they stand.
  private mutating func matchMoved() {
    let isTaken = Set(partner)
    for key in [StepKey.location, .parameters] {
      var tokens = Tokens()
      var waiting: [Int: [Int]] = [:]
      for step in b.steps.reversed() where !isTaken.contains(Int32(step)) {
        waiting[tokens[key, b.graph, step], default: []].append(step)
      }
      let others = Set(moved.map { partner[$0] })
      for step in a.steps where partner[step] < 0 {
        let token = tokens[key, a.graph, step]
        while let next = waiting[token]?.popLast() {
          guard !others.contains(Int32(next)) else { continue }
          partner[step] = Int32(next)
          moved.insert(step)
          break
        }
      }
    }
  }
}

/// By what steps are taken to belong together; the first that fits counts.
enum StepKey: CaseIterable {
  /// The module call, the operation, the result's name, and the names and shapes of what is given.
  case location
  /// The operation and the shapes of its parameters, wherever it stands: it may have another name.
  case parameters
  /// The module call and the operation.
  case call
  /// The operation.
  case operation
  /// The module call and the shape of the result: another operation stands there.
  case result
}

/// A number for each token, the same for the same text.
private struct Tokens {
  private var numbers: [String: Int] = [:]

  subscript(key: StepKey, graph: ComparedGraph, step: Int) -> Int {
    mutating get {
      let text = graph.text(of: step, by: key)
      let number = numbers[text] ?? numbers.count
      numbers[text] = number
      return number
    }
  }
}

extension ComparedGraph {
  /// What two steps must have in common.
  fileprivate func text(of step: Int, by key: StepKey) -> String {
    let node = snapshot.nodes[step]
    let type = node.operation?.type ?? node.module.map { "module \($0.type)" } ?? ""
    switch key {
    case .location:
      let leaves = arguments(of: step).compactMap { leafText($0) }
      let labels = results(of: step).compactMap(\.label)
      return ([location(of: node), type] + labels + leaves).joined(separator: "\n")
    case .parameters:
      let shapes = arguments(of: step).compactMap { position -> String? in
        guard let tensor = snapshot.nodes[position].tensor, tensor.role == .parameter else {
          return nil
        }
        return "\(tensor.shape)"
      }
      return ([type] + shapes).joined(separator: "\n")
    case .call: return "\(location(of: node))\n\(type)"
    case .operation: return type
    case .result:
      return ([location(of: node)] + results(of: step).map { "\($0.shape)" }).joined(
        separator: "\n")
    }
  }

  private func location(of node: GraphSnapshot.Node) -> String {
    node.module.map { "\($0.path)#\($0.call)" } ?? node.scope.flatMap { callText[$0] } ?? ""
  }

  private func leafText(_ position: Int) -> String? {
    guard index.edges(into: position).isEmpty else { return nil }
    let node = snapshot.nodes[position]
    if let reference = node.reference { return reference.label }
    guard let tensor = node.tensor else { return nil }
    let shape = tensor.role == .parameter ? "\(tensor.shape)" : ""
    return "\(tensor.label ?? "") \(tensor.role.rawValue) \(shape)"
  }
}
