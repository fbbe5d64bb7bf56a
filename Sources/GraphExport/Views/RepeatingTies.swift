// In a figure of both passes: what the backward pass uses of the forward pass stands beside its use where an arrow to it would be long.
extension GraphSnapshot {
  /// How many ranks a tensor and its use may be apart.
  private static let mostRanksOfTie = 3
  /// How many nodes a rank may have that an arrow crosses.
  private static let mostNodesOfRank = 8

  /// The snapshot of both passes with a reference to a tensor of the forward pass where the backward pass uses it far away, and to each
  /// number written in the program.
  func repeatingDistantTies() -> GraphSnapshot {
    guard hasBothPasses else { return self }
    let index = GraphIndex(self)
    let rank = ranksOfBothPasses(index)
    var crowds: [Int: Int] = [:]
    for (position, node) in nodes.enumerated() where node.tensor == nil {
      crowds[rank[position], default: 0] += 1
    }
    let isDistant = { (from: Int, to: Int) -> Bool in
      guard nodes[from].pass == .forward, nodes[to].pass == .backward,
        let tensor = nodes[from].tensor
      else { return false }
      return tensor.role == .constant || abs(rank[from] - rank[to]) > Self.mostRanksOfTie
        || crowds[rank[to], default: 0] > Self.mostNodesOfRank
    }
    var view = self
    var references: [Int: [Node]] = [:]
    var uses: [Int: Int] = [:]
    var numbers: [Int] = []
    for number in edges.indices where index.sources[number] >= 0 {
      let (from, to) = (Int(index.sources[number]), Int(index.targets[number]))
      guard isDistant(from, to) else { continue }
      uses[from, default: 0] += 1
      numbers.append(number)
    }
    var met: [Int: Int] = [:]
    var known: [Link: Int] = [:]
    var nextID = (nodes.map(\.id).max() ?? 0) &+ 1
    for number in numbers {
      let (from, to) = (Int(index.sources[number]), Int(index.targets[number]))
      met[from, default: 0] += 1
      // Both arguments of a square are one card.
      if let id = known[Link(from: from, to: to)] {
        view.edges[number].from = id
        continue
      }
      known[Link(from: from, to: to)] = nextID
      let owner = nodes[from]
      var node = Node(
        id: nextID, name: "\(owner.name)@\(met[from]!)", scope: nodes[to].scope,
        content: .reference(
          ReferenceNode(
            target: owner.id, label: owner.tensor?.label ?? owner.stepName, use: met[from]!,
            count: uses[from]!)))
      node.pass = .backward
      references[nodes[to].id, default: []].append(node)
      view.edges[number].from = nextID
      nextID += 1
    }
    view.nodes = nodes.flatMap { (references[$0.id] ?? []) + [$0] }
    return view
  }

  /// The rank of each node where the backward pass runs against the forward pass, and what belongs together shares a rank.
  private func ranksOfBothPasses(_ index: GraphIndex) -> [Int] {
    var first = Array(nodes.indices)
    for (position, node) in nodes.enumerated() {
      if let partner = node.counterpart.flatMap(index.position) { first[position] = partner }
    }
    let links = { (first: [Int]) -> [Link] in
      edges.indices.compactMap { number in
        guard index.sources[number] >= 0 else { return nil }
        let (from, to) = (Int(index.sources[number]), Int(index.targets[number]))
        let (a, b) = (first[from], first[to])
        switch (nodes[from].pass, nodes[to].pass) {
        case (.forward, .forward): return Link(from: a, to: b)
        case (.backward, .backward): return Link(from: b, to: a)
        default: return nil
        }
      }
    }
    var all = links(first)
    var order = FlowOrder.sorted(count: nodes.count, all)
    if order == nil {
      first = Array(nodes.indices)
      all = links(first)
      order = FlowOrder.sorted(count: nodes.count, all)
    }
    guard let order else { return nodes.map { _ in 0 } }
    let before = Adjacency(count: nodes.count, all, key: \.to, value: \.from)
    let after = Adjacency(count: nodes.count, all, key: \.from, value: \.to)
    var rank = [Int](repeating: 0, count: nodes.count)
    for vertex in order {
      rank[vertex] = before[vertex].reduce(0) { max($0, rank[$1] + 1) }
    }
    // What nothing computes stands just before its first use.
    for vertex in order where before[vertex].isEmpty {
      rank[vertex] = (after[vertex].map { rank[$0] }.min() ?? 1) - 1
    }
    return first.map { rank[$0] }
  }
}

extension GraphSnapshot.Node {
  /// `mul_1` for the result of `mul_1`.
  fileprivate var stepName: String {
    name.hasSuffix(".output") ? String(name.dropLast(7)) : name
  }
}
