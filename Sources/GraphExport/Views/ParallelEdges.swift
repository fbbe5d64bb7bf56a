extension GraphSnapshot {
  /// The most edges that a figure may have for which all of them are drawn.
  private static let mostParallelEdges = 500

  /// The snapshot with one edge instead of all that join the same two nodes, if it has many.
  ///
  /// The first of them stays. What it adds to a gradient is left out, for the others add something else.
  func joiningParallelEdges() -> GraphSnapshot {
    guard edges.count > Self.mostParallelEdges else { return self }
    struct Ends: Hashable {
      var from: Int
      var to: Int
    }
    var positions: [Ends: Int] = [:]
    var view = self
    view.edges = []
    for edge in edges {
      let ends = Ends(from: edge.from, to: edge.to)
      if let position = positions[ends] {
        view.edges[position].contribution = nil
      } else {
        positions[ends] = view.edges.count
        view.edges.append(edge)
      }
    }
    return view
  }
}
