// The second phase: the order within each rank, so that few arrows cross.
extension Layers {
  /// How many pairs of sweeps there are at the most; those after the first few rarely help.
  private static let sweeps = 8

  /// Orders the vertices of each rank, starting from the order in which a walk backwards from the results meets them.
  mutating func order(isOverdue: () -> Bool) {
    let met = depthFirstNumbers()
    for layer in layers.indices { arrange(layer, layers[layer].sorted { met[$0] < met[$1] }) }
    var best = layers
    var fewest = crossings()
    for sweep in 0..<Self.sweeps where fewest > 0 && !isOverdue() {
      if sweep.isMultiple(of: 2) {
        for layer in layers.indices.dropFirst() { order(layer, by: before) }
      } else {
        for layer in layers.indices.dropLast().reversed() { order(layer, by: after) }
      }
      let count = crossings()
      if count < fewest { (best, fewest) = (layers, count) }
    }
    for layer in layers.indices { arrange(layer, best[layer]) }
  }

  /// When a walk backwards from the results meets each vertex: what belongs together, such as all that one sample went through, is met
  /// together.
  private func depthFirstNumbers() -> [Int] {
    var number = [Int](repeating: -1, count: rank.count)
    var met = 0
    var open: [(vertex: Int, next: Int)] = []
    func meet(_ vertex: Int) {
      guard number[vertex] < 0 else { return }
      number[vertex] = met
      met += 1
      open.append((vertex, before[vertex].startIndex))
    }
    for root in rank.indices where after[root].isEmpty && !before[root].isEmpty {
      meet(root)
      while let (vertex, next) = open.last {
        if next < before[vertex].endIndex {
          open[open.count - 1].next += 1
          meet(before[vertex][next])
        } else {
          open.removeLast()
        }
      }
    }
    return number
  }

  /// Orders a rank by the mean position of each vertex's neighbors in the rank beside it; one without any stays behind the same vertex.
  private mutating func order(_ layer: Int, by neighbors: Adjacency) {
    var mean = -1.0
    let keyed = layers[layer].map { vertex -> (mean: Double, vertex: Int) in
      let ends = neighbors[vertex]
      if !ends.isEmpty {
        mean = Double(ends.reduce(0) { $0 + positionInRank[$1] }) / Double(ends.count)
      }
      return (mean, vertex)
    }
    // Swift's sort keeps the order of equals.
    arrange(layer, keyed.sorted { $0.mean < $1.mean }.map(\.vertex))
  }

  /// How many pairs of links cross, counted with a tree of partial sums (Fenwick, 1994).
  func crossings() -> Int {
    var total = 0
    for (layer, next) in zip(layers, layers.dropFirst()) {
      var sums = [Int](repeating: 0, count: next.count + 1)
      var added = 0
      for vertex in layer {
        let ends = after[vertex]
        for end in ends {
          var before = 0
          var index = positionInRank[end] + 1
          while index > 0 {
            before += sums[index]
            index &= index - 1
          }
          total += added - before
        }
        for end in ends {
          var index = positionInRank[end] + 1
          while index <= next.count {
            sums[index] += 1
            index += index & -index
          }
        }
        added += ends.count
      }
    }
    return total
  }
}
