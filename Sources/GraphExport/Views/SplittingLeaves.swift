// Leaves that are drawn once at each of their uses: long edges from a shared weight are what makes the layout of a recurrent network slow
// and its figure hard to follow.
extension GraphSnapshot {
  /// How far apart the uses of a distant leaf lie, in ranks.
  private static let mostRanks = 10
  /// How many uses a busy leaf has.
  private static let mostUses = 3

  /// The same computation with every leaf that is used several times drawn once more at each use.
  ///
  /// The uses are references such as `w, use 2 of 4`; the leaf's own node keeps its numbers and has no edges any more. What the
  /// uses contribute adds up to its gradient.
  public func splittingSharedLeaves() -> GraphSnapshot { splitting { _ in true } }

  /// The same computation with some of the leaves drawn at each use.
  func splitting(_ leaves: GraphView.Leaves) -> GraphSnapshot {
    if leaves == .shared { return splittingSharedLeaves() }
    let index = GraphIndex(self)
    let rank = leaves == .distant ? Ranks(count: index.count, edges: index.links).rank : []
    return splitting { leaf in
      guard let position = index.position(of: leaf.id) else { return false }
      let uses = index.edges(outOf: position)
      guard leaves == .distant else { return uses.count > Self.mostUses }
      let ranks = uses.map { rank[Int(index.targets[Int($0)])] }
      guard let first = ranks.min(), let last = ranks.max() else { return false }
      return last - first > Self.mostRanks
    }
  }

  /// The same computation with those leaves drawn at each use that have several and are wanted so.
  private func splitting(where isWanted: (Node) -> Bool) -> GraphSnapshot {
    var uses: [Int: Int] = [:]
    for edge in edges { uses[edge.from, default: 0] += 1 }
    var shared: [Int: Node] = [:]
    let computed = Set(edges.map(\.to))
    for node in nodes where node.tensor != nil && !computed.contains(node.id) {
      if uses[node.id, default: 0] > 1, isWanted(node) { shared[node.id] = node }
    }
    guard !shared.isEmpty else { return self }
    var view = self
    var references: [Int: [Node]] = [:]
    var seen: [Int: Int] = [:]
    var nextID = (nodes.map(\.id).max() ?? 0) &+ 1
    let scopes = Dictionary(nodes.map { ($0.id, $0.scope) }) { first, _ in first }
    for (position, edge) in edges.enumerated() {
      guard let owner = shared[edge.from] else { continue }
      let use = seen[owner.id, default: 0] + 1
      seen[owner.id] = use
      let reference = ReferenceNode(
        target: owner.id, label: owner.tensor?.label ?? owner.name, use: use, count: uses[owner.id]!
      )
      references[edge.to, default: []].append(
        Node(
          id: nextID, name: "\(owner.name)@\(use)", scope: scopes[edge.to] ?? nil,
          content: .reference(reference)))
      view.edges[position].from = nextID
      nextID += 1
    }
    // Each stands just before the operation that uses it, so that the order stays topological.
    view.nodes = nodes.flatMap { (references[$0.id] ?? []) + [$0] }
    return view
  }
}
