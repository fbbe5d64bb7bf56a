/// Which nodes of two graphs belong together: steps first, then what they computed, then what they were given.
struct NodeMatcher {
  /// For each node of the first graph, the position of its partner in the second, and the other way around; -1 for none.
  private(set) var partner: [Int32]
  private(set) var partnerInFirst: [Int32]
  /// The first graph's steps and results whose partner stands elsewhere in the order.
  private(set) var moved: Set<Int>

  private let a: ComparedGraph
  private let b: ComparedGraph

  init(_ a: ComparedGraph, _ b: ComparedGraph) {
    self.a = a
    self.b = b
    let steps = StepMatcher(a, b)
    partner = steps.partner
    moved = steps.moved
    partnerInFirst = [Int32](repeating: -1, count: b.snapshot.nodes.count)
    for (position, other) in partner.enumerated() where other >= 0 {
      partnerInFirst[Int(other)] = Int32(position)
    }
    matchResults()
    matchLeavesByName(of: usersAgree)
    matchLeavesByPosition()
    matchLeavesByName { _, _ in true }
    matchNamelessInputs()
  }

  private mutating func pair(_ first: Int, _ second: Int) {
    guard partner[first] < 0, partnerInFirst[second] < 0 else { return }
    partner[first] = Int32(second)
    partnerInFirst[second] = Int32(first)
  }

  private mutating func matchResults() {
    for step in partner.indices where partner[step] >= 0 {
      let results = zip(a.resultPositions(of: step), b.resultPositions(of: Int(partner[step])))
      for (first, second) in results {
        pair(first, second)
        if moved.contains(step) { moved.insert(first) }
      }
    }
  }

  /// Leaves of the same name, which each graph has once.
  private mutating func matchLeavesByName(of mayBePaired: (Int, Int) -> Bool) {
    func names(_ graph: ComparedGraph, _ partner: [Int32]) -> [String: Int] {
      var names: [String: Int] = [:]
      for position in partner.indices where partner[position] < 0 && graph.isLeaf(position) {
        guard let label = graph.leafLabel(position) else { continue }
        names[label] = names[label] == nil ? position : -1
      }
      return names
    }
    let second = names(b, partnerInFirst)
    let pairs = names(a, partner).compactMap { name, first -> (Int, Int)? in
      guard first >= 0, let second = second[name], second >= 0, mayBePaired(first, second) else {
        return nil
      }
      return (first, second)
    }
    for (first, second) in pairs { pair(first, second) }
  }

  /// Whether two leaves go into steps that belong together, or neither into a step that has a partner.
  private func usersAgree(_ first: Int, _ second: Int) -> Bool {
    let users = a.index.edges(outOf: first).map { partner[Int(a.index.targets[Int($0)])] }
      .filter { $0 >= 0 }
    let others = Set(b.index.edges(outOf: second).map { b.index.targets[Int($0)] })
    return users.isEmpty
      ? others.allSatisfy { partnerInFirst[Int($0)] < 0 } : users.contains { others.contains($0) }
  }

  /// Leaves that are the same argument of steps that belong together.
  private mutating func matchLeavesByPosition() {
    for step in partner.indices where partner[step] >= 0 && a.isStep(step) {
      let (first, second) = (a.arguments(of: step), b.arguments(of: Int(partner[step])))
      for (x, y) in zip(first, second) where a.isLeaf(x) && b.isLeaf(y) && isAlike(x, y) {
        pair(x, y)
      }
    }
  }

  /// Inputs without a name whose users have no partners, where each graph has one with these numbers.
  private mutating func matchNamelessInputs() {
    struct Kind: Hashable {
      let value: ArraySummary
      let dtype: String
    }
    func inputs(_ graph: ComparedGraph, _ partner: [Int32]) -> [Kind: [Int]] {
      let positions = partner.indices.filter { position in
        guard partner[position] < 0, graph.isLeaf(position), graph.leafLabel(position) == nil
        else { return false }
        return graph.snapshot.nodes[position].tensor?.role == .input
      }
      return Dictionary(grouping: positions) { position in
        let tensor = graph.snapshot.nodes[position].tensor!
        return Kind(value: tensor.value, dtype: tensor.dtype)
      }
    }
    let second = inputs(b, partnerInFirst)
    for (kind, first) in inputs(a, partner) where first.count == 1 && second[kind]?.count == 1 {
      pair(first[0], second[kind]![0])
    }
  }

  /// Whether two leaves are of the same kind, so that one may be the other under another name.
  private func isAlike(_ first: Int, _ second: Int) -> Bool {
    let (x, y) = (a.snapshot.nodes[first], b.snapshot.nodes[second])
    if let x = x.tensor, let y = y.tensor { return x.role == y.role }
    return (x.reference == nil) == (y.reference == nil) && (x.stub == nil) == (y.stub == nil)
      && (x.tensor == nil) == (y.tensor == nil)
  }
}

extension ComparedGraph {
  /// The name that a leaf has of its own.
  func leafLabel(_ position: Int) -> String? {
    let node = snapshot.nodes[position]
    if let reference = node.reference { return "\(reference.label)@\(reference.use)" }
    return node.tensor?.label ?? node.stub?.label
  }

  /// Whether a node is a parameter or an input with a name of its own.
  func isNamedLeaf(_ position: Int) -> Bool {
    isLeaf(position) && snapshot.nodes[position].tensor?.role != .constant
      && leafLabel(position) != nil
  }
}
