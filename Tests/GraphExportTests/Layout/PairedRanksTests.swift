import Foundation
import Graphviz
import Smolgrad
import SmolgradNN
import Synchronization
import TestSupport
import Testing

@testable import GraphExport

/// In a figure of both passes, modules stand one below the other, each with a box over both lanes.
@Suite struct PairedRanksTests {
  private static func drawing() throws -> Drawing {
    var random = SplitMix(seed: 3)
    let numbers = (0..<6).map { _ in random.unit() * 2 - 1 }
    let x = Tensor(numbers, shape: [2, 3]).named("x")
    let net = Sequential(Linear(3, 4), ReLU(), Linear(4, 2))
    let loss = (net(x) ** 2).mean().named("loss")
    var drawing = Drawing(of: loss, capturing: .combined)
    try drawing.apply([.depth(.all)])
    return drawing
  }

  @Test func modulesTakeRanksOfTheirOwn() throws {
    let diagram = try Self.drawing().diagram
    let companions = Companions(ofBothPasses: diagram)
    let ranks = try #require(PairedRanks(diagram, companions)).ranks
    #expect(ranks.flatMap(\.cards).sorted() == diagram.cards.map(\.id).sorted())
    var rank: [Int: Int] = [:]
    for (number, cards) in ranks.map(\.cards).enumerated() {
      for card in cards { rank[card] = number }
    }
    #expect(diagram.pairs.allSatisfy { rank[$0.first] == rank[$0.second] })
    for arrow in diagram.arrows where arrow.style == .value {
      #expect(rank[arrow.from]! <= rank[arrow.to]!)
    }
    let linear = diagram.groups.filter { $0.type == "Linear" }
    #expect(linear.count == 2)
    let taken = linear.map { group in
      diagram.cards.filter { $0.group == group.id }.map { rank[$0.id]! }
    }
    #expect(taken[0].max()! < taken[1].min()!)
  }

  @Test func boxesHoldTheirCardsAndNoOthers() throws {
    let drawing = try Self.drawing()
    let figure = try Pipeline(drawing, as: .svg).figure()
    #expect(figure.remarks.isEmpty)
    let tree = try XMLTree.parse(figure.data)
    let boxes = tree.all.filter { $0.attributes["class"] == "group" }
    #expect(boxes.count == drawing.diagram.groups.count)
    let layout = try #require(
      DotLayout(drawing.diagram).result(
        fromJSON: try Pipeline.graphviz(
          DotLayout(drawing.diagram).dot, .json, .dot, Drawing.Output().pixelSize.bitmapSize, nil
        ).text))
    let parents = Dictionary(
      uniqueKeysWithValues: drawing.diagram.groups.map { ($0.id, $0.parent) })
    for (card, center) in zip(drawing.diagram.cards, layout.placement.centers) {
      var around: Set<Int> = []
      var group = card.group
      while let id = group {
        around.insert(id)
        group = parents[id] ?? nil
      }
      for (id, box) in layout.placement.boxes {
        let isInside =
          box.lowerLeft.x < center.x && center.x < box.upperRight.x && box.lowerLeft.y < center.y
          && center.y < box.upperRight.y
        #expect(isInside == around.contains(id))
      }
    }
  }

  @Test func whatIsTooLargeForDotIsCollapsed() throws {
    let calls = Atomic(0)
    let pipeline = Pipeline(try Self.drawing(), as: .svg) {
      (dot, format, engine, size, timeout) throws(RenderError) -> Rendering in
      if calls.add(1, ordering: .relaxed).oldValue == 0 { throw .timedOut(.seconds(5)) }
      return try Pipeline.graphviz(dot, format, engine, size, timeout)
    }
    let figure = try pipeline.figure()
    #expect(figure.remarks.count == 1)
    #expect(figure.remarks.first?.hasPrefix("the figure is collapsed, because dot took ") == true)
  }
}
