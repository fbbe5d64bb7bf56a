// Where cards and arrows stand between boxes, so that few arrows run through boxes that hold neither of their ends.
extension Layers {
  /// How often each of them looks for a better gap.
  private static let rounds = 3

  /// Moves each card, and each stretch of an arrow as a whole, into the gap from which the fewest boxes lie between it and its neighbors.
  mutating func settleGaps(_ order: BoxOrder, isOverdue: () -> Bool) {
    let walls = Walls(self, order)
    for passage in passages {
      // Bends of one stretch stand in one gap: between two gaps there are boxes.
      let middle = gapInBox[passage.lowerBound + passage.count / 2]
      for bend in passage { gapInBox[bend] = middle }
    }
    for _ in 0..<Self.rounds where !isOverdue() {
      for card in 0..<cardCount {
        gapInBox[card] = best(card...card, walls)
      }
      for passage in passages {
        let gap = best(passage.lowerBound...passage.upperBound - 1, walls)
        for bend in passage { gapInBox[bend] = gap }
      }
    }
  }

  /// The best gap for vertices that follow each other on the way of an arrow, or for one.
  private func best(_ vertices: ClosedRange<Int>, _ walls: Walls) -> Int {
    let (first, last) = (vertices.lowerBound, vertices.upperBound)
    let own = box[first]
    let current = gapInBox[first]
    let most = walls.order.children[own < 0 ? nest.parent.count : own].count
    guard most > 0 else { return current }
    var ends: [(at: Double, walls: [Int])] = []
    for (neighbors, near) in [(before[first], rank[first] - 1), (after[last], rank[last])] {
      let between = walls.between(near, in: own)
      guard !between.isEmpty else { continue }
      for neighbor in neighbors {
        if let position = position(of: neighbor, seenFrom: own, walls.order) {
          ends.append((position, between))
        }
      }
    }
    let cost = { (gap: Int) -> Int in
      let own = Double(gap) - 0.5
      return ends.reduce(0) { sum, end in
        let (low, high) = (min(own, end.at), max(own, end.at))
        return sum + end.walls.count { low < Double($0) && Double($0) < high }
      }
    }
    guard cost(current) > 0 else { return current }
    let gaps = Set(
      ends.flatMap { end -> [Int] in
        let low = min(max(end.at, -0.5), Double(most) - 0.5)
        return [Int((low + 0.5).rounded(.down)), Int((low + 0.5).rounded(.up))]
      } + [current])
    return gaps.map { (cost: cost($0), distance: abs($0 - current), gap: $0) }.min { $0 < $1 }!.gap
  }

  /// Where a vertex stands among the boxes in a box: a half between two of them, or the number of the one that it is in; far away on one side
  /// where it stands outside.
  private func position(of vertex: Int, seenFrom around: Int, _ order: BoxOrder) -> Double? {
    if box[vertex] == around { return Double(gapInBox[vertex]) - 0.5 }
    if let child = nest.child(of: around, around: box[vertex]) {
      return Double(order.position[child])
    }
    // Outside; where the box ends before that rank, its own end is as near as its sides.
    guard boxRanges[around]?.contains(rank[vertex]) == true else { return nil }
    let outer = nest.common(around, box[vertex])
    guard let own = nest.child(of: outer, around: around) else { return nil }
    let other =
      nest.child(of: outer, around: box[vertex]).map { Double(order.position[$0]) }
      ?? Double(gapInBox[vertex]) - 0.5
    return other < Double(order.position[own]) ? -.infinity : .infinity
  }
}

/// The boxes that reach from one rank into the next.
private struct Walls {
  let order: BoxOrder
  /// For each rank, the positions of those in each box.
  private var positions: [[Int: [Int]]]

  init(_ layers: Layers, _ order: BoxOrder) {
    self.order = order
    positions = layers.layers.map { _ in [:] }
    for (box, range) in layers.boxRanges.enumerated() {
      guard let range else { continue }
      for rank in range.dropLast() {
        positions[rank][layers.nest.parent[box], default: []].append(order.position[box])
      }
    }
  }

  /// The positions of the boxes in a box that reach from a rank into the next one.
  func between(_ rank: Int, in box: Int) -> [Int] {
    positions.indices.contains(rank) ? positions[rank][box] ?? [] : []
  }
}
