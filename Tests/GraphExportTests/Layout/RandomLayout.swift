import TestSupport

@testable import GraphExport

/// A graph whose edges lead forward, but for some.
struct RandomLayout {
  var sizes: [LayeredLayout.Size] = []
  var edges: [Link] = []

  init(count: Int, _ random: inout SplitMix) {
    for vertex in 0..<count {
      sizes.append(
        .init(
          along: .random(in: 10...120, using: &random), across: .random(in: 10...60, using: &random)
        ))
      for _ in 0..<Int.random(in: 0...2, using: &random) where vertex > 0 {
        let reach = Bool.random(using: &random) ? min(vertex, 4) : vertex
        edges.append(.init(from: vertex - Int.random(in: 1...reach, using: &random), to: vertex))
      }
    }
    edges.append(.init(from: count - 1, to: 0))
  }
}

extension RandomLayout {
  /// Boxes in boxes: of cards that follow each other, or of any.
  func nest(isOrderly: Bool, _ random: inout SplitMix) -> Nest {
    var parent: [Int] = []
    var boxOfCard = sizes.map { _ in -1 }
    // Each box takes a stretch of the one around it.
    func fill(_ range: Range<Int>, in outer: Int, depth: Int) {
      var start = range.lowerBound
      while start < range.upperBound {
        let end = min(range.upperBound, start + Int.random(in: 1...8, using: &random))
        if Int.random(in: 0..<3, using: &random) > 0 {
          let box = parent.count
          parent.append(outer)
          for card in start..<end { boxOfCard[card] = box }
          if depth < 3 { fill(start..<end, in: box, depth: depth + 1) }
        }
        start = end
      }
    }
    fill(0..<sizes.count, in: -1, depth: 0)
    if !isOrderly { boxOfCard.shuffle(using: &random) }
    return Nest(parent: parent, boxOfCard: boxOfCard)
  }
}
