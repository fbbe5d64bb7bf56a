extension GraphSnapshot {
  /// The most edges that a figure may have for which all of them are drawn.
  private static let mostParallelEdges = 500
  /// The most arguments of an operation that are drawn one by one though one node gives them all.
  private static let mostEqualArguments = 3

  /// The two nodes that an edge joins.
  private struct Ends: Hashable {
    var from: Int
    var to: Int

    init(_ edge: Edge) {
      from = edge.from
      to = edge.to
    }
  }

  /// The snapshot with one edge instead of all that join the same two nodes, if it has many.
  func joiningParallelEdges() -> GraphSnapshot {
    edges.count > Self.mostParallelEdges ? joiningParallelEdges { _ in true } : self
  }

  /// The snapshot with one edge instead of several that a node sends into a card that stands for several steps, such as the parts of an
  /// input that a cell in a loop takes one after the other, or instead of many into an operation.
  func joiningEdgesIntoParts() -> GraphSnapshot {
    let parts = Set(nodes.lazy.filter { $0.module != nil }.map(\.id))
    var counts: [Ends: Int] = [:]
    for edge in edges { counts[Ends(edge), default: 0] += 1 }
    guard counts.values.contains(where: { $0 > 1 }) else { return self }
    return joiningParallelEdges { edge in
      parts.contains(edge.to) || counts[Ends(edge)]! > Self.mostEqualArguments
    }
  }

  /// The snapshot with one edge instead of several that join the same two nodes.
  ///
  /// The first of them stays. What it adds to a gradient is left out, for the others add something else.
  private func joiningParallelEdges(where isJoined: (Edge) -> Bool) -> GraphSnapshot {
    var positions: [Ends: Int] = [:]
    var view = self
    view.edges = []
    for edge in edges {
      let ends = Ends(edge)
      if let position = positions[ends], isJoined(edge) {
        view.edges[position].contribution = nil
      } else {
        positions[ends] = view.edges.count
        view.edges.append(edge)
      }
    }
    return view
  }
}
