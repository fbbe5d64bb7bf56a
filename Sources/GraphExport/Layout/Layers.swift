/// The graph in layers: cards, and a bend in each rank that an arrow passes, so that every link joins neighboring ranks.
struct Layers {
  /// The rank of each vertex; cards come first, then bends.
  private(set) var rank: [Int]
  /// The vertices of each rank in their order across.
  private(set) var layers: [[Int]]
  /// Where each vertex stands in its rank.
  private(set) var positionInRank: [Int]
  /// How many vertices are cards.
  let cardCount: Int
  /// The size of each card.
  let sizes: [LayeredLayout.Size]
  /// The vertices on the way of each edge; empty for one that does not lead forward.
  let paths: [[Int]]
  /// Room for an arrow that passes a rank.
  private let passage: Double
  /// Stretches of arrows, as the bends of one arrow in one box.
  let passages: [Range<Int>]
  /// The boxes around cards.
  let nest: Nest
  /// The first and the last rank of each box.
  let boxRanges: [ClosedRange<Int>?]
  /// The innermost box around each vertex; -1 for none.
  let box: [Int]
  /// How many of the boxes in the box of each vertex stand before it.
  var gapInBox: [Int]
  let before: Adjacency
  let after: Adjacency

  /// Puts the cards of a graph that are included into layers.
  init(
    sizes: [LayeredLayout.Size], edges: [Link], ranks: Ranks, isIncluded: [Bool],
    spacing: LayeredLayout.Spacing, nest: Nest = Nest()
  ) {
    self.nest = nest
    boxRanges = nest.ranges(ranks.rank)
    var box = nest.isEmpty ? [Int](repeating: -1, count: sizes.count) : nest.boxOfCard
    var rank = ranks.rank
    var paths: [[Int]] = []
    paths.reserveCapacity(edges.count)
    var links: [Link] = []
    var passages: [Range<Int>] = []
    for edge in edges {
      guard edge.from < edge.to else {
        paths.append([])
        continue
      }
      var path = [edge.from]
      for passed in rank[edge.from] + 1..<rank[edge.to] {
        let (bend, around) = (
          rank.count, nest.isEmpty ? -1 : nest.box(passedBy: edge, at: passed, boxRanges)
        )
        if !nest.isEmpty {
          let isNext = path.count > 1 && box[bend - 1] == around
          let start = isNext ? passages.removeLast().lowerBound : bend
          passages.append(start..<bend + 1)
        }
        path.append(bend)
        rank.append(passed)
        box.append(around)
      }
      path.append(edge.to)
      for (from, to) in zip(path, path.dropFirst()) { links.append(.init(from: from, to: to)) }
      paths.append(path)
    }
    before = Adjacency(count: rank.count, links, key: \.to, value: \.from)
    after = Adjacency(count: rank.count, links, key: \.from, value: \.to)
    layers = [[Int]](repeating: [], count: (rank.max() ?? -1) + 1)
    positionInRank = [Int](repeating: 0, count: rank.count)
    for vertex in rank.indices where vertex >= sizes.count || isIncluded[vertex] {
      positionInRank[vertex] = layers[rank[vertex]].count
      layers[rank[vertex]].append(vertex)
    }
    (self.paths, self.passages) = (paths, passages)
    self.box = box
    gapInBox = [Int](repeating: 0, count: nest.isEmpty ? 0 : rank.count)
    self.rank = rank
    self.sizes = sizes
    cardCount = sizes.count
    passage = spacing.passage
  }

  /// How much room a vertex takes across.
  func breadth(of vertex: Int) -> Double {
    vertex < cardCount ? sizes[vertex].across : passage
  }

  /// Puts the vertices of a rank into another order.
  mutating func arrange(_ layer: Int, _ vertices: [Int]) {
    layers[layer] = vertices
    for (index, vertex) in vertices.enumerated() { positionInRank[vertex] = index }
  }
}
