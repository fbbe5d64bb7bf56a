extension GraphSnapshot {
  /// How many cards a figure may have that nobody asked for more.
  static let mostCards = 40
  /// Up to how many nodes a computation is drawn as it is.
  static let mostNodesAsTheyAre = 64
  /// With fewer cards than these a figure says too little.
  private static let fewestCards = 6

  /// The view that is drawn where nobody asked for another.
  ///
  /// A small computation stays as it is. Of a larger one the repeats are folded, results without a name are left out, modules that hold no
  /// others are collapsed, and so are all others below the depth at which the figure stays within some 40 cards. What is too much even
  /// then is put together in segments.
  public func automaticallyCollapsed() -> GraphSnapshot { automaticallyCollapsed(OpenedScopes()) }

  func automaticallyCollapsed(_ opened: OpenedScopes) -> GraphSnapshot {
    guard nodes.count > Self.mostNodesAsTheyAre else { return self }
    let folded = rolled(opened)
    let cards = folded.cardsByDepth(opened)
    let depth = cards.lastIndex { $0 <= Self.mostCards }
    if let depth, cards[depth] >= Self.fewestCards || depth + 1 == cards.count {
      return folded.collapsed(below: depth, opened, collapsesLeaves: true).withoutResults()
    }
    return folded.collapsed(below: depth.map { $0 + 1 } ?? 0, opened, collapsesLeaves: true)
      .inSegments(opened)
  }

  /// How many cards there would be at each depth, up to that at which everything is open.
  private func cardsByDepth(_ opened: OpenedScopes) -> [Int] {
    let tree = ScopeTree(scopes, opened)
    let deepest = (tree.levels.max() ?? -1) + 1
    // A call is a card at one depth, or where the one around it stays open, at all depths down to its own.
    var change = [Int](repeating: 0, count: deepest + 2)
    func add(_ count: Int, from first: Int, through last: Int) {
      guard first <= last else { return }
      change[first] += count
      change[last + 1] -= count
    }
    let index = GraphIndex(self)
    var isUsed = [Bool](repeating: false, count: scopes.count)
    for (position, node) in nodes.enumerated() {
      let scope = node.scope.flatMap { tree.position(of: $0) }
      if let scope { isUsed[scope] = true }
      // Results without a name are left out.
      if let tensor = node.tensor, tensor.label == nil, !index.edges(into: position).isEmpty {
        continue
      }
      guard let scope else {
        add(1, from: 0, through: deepest)
        continue
      }
      if tree.isLeaf[scope] && !tree.isOpen[scope] { continue }
      add(1, from: tree.isOpen[scope] ? 0 : tree.levels[scope] + 1, through: deepest)
    }
    for scope in scopes.indices.reversed() where isUsed[scope] {
      if let parent = tree.parents[scope] { isUsed[parent] = true }
      guard !tree.isOpen[scope] else { continue }
      let level = tree.levels[scope]
      let isBelowOpen = tree.parents[scope].map { tree.isOpen[$0] } ?? true
      add(1, from: isBelowOpen ? 0 : level, through: tree.isLeaf[scope] ? deepest : level)
    }
    var cards: [Int] = []
    var sum = 0
    for depth in 0...deepest {
      sum += change[depth]
      cards.append(sum)
    }
    return cards
  }
}
