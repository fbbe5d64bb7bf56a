import Foundation
import Graphviz
import Smolgrad
import SmolgradNN
import Synchronization
import TestSupport
import Testing

@testable import GraphExport

/// Modules stand one below the other, in a figure of both passes each with a box over both lanes.
@Suite struct ModuleRanksTests {
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
    let ranks = try #require(ModuleRanks(ofBothPasses: diagram, companions)).ranks
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

  @Test func modulesThatFollowEachOtherMakeNoStairs() throws {
    let x = Tensor(2, requiresGradient: true).named("x")
    let loss = Scope.entering(type: "Net", name: "") {
      let (p, q) = Scope.entering(type: "First", name: "first") { (x * 2, x.exp()) }
      // The second module uses `q` three steps after `p`, so that `dot` could put it beside the first one.
      return Scope.entering(type: "Second", name: "second") { p.sin().cos() + q }
    }.named("loss")
    loss.backward()
    var drawing = Drawing(of: loss)
    try drawing.apply([.depth(.all)])
    let diagram = drawing.diagram
    let ranks = try #require(
      ModuleRanks(whereModulesOverlap: diagram, Companions(diagram))
    ).ranks
    #expect(ranks.flatMap(\.cards).sorted() == diagram.cards.map(\.id).sorted())
    var rank: [Int: Int] = [:]
    for (number, cards) in ranks.map(\.cards).enumerated() {
      for card in cards { rank[card] = number }
    }
    let taken = try ["First", "Second"].map { type in
      let group = try #require(diagram.groups.first { $0.type == type })
      return diagram.cards.filter { $0.group == group.id }.map { rank[$0.id]! }
    }
    #expect(taken[0].max()! < taken[1].min()!)
    let dot = DOTWriter.dot(diagram, theme: .light)
    let plain = try Pipeline.graphviz(
      dot, .plain, .dot, Drawing.Output().pixelSize.bitmapSize, nil, {}
    ).text
    // Lines of cards are `node`, the name, and the middle in inches, from the bottom up.
    var heights: [Int: Double] = [:]
    for line in plain.split(separator: "\n") where line.hasPrefix("node n") {
      let words = line.split(separator: " ")
      heights[Int(words[1].dropFirst())!] = Double(words[3])
    }
    for (a, b) in zip(ranks, ranks.dropFirst()) {
      #expect(a.cards.map { heights[$0]! }.min()! > b.cards.map { heights[$0]! }.max()!)
    }
  }

  @Test func whatDotDoesWellIsLeftToIt() throws {
    let x = Tensor([1, -2, 3], shape: [1, 3]).named("x")
    let loss = Sequential(Linear(3, 4), ReLU(), Linear(4, 2))(x).sum()
    loss.backward()
    var drawing = Drawing(of: loss)
    try drawing.apply([.depth(.all)])
    let diagram = drawing.diagram
    #expect(ModuleRanks(whereModulesOverlap: diagram, Companions(diagram)) == nil)
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
          DotLayout(drawing.diagram).dot, .json, .dot, Drawing.Output().pixelSize.bitmapSize, nil,
          {}
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
      (dot, format, engine, size, timeout, meanwhile) throws(RenderError) -> Rendering in
      if calls.add(1, ordering: .relaxed).oldValue == 0 { throw .timedOut(.seconds(5)) }
      return try Pipeline.graphviz(dot, format, engine, size, timeout, meanwhile)
    }
    let figure = try pipeline.figure()
    #expect(figure.remarks.count == 1)
    #expect(figure.remarks.first?.hasPrefix("the figure is collapsed, because dot took ") == true)
  }
}
