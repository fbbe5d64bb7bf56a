import Foundation
import GraphExport
import Smolgrad
import TestSupport
import Testing

@Suite struct HoverTests {
  /// Each card is lit by itself and by the cards at the other ends of its arrows, and by nothing else.
  @Test func lightsUpNeighbors() throws {
    let drawing = Drawing(of: Samples.layer())
    let snapshot = drawing.snapshot
    let root = try XMLTree.parse(drawing.data(as: .svg))
    let cards = root.all.filter { $0.attributes["class"]?.hasPrefix("card ") == true }
    #expect(cards.count == snapshot.nodes.count)
    for card in cards {
      let classes = try #require(card.attributes["class"]).split(separator: " ")
      let id = try #require(
        classes.first { $0.wholeMatch(of: /n\d+/) != nil }.flatMap { Int($0.dropFirst()) })
      let lit = classes.filter { $0.wholeMatch(of: /b\d+/) != nil }.compactMap {
        Int($0.dropFirst())
      }
      let beside = snapshot.edges.filter { $0.from == id || $0.to == id }.flatMap {
        [$0.from, $0.to]
      }
      #expect(Set(lit) == Set(beside + [id]))
      #expect(card.attributes["tabindex"] == "0")
    }
    let style = try #require(root.all.first { $0.name == "style" }).text
    for node in snapshot.nodes {
      #expect(style.contains(".smolgrad:has(.n\(node.id):hover) .b\(node.id){opacity:1}"))
    }
  }

  @Test func isLeftOutOfLargeFigures() throws {
    var x = Tensor(1.0)
    for _ in 0..<150 { x = x.tanh() }
    var drawing = Drawing(of: x)
    drawing.collapsesLargeGraphs = false
    let svg = String(decoding: try drawing.data(as: .svg), as: UTF8.self)
    #expect(!svg.contains(":hover"))
  }
}
