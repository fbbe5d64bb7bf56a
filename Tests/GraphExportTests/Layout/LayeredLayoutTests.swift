import TestSupport
import Testing

@testable import GraphExport

@Suite struct LayeredLayoutTests {
  @Test(.slow, arguments: 0..<20) func keepsCardsApartAndLetsArrowsRunForward(seed: Int) throws {
    var random = SplitMix(seed: UInt64(seed))
    let graph = RandomLayout(count: 1 + seed * 3, &random)
    let layout = LayeredLayout(sizes: graph.sizes, edges: graph.edges)
    #expect(layout.centers.count == graph.sizes.count)

    let boxes = graph.sizes.indices.map { Box(layout.centers[$0], graph.sizes[$0]) }
    for (index, box) in boxes.enumerated() {
      #expect(box.low.along >= -0.001 && box.low.across >= -0.001)
      for other in boxes[(index + 1)...] { #expect(!box.overlaps(other)) }
    }
    for (edge, route) in zip(graph.edges, layout.routes) {
      guard edge.from < edge.to else {
        #expect(route.isEmpty)
        continue
      }
      let (first, last) = (try #require(route.first), try #require(route.last))
      #expect(abs(first.along - boxes[edge.from].high.along) < 0.01)
      #expect(abs(last.along - boxes[edge.to].low.along) < 0.01)
      for (corner, next) in zip(route, route.dropFirst()) {
        #expect(next.along > corner.along)
        // Only cards that the arrow joins may be touched.
        for (index, box) in boxes.enumerated() where index != edge.from && index != edge.to {
          #expect(!box.isCrossed(from: corner, to: next))
        }
      }
    }
  }

  /// Boxes of modules, some of which take their cards one after the other and some from everywhere.
  @Test(.slow, arguments: 0..<30) func boxesHoldTheirCardsAndNoOthers(seed: Int) throws {
    var random = SplitMix(seed: UInt64(100 + seed))
    let graph = RandomLayout(count: 5 + seed * 3, &random)
    let nest = graph.nest(isOrderly: seed.isMultiple(of: 2), &random)
    let layout = LayeredLayout(sizes: graph.sizes, edges: graph.edges, nest: nest)
    let boxes = graph.sizes.indices.map { Box(layout.centers[$0], graph.sizes[$0]) }
    let frames = layout.frames.map { $0.map { Box(low: $0.start, high: $0.end) } }
    let linked = Set(graph.edges.filter { $0.from < $0.to }.flatMap { [$0.from, $0.to] })
    func isIn(_ inner: Int, _ outer: Int) -> Bool {
      var box = inner
      while box >= 0, box != outer { box = nest.parent[box] }
      return box == outer
    }
    for (number, frame) in frames.enumerated() {
      guard let frame else { continue }
      #expect(frame.low.along >= -0.001 && frame.low.across >= -0.001)
      for (card, box) in boxes.enumerated() {
        let isOwn = linked.contains(card) && isIn(nest.boxOfCard[card], number)
        #expect(isOwn ? frame.contains(box) : !frame.overlaps(box))
      }
      for (other, around) in frames.enumerated() where other < number {
        guard let around else { continue }
        #expect(isIn(number, other) ? around.contains(frame) : !around.overlaps(frame))
      }
    }
    for (card, box) in boxes.enumerated() {
      for other in boxes[(card + 1)...] { #expect(!box.overlaps(other)) }
    }
    for (edge, route) in zip(graph.edges, layout.routes) {
      for (corner, next) in zip(route, route.dropFirst()) {
        for (card, box) in boxes.enumerated() where card != edge.from && card != edge.to {
          #expect(!box.isCrossed(from: corner, to: next))
        }
      }
    }
    // Modules whose calls follow each other lie in boxes.
    if seed.isMultiple(of: 2), seed > 3 { #expect(frames.contains { $0 != nil }) }
  }

  /// In random graphs some arrows have to run through boxes that hold neither of their ends; most need not.
  @Test(.slow) func fewArrowsRunThroughOtherBoxes() {
    var (count, crossing) = (0, 0)
    for seed in 0..<30 {
      var random = SplitMix(seed: UInt64(100 + seed))
      let graph = RandomLayout(count: 5 + seed * 3, &random)
      let nest = graph.nest(isOrderly: true, &random)
      let layout = LayeredLayout(sizes: graph.sizes, edges: graph.edges, nest: nest)
      for (edge, route) in zip(graph.edges, layout.routes) where !route.isEmpty {
        var around: Set<Int> = []
        for end in [edge.from, edge.to] {
          var box = nest.boxOfCard[end]
          while box >= 0 {
            around.insert(box)
            box = nest.parent[box]
          }
        }
        let isCrossing = layout.frames.enumerated().contains { number, frame in
          guard let frame, !around.contains(number) else { return false }
          let box = Box(low: frame.start, high: frame.end)
          return zip(route, route.dropFirst()).contains { box.isCrossed(from: $0, to: $1) }
        }
        count += 1
        crossing += isCrossing ? 1 : 0
      }
    }
    #expect(count > 1000)
    #expect(Double(crossing) < 0.23 * Double(count), "\(crossing) of \(count)")
  }

  /// Two cards at the ends of a chain belong together, and nothing between them does.
  @Test func cardsThatLieApartHaveNoBox() {
    let sizes = [LayeredLayout.Size](repeating: .init(along: 40, across: 20), count: 12)
    let edges = (1..<12).map { Link(from: $0 - 1, to: $0) }
    let nest = Nest(parent: [-1, -1], boxOfCard: [0, -1, -1, -1, -1, 1, 1, 1, -1, -1, -1, 0])
    let frames = LayeredLayout(sizes: sizes, edges: edges, nest: nest).frames
    #expect(frames[0] == nil && frames[1] != nil)
  }

  @Test func drawsTwiceTheSame() {
    var random = SplitMix(seed: 7)
    let graph = RandomLayout(count: 200, &random)
    let first = LayeredLayout(sizes: graph.sizes, edges: graph.edges)
    let second = LayeredLayout(sizes: graph.sizes, edges: graph.edges)
    #expect(first.centers == second.centers && first.routes == second.routes)
  }

  /// A tree has an order without crossings, and it is found.
  @Test func treesDoNotCross() {
    let count = 127
    let edges = (1..<count).map {
      Link(from: count - 1 - $0, to: count - 1 - ($0 - 1) / 2)
    }
    let sizes = [LayeredLayout.Size](repeating: .init(along: 40, across: 20), count: count)
    var layers = Layers(
      sizes: sizes, edges: edges, ranks: Ranks(count: count, edges: edges),
      isIncluded: sizes.map { _ in true }, spacing: .init())
    layers.order { false }
    #expect(layers.crossings() == 0)
  }

  @Test func countsCrossingsLikeAComparisonOfAllPairs() {
    var random = SplitMix(seed: 3)
    for count in [5, 30, 80] {
      let graph = RandomLayout(count: count, &random)
      let ranks = Ranks(count: count, edges: graph.edges)
      let layers = Layers(
        sizes: graph.sizes, edges: graph.edges, ranks: ranks,
        isIncluded: graph.sizes.map { _ in true }, spacing: .init())
      var pairs = 0
      for layer in layers.layers {
        let links = layer.flatMap { from in layers.after[from].map { (from: from, to: $0) } }
        for (index, link) in links.enumerated() {
          for other in links[(index + 1)...] {
            let sides =
              (layers.positionInRank[link.from] - layers.positionInRank[other.from])
              * (layers.positionInRank[link.to] - layers.positionInRank[other.to])
            if sides < 0 { pairs += 1 }
          }
        }
      }
      #expect(layers.crossings() == pairs)
    }
  }

  @Test(.slow) func manyCardsInARowNeedNoStack() {
    let count = 100_000
    let sizes = [LayeredLayout.Size](repeating: .init(along: 1, across: 1), count: count)
    let edges = (1..<count).map { Link(from: $0 - 1, to: $0) }
    let layout = LayeredLayout(sizes: sizes, edges: edges) { true }
    #expect(layout.centers.last!.along > layout.centers[0].along)
  }

  @Test func arrowsThatJoinTheSameCardsLieSideBySide() {
    let sizes = [LayeredLayout.Size](repeating: .init(along: 40, across: 20), count: 2)
    let edges = [Link](repeating: .init(from: 0, to: 1), count: 2)
    let routes = LayeredLayout(sizes: sizes, edges: edges).routes
    #expect(routes[0][0].across != routes[1][0].across)
  }
}

private struct Box {
  var low: LayeredLayout.Point
  var high: LayeredLayout.Point

  init(_ center: LayeredLayout.Point, _ size: LayeredLayout.Size) {
    low = .init(along: center.along - size.along / 2, across: center.across - size.across / 2)
    high = .init(along: center.along + size.along / 2, across: center.across + size.across / 2)
  }

  init(low: LayeredLayout.Point, high: LayeredLayout.Point) {
    (self.low, self.high) = (low, high)
  }

  func contains(_ other: Box) -> Bool {
    low.along <= other.low.along && other.high.along <= high.along
      && low.across <= other.low.across && other.high.across <= high.across
  }

  func overlaps(_ other: Box) -> Bool {
    low.along < other.high.along && other.low.along < high.along
      && low.across < other.high.across && other.low.across < high.across
  }

  /// Whether the curve between two corners meets the box, looked at in a hundred places.
  func isCrossed(from a: LayeredLayout.Point, to b: LayeredLayout.Point) -> Bool {
    (0...100).contains { step in
      let t = Double(step) / 100
      let u = 1 - t
      // A cubic whose control points lie halfway along, at the height of either end.
      let along =
        a.along * (u * u * u + 1.5 * u * u * t + 1.5 * u * t * t)
        + b.along * (1.5 * u * u * t + 1.5 * u * t * t + t * t * t)
      let across =
        a.across * (u * u * u + 3 * u * u * t) + b.across * (3 * u * t * t + t * t * t)
      return low.along < along && along < high.along && low.across < across && across < high.across
    }
  }
}
