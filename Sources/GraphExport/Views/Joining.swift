extension GraphSnapshot {
  /// The snapshot with the operations that have one of some tags and their results gone, and what used the results fed by what the
  /// operations were fed by.
  ///
  /// The root is never gone. A contribution stays on a joined edge where it is the same on both sides.
  func joining(_ joined: [OperationNode.Tag]) -> GraphSnapshot {
    guard !joined.isEmpty else { return self }
    let index = GraphIndex(self)
    // For each result that is gone, what stands for it.
    var origins = [Origin?](repeating: nil, count: index.count)
    var isGone = [Bool](repeating: false, count: index.count)
    var counts = hidden ?? NodeCounts()
    for position in 0..<index.count {
      guard let operation = nodes[position].operation, joined.contains(where: operation.has),
        let entry = index.edges(into: position).only.map({ Int($0) })
      else { continue }
      let source = Int(index.sources[entry])
      let results = index.edges(outOf: position).map { Int(index.targets[Int($0)]) }
      let areJoined = results.allSatisfy { result in
        guard let tensor = nodes[result].tensor else { return false }
        return !tensor.isRoot && index.edges(into: result).count == 1
      }
      guard areJoined, !results.isEmpty else { continue }
      isGone[position] = true
      counts += nodes[position].counts
      // Several parts add to the gradient together: what each of them adds is not known.
      let isAlone = results.count == 1
      for result in results {
        isGone[result] = true
        counts += nodes[result].counts
        origins[result] = Origin(
          position: origins[source]?.position ?? source,
          contribution: isAlone
            ? contribution(
              of: entry, from: origins[source], uses: index.edges(outOf: source).count) : nil,
          keepsElements: isAlone && operation.has(.permutation)
            && origins[source]?.keepsElements ?? true)
      }
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
