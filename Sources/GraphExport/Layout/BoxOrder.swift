/// The order of boxes across, which is the same in all ranks, and where among them other vertices stand.
struct BoxOrder {
  /// The boxes in each box, in their order; the last list has those in none.
  let children: [[Int]]
  /// How many boxes stand before each box in the box around it.
  let position: [Int]
  /// The middle of each of them, from 0 to 1.
  private let middles: [[Double]]
  /// The numbers of the gaps before, between and behind them, as a walk over the page meets them.
  private var slots: [[Int]]

  init(_ nest: Nest, middles middle: [Double]) {
    let count = nest.parent.count
    var children = [[Int]](repeating: [], count: count + 1)
    for (box, parent) in nest.parent.enumerated() {
      children[parent < 0 ? count : parent].append(box)
    }
    for index in children.indices {
      children[index].sort { (middle[$0], $0) < (middle[$1], $1) }
    }
    self.children = children
    var position = [Int](repeating: 0, count: count)
    for boxes in children { for (index, box) in boxes.enumerated() { position[box] = index } }
    self.position = position
    middles = children.map { $0.map { middle[$0] } }
    slots = [[Int]](repeating: [], count: count + 1)
    var next = 0
    var open = [count]
    // Without recursion: modules may be nested to any depth.
    while let box = open.last {
      let child = slots[box].count
      slots[box].append(next)
      next += 1
      if child < children[box].count {
        open.append(children[box][child])
      } else {
        open.removeLast()
      }
    }
  }

  /// How many of the boxes in a box stand before a position.
  func gap(in box: Int, at position: Double) -> Int {
    let middles = middles[box < 0 ? middles.count - 1 : box]
    var (low, high) = (0, middles.count)
    while low < high {
      let middle = (low + high) / 2
      if middles[middle] < position { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// The number of a gap.
  func slot(of gap: Int, in box: Int) -> Int { slots[box < 0 ? slots.count - 1 : box][gap] }
}

extension Layers {
  /// How many times all ranks are ordered anew within the order of the boxes.
  private static let boxSweeps = 3

  /// Puts the vertices of each box side by side in each rank, and boxes everywhere into the same order.
  mutating func orderBoxes(isOverdue: () -> Bool) -> BoxOrder {
    var order = BoxOrder(nest, middles: boxMiddles())
    for sweep in 0...Self.boxSweeps {
      if sweep == 1 { order = BoxOrder(nest, middles: boxMiddles()) }
      // At first, and where the time is over, each vertex stays about where it is.
      let keepsOrder = sweep == 0 || isOverdue()
      for step in layers.indices {
        let isForward = !sweep.isMultiple(of: 2)
        arrange(isForward ? step : layers.count - 1 - step, order, isForward, keepsOrder)
      }
    }
    settleGaps(order, isOverdue: isOverdue)
    for layer in layers.indices { sortBySlots(layer, order) }
    return order
  }

  /// Puts the vertices of a rank into their gaps, in the order that they have.
  private mutating func sortBySlots(_ layer: Int, _ order: BoxOrder) {
    let keyed = layers[layer].map { (slot: order.slot(of: gapInBox[$0], in: box[$0]), vertex: $0) }
    // Swift's sort keeps the order of equals.
    arrange(layer, keyed.sorted { $0.slot < $1.slot }.map(\.vertex))
  }

  private mutating func arrange(
    _ layer: Int, _ order: BoxOrder, _ isForward: Bool, _ keepsOrder: Bool
  ) {
    let other = layer + (isForward ? -1 : 1)
    let own = 1 / Double(max(1, layers[layer].count))
    let near = layers.indices.contains(other) && !keepsOrder ? 1 / Double(layers[other].count) : 0
    var middle = 0.0
    var keyed: [(slot: Int, middle: Double, vertex: Int)] = []
    keyed.reserveCapacity(layers[layer].count)
    for vertex in layers[layer] {
      let ends = isForward ? before[vertex] : after[vertex]
      if near == 0 {
        middle = (Double(positionInRank[vertex]) + 0.5) * own
      } else if !ends.isEmpty {
        let sum = ends.reduce(0) { $0 + positionInRank[$1] }
        middle = (Double(sum) / Double(ends.count) + 0.5) * near
      }
      let gap = order.gap(in: box[vertex], at: middle)
      gapInBox[vertex] = gap
      keyed.append((order.slot(of: gap, in: box[vertex]), middle, vertex))
    }
    keyed.sort { ($0.slot, $0.middle) < ($1.slot, $1.middle) }
    arrange(layer, keyed.map(\.vertex))
  }

  /// The mean position of the cards in each box, from 0 to 1.
  private func boxMiddles() -> [Double] {
    var sum = [Double](repeating: 0, count: nest.parent.count)
    var count = sum
    for layer in layers {
      for (index, vertex) in layer.enumerated() where vertex < cardCount && box[vertex] >= 0 {
        sum[box[vertex]] += (Double(index) + 0.5) / Double(layer.count)
        count[box[vertex]] += 1
      }
    }
    for box in nest.parent.indices.reversed() where nest.parent[box] >= 0 {
      sum[nest.parent[box]] += sum[box]
      count[nest.parent[box]] += count[box]
    }
    return zip(sum, count).map { $1 > 0 ? $0 / $1 : 0 }
  }
}
