/// The operations that `hiding` joins the ends of.
struct JoinedOperations {
  private let types: Set<String>

  init(views: Bool, casts: Bool) {
    types = (views ? Self.views : []).union(casts ? ["to"] : [])
  }

  /// The same elements, each once, in another shape or order.
  private static let rearrangements: Set<String> = [
    "reshape", "flatten", "squeeze", "unsqueeze", "transpose", "permute",
  ]
  private static let views = rearrangements.union([
    "expand", "broadcast_to", "getitem", "slice", "narrow", "select", "split", "chunk", "diagonal",
  ])

  var isEmpty: Bool { types.isEmpty }

  func contains(_ type: String) -> Bool { types.contains(type) }

  /// Whether a gradient has the same elements on both sides of an operation.
  func keepsElements(_ type: String) -> Bool { Self.rearrangements.contains(type) }
}

extension GraphSnapshot {
  /// The snapshot with some operations and their results gone, and what used the results fed by what the operations were fed by.
  ///
  /// The root is never gone. A contribution stays on a joined edge where it is the same on both sides.
  func joining(_ joined: JoinedOperations) -> GraphSnapshot {
    guard !joined.isEmpty else { return self }
    let index = GraphIndex(self)
    // For each result that is gone, what stands for it.
    var origins = [Origin?](repeating: nil, count: index.count)
    var isGone = [Bool](repeating: false, count: index.count)
    var counts = hidden ?? NodeCounts()
    for position in 0..<index.count {
      guard let type = nodes[position].operation?.type, joined.contains(type),
        let entry = index.edges(into: position).only.map({ Int($0) }),
        let exit = index.edges(outOf: position).only.map({ Int($0) })
      else { continue }
      let (source, result) = (Int(index.sources[entry]), Int(index.targets[exit]))
      guard let tensor = nodes[result].tensor, !tensor.isRoot, index.edges(into: result).count == 1
      else { continue }
      isGone[position] = true
      isGone[result] = true
      counts += nodes[position].counts + nodes[result].counts
      origins[result] = Origin(
        position: origins[source]?.position ?? source,
        contribution: contribution(
          of: entry, from: origins[source], uses: index.edges(outOf: source).count),
        keepsElements: joined.keepsElements(type) && origins[source]?.keepsElements ?? true)
    }
    guard isGone.contains(true) else { return self }
    var view = self
    view.hidden = counts
    view.nodes = nodes.indices.filter { !isGone[$0] }.map { nodes[$0] }
    view.edges = edges.indices.compactMap { number in
      guard index.sources[number] >= 0 else { return nil }
      let (source, target) = (Int(index.sources[number]), Int(index.targets[number]))
      guard !isGone[target] else { return nil }
      guard let origin = origins[source] else { return edges[number] }
      var edge = edges[number]
      edge.contribution = contribution(
        of: number, from: origin, uses: index.edges(outOf: source).count)
      edge.from = nodes[origin.position].id
      return edge
    }
    return view.withoutUnusedScopes()
  }

  /// What an edge from a tensor adds to the gradient of that which stands for the tensor.
  private func contribution(of edge: Int, from origin: Origin?, uses: Int) -> Contribution? {
    guard let origin else { return edges[edge].contribution }
    guard uses == 1 else { return origin.keepsElements ? edges[edge].contribution : nil }
    var contribution = origin.contribution
    contribution?.localDerivative =
      origin.keepsElements ? edges[edge].contribution?.localDerivative : nil
    return contribution
  }
}

/// What stands for a tensor that is gone.
private struct Origin {
  var position: Int
  /// What the tensor's only use adds to the gradient of that.
  var contribution: Contribution?
  /// Whether a gradient has the same elements here and there.
  var keepsElements: Bool
}

extension Collection {
  /// The only element; nil if there is none, or more than one.
  var only: Element? { count == 1 ? first : nil }
}
