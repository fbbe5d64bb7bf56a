extension GraphSnapshot {
  /// How far apart the uses of a leaf may lie before it is drawn at each use.
  private static let mostRanks = 10

  /// How many uses a leaf may have in a figure of thousands of cards before it is drawn at each use.
  private static let mostUses = 3

  /// The same computation with those leaves drawn at each use that have more than a few.
  ///
  /// In a large figure the arrows of a weight that all samples share would run across thousands of cards.
  func splittingBusyLeaves() -> GraphSnapshot {
    let index = GraphIndex(self)
    return splittingSharedLeaves { leaf in
      index.place(of: leaf.id).map { index.edges(outOf: $0).count > Self.mostUses } ?? false
    }
  }

  /// The same computation with those leaves drawn at each use whose uses lie many ranks apart, as `splittingSharedLeaves` does it.
  ///
  /// A weight that a recurrent network uses in each of its steps is such a leaf: its arrows would run through the whole figure.
  func splittingDistantLeaves() -> GraphSnapshot {
    let index = GraphIndex(self)
    let rank = Ranks(count: index.count, edges: index.links).rank
    return splittingSharedLeaves { leaf in
      guard let place = index.place(of: leaf.id) else { return false }
      let ranks = index.edges(outOf: place).map { rank[Int(index.targets[Int($0)])] }
      guard let first = ranks.min(), let last = ranks.max() else { return false }
      return last - first > Self.mostRanks
    }
  }

  /// How much work the graph would be for `dot`.
  var layoutCost: LayoutCost {
    let index = GraphIndex(self)
    return LayoutCost(count: index.count, edges: index.links)
  }
}

extension GraphIndex {
  /// The edges by the places of their ends.
  var links: [LayeredLayout.Edge] {
    zip(sources, targets).compactMap { from, to in
      from < 0 ? nil : .init(from: Int(from), to: Int(to))
    }
  }
}
