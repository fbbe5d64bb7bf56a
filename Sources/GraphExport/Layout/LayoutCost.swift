/// How much work a graph would be for `dot`, told before anybody begins.
///
/// Its time goes into vertices: those of the graph, and one for each rank that an edge passes. Where they are ten thousand it takes some
/// ten seconds, and from there on grows with more than the square.
struct LayoutCost: Hashable {
  /// The nodes of the graph.
  let nodes: Int
  /// The ranks that edges pass, one for each edge and rank.
  let passages: Int

  /// The most vertices that are worth a try.
  static let mostVertices = 10_000
  /// The most that take no more than an instant.
  static let fewVertices = 500

  /// The most passages that layers have room for, each of some hundred bytes.
  static let mostPassages = 4_000_000

  /// Whether `dot` is likely to come to an end within seconds.
  ///
  /// - Parameter canBeEnded: whether a layout that takes longer can be ended; otherwise it has to be a matter of an instant.
  func isFeasible(canBeEnded: Bool) -> Bool {
    nodes + passages <= (canBeEnded ? Self.mostVertices : Self.fewVertices)
  }

  /// Estimates the work for a graph whose edges lead forward in the order of its nodes.
  init(count: Int, edges: [Link]) {
    let rank = Ranks(count: count, edges: edges).rank
    nodes = count
    passages = edges.reduce(0) { $0 + max(0, rank[$1.to] - rank[$1.from] - 1) }
  }
}
