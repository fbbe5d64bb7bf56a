/// The room across that the boxes leave to each vertex, with everything packed as close to one side as it may be.
struct BoxPacking {
  /// The middle of each vertex.
  private(set) var across: [Double]
  /// The borders between which each vertex may move.
  private(set) var low: [Double]
  private(set) var high: [Double]

  private let layers: Layers
  private let order: BoxOrder
  private let spacing: LayeredLayout.Spacing
  /// The first and the last rank of each box; the last one is the page.
  private let ranges: [ClosedRange<Int>?]
  /// For each box and each gap between the boxes in it the vertices that stand there, rank by rank.
  private let members: [[[Int]]]
  /// Where each box begins, and how broad it is.
  private var start: [Double]
  private var breadth: [Double]

  private var page: Int { order.children.count - 1 }

  init(_ layers: Layers, _ order: BoxOrder, _ spacing: LayeredLayout.Spacing) {
    (self.layers, self.order, self.spacing) = (layers, order, spacing)
    ranges = layers.boxRanges + [0...max(0, layers.layers.count - 1)]
    var members = order.children.map { [[Int]](repeating: [], count: $0.count + 1) }
    for layer in layers.layers {
      for vertex in layer {
        let box = layers.box[vertex]
        members[box < 0 ? members.count - 1 : box][layers.gapInBox[vertex]].append(vertex)
      }
    }
    self.members = members
    let count = layers.rank.count
    across = [Double](repeating: 0, count: count)
    low = [Double](repeating: -.infinity, count: count)
    high = [Double](repeating: .infinity, count: count)
    (start, breadth) = (
      [Double](repeating: 0, count: members.count), [Double](repeating: 0, count: members.count)
    )
    // A box stands before those in it, and the page around all.
    for box in members.indices.dropLast().reversed() { pack(box) }
    pack(page)
    for box in members.indices.dropLast() where layers.nest.parent[box] >= 0 {
      start[box] += start[layers.nest.parent[box]]
    }
    for box in members.indices { limit(box) }
  }

  /// Where what is in a box begins.
  private func inset(_ box: Int) -> Double {
    box == page ? 0 : spacing.boxes + spacing.titleAcross
  }

  /// Puts what is in a box side by side, in coordinates of its own.
  private mutating func pack(_ box: Int) {
    guard let range = ranges[box] else { return }
    let inset = inset(box)
    // How far each rank is full, and whether an arrow passes there.
    var front = [Double](repeating: -.infinity, count: range.count)
    var isPassage = [Bool](repeating: false, count: range.count)
    var end = inset
    for (gap, vertices) in members[box].enumerated() {
      for vertex in vertices {
        let index = layers.rank[vertex] - range.lowerBound
        let isBend = vertex >= layers.cardCount
        let distance = isPassage[index] && isBend ? 0 : spacing.cards
        let half = layers.breadth(of: vertex) / 2
        across[vertex] = max(inset, front[index] + distance) + half
        front[index] = across[vertex] + half
        isPassage[index] = isBend
        end = max(end, front[index])
      }
      guard gap < order.children[box].count else { break }
      let child = order.children[box][gap]
      guard let own = ranges[child] else { continue }
      let indices = own.lowerBound - range.lowerBound...own.upperBound - range.lowerBound
      start[child] = max(inset, (front[indices].max() ?? inset) + spacing.cards)
      for index in indices {
        front[index] = start[child] + breadth[child]
        isPassage[index] = false
      }
      end = max(end, start[child] + breadth[child])
    }
    breadth[box] = end + (box == page ? 0 : spacing.boxes)
  }

  /// Says how far what is in a box may move, now that the box has its position.
  private mutating func limit(_ box: Int) {
    guard let range = ranges[box] else { return }
    let isPage = box == page
    var border = [Double](
      repeating: isPage ? -.infinity : start[box] + inset(box), count: range.count)
    for (gap, vertices) in members[box].enumerated() {
      for vertex in vertices {
        across[vertex] += start[box]
        low[vertex] = border[layers.rank[vertex] - range.lowerBound]
      }
      guard gap < order.children[box].count else { break }
      let child = order.children[box][gap]
      guard let own = ranges[child] else { continue }
      for rank in own {
        border[rank - range.lowerBound] = start[child] + breadth[child] + spacing.cards
      }
    }
    border = [Double](
      repeating: isPage ? .infinity : start[box] + breadth[box] - spacing.boxes, count: range.count)
    for (gap, vertices) in members[box].enumerated().reversed() {
      if gap < order.children[box].count {
        let child = order.children[box][gap]
        if let own = ranges[child] {
          for rank in own { border[rank - range.lowerBound] = start[child] - spacing.cards }
        }
      }
      for vertex in vertices { high[vertex] = border[layers.rank[vertex] - range.lowerBound] }
    }
  }

  /// Keeps the vertices of a run, which stand between the same borders, there.
  func keep(_ run: ArraySlice<Int>, _ offsets: [Double], _ across: inout [Double]) {
    guard let first = run.first, let last = run.last else { return }
    let least = low[first] + layers.breadth(of: first) / 2 - offsets[first]
    let most = high[last] - layers.breadth(of: last) / 2 - offsets[last]
    for vertex in run {
      across[vertex] = min(max(across[vertex], least + offsets[vertex]), most + offsets[vertex])
    }
  }

  /// The vertices of a rank, in runs between the same borders.
  func runs(of layer: [Int]) -> [ArraySlice<Int>] {
    var runs: [ArraySlice<Int>] = []
    var start = 0
    for index in layer.indices {
      let next = index + 1
      if next == layer.count || low[layer[next]] != low[layer[index]]
        || high[layer[next]] != high[layer[index]]
      {
        runs.append(layer[start..<next])
        start = next
      }
    }
    return runs
  }
}
