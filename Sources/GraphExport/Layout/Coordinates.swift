// The third phase: where the vertices of each rank stand across, so that links run straight and nothing overlaps.
extension Layers {
  /// How many times all ranks are aligned anew.
  private static let sweeps = 12

  /// The middle of each vertex across, from 0.
  ///
  /// - Parameter packing: the room that boxes leave; nil where there are none.
  func acrossPositions(
    spacing: LayeredLayout.Spacing, packing: BoxPacking? = nil, isOverdue: () -> Bool
  ) -> [Double] {
    var across = [Double](repeating: 0, count: rank.count)
    let offsets = offsets(spacing)
    for layer in layers {
      let middle = (layer.last.map { offsets[$0] } ?? 0) / 2
      for vertex in layer { across[vertex] = offsets[vertex] - middle }
    }
    let runs = packing.map { packing in layers.map(packing.runs) }
    if let packing { across = packing.across }
    var pools: [Pool] = []
    for sweep in 0..<Self.sweeps where !isOverdue() {
      let isForward = sweep.isMultiple(of: 2)
      // The last sweeps listen to both sides.
      let isLate = sweep >= Self.sweeps - 4
      for index in layers.indices {
        let number = isForward ? index : layers.count - 1 - index
        for run in runs?[number] ?? [layers[number][...]] {
          align(
            run, offsets, &across, before: isForward || isLate, after: !isForward || isLate, &pools)
          packing?.keep(run, offsets, &across)
        }
      }
    }
    let starts = layers.compactMap(\.first).map { across[$0] - breadth(of: $0) / 2 }
    guard let start = starts.min() else { return across }
    return across.map { $0 - start }
  }

  /// How far the middle of each vertex is from that of the first of its rank where all stand as close as they may.
  private func offsets(_ spacing: LayeredLayout.Spacing) -> [Double] {
    var offsets = [Double](repeating: 0, count: rank.count)
    for layer in layers {
      for (vertex, next) in zip(layer, layer.dropFirst()) {
        let areBends = vertex >= cardCount && next >= cardCount
        offsets[next] =
          offsets[vertex] + (breadth(of: vertex) + breadth(of: next)) / 2
          + (areBends ? 0 : spacing.cards)
      }
    }
    return offsets
  }

  /// Vertices that stand as close as they may, and where the first of their rank would be for their sake.
  private typealias Pool = (mean: Double, weight: Double, count: Int)

  /// Puts each vertex of a run in a rank as near to the weighted mean of its neighbors as the others allow.
  ///
  /// With the closest packing taken off, the positions need only not decrease: the least squares under that condition are found by
  /// pooling adjacent violators (Ayer et al., 1955).
  private func align(
    _ layer: ArraySlice<Int>, _ offsets: [Double], _ across: inout [Double], before isBefore: Bool,
    after isAfter: Bool, _ pools: inout [Pool]
  ) {
    pools.removeAll(keepingCapacity: true)
    // A vertex without neighbors on that side is pulled nowhere, and stays beside the vertex before.
    var leading = 0
    for vertex in layer {
      let (sum, weight) = pull(of: vertex, across, before: isBefore, after: isAfter)
      guard weight > 0 else {
        if pools.isEmpty { leading += 1 } else { pools[pools.count - 1].count += 1 }
        continue
      }
      pools.append((sum / weight - offsets[vertex], weight, 1 + leading))
      leading = 0
      while pools.count > 1, pools[pools.count - 2].mean >= pools[pools.count - 1].mean {
        let last = pools.removeLast()
        let pool = pools[pools.count - 1]
        let weight = pool.weight + last.weight
        let mean = (pool.mean * pool.weight + last.mean * last.weight) / weight
        pools[pools.count - 1] = (mean, weight, pool.count + last.count)
      }
    }
    var vertices = layer.makeIterator()
    for pool in pools {
      for _ in 0..<pool.count {
        let vertex = vertices.next()!
        across[vertex] = pool.mean + offsets[vertex]
      }
    }
  }

  /// The weighted sum of the neighbors' positions; bends pull strongly at each other, so that long arrows become straight.
  private func pull(
    of vertex: Int, _ across: [Double], before isBefore: Bool, after isAfter: Bool
  ) -> (sum: Double, weight: Double) {
    var sum = 0.0
    var total = 0.0
    func add(_ neighbors: ArraySlice<Int>) {
      for other in neighbors {
        let weight =
          switch (vertex >= cardCount, other >= cardCount) {
          case (true, true): 8.0
          case (false, false): 1.0
          default: 2.0
          }
        sum += weight * across[other]
        total += weight
      }
    }
    if isBefore { add(before[vertex]) }
    if isAfter { add(after[vertex]) }
    return (sum, total)
  }
}
