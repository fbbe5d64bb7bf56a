import Foundation
import TestSupport
import Testing

@testable import GraphExport

@Suite struct WordPositionsTests {
  /// The figure of a box from 0 to 200 with a title at its left side, and an arrow straight down into it.
  private func figure(titleWidth letters: Int, arrowAt x: Double) throws -> XMLTree {
    let title = String(repeating: "n", count: letters)
    let (fill, stroke) = (ColorCode.color(of: .group), ColorCode.color(of: .groupBorder))
    let svg = """
      <svg width="200pt" height="100pt" viewBox="0 0 200 100">
      <g id="graph0" class="graph" transform="translate(0 0)">
      <title>G</title>
      <g id="clust1" class="cluster">
      <title>cluster_0</title>
      <polygon fill="\(fill)" stroke="\(stroke)" points="0,100 0,0 200,0 200,100 0,100"/>
      <text text-anchor="start" x="8" y="15" font-size="9.00" fill="\(stroke)">\(title)</text>
      </g>
      <g id="arrow0" class="edge">
      <title>n0&#45;&gt;n1</title>
      <path fill="none" stroke="\(stroke)" d="M\(x),-20C\(x),0 \(x),20 \(x),50"/>
      </g>
      <g id="node1" class="node">
      <title>n0</title>
      <polygon fill="\(fill)" stroke="\(stroke)" points="0,0 0,-9 9,-9 9,0 0,0"/>
      </g>
      </g>
      </svg>

      """
    var diagram = Drawing(of: Samples.neuron()).diagram
    diagram.groups = [.init(id: 0, parent: nil, type: "Linear", detail: "", repetition: nil)]
    let finished = SVGFinisher(diagram, theme: .light, slots: []).finished(Array(svg.utf8))
    return try XMLTree.parse(Data(finished))
  }

  private func position(_ tree: XMLTree, in name: String) throws -> Double {
    let group = try #require(tree.all.first { $0.attributes["class"] == name })
    let text = try #require(group.children.first { $0.name == "text" })
    return try #require(Double(text.attributes["x"] ?? ""))
  }

  @Test func staysWhereNoArrowRuns() throws {
    #expect(try position(figure(titleWidth: 10, arrowAt: 120), in: "group") == 8)
  }

  @Test func movesBehindAnArrowThatWouldRunThroughIt() throws {
    #expect(try position(figure(titleWidth: 10, arrowAt: 30), in: "group") == 34)
  }

  /// Where there is no room beside the arrow, it is interrupted.
  @Test func standsOnAGroundWhereThereIsNoRoom() throws {
    let tree = try figure(titleWidth: 36, arrowAt: 100)
    #expect(try position(tree, in: "title") == 8)
    let classes = tree.all.compactMap { $0.attributes["class"] }.map { String($0.prefix(5)) }
    let order = try ["arrow", "title", "card "].map { try #require(classes.firstIndex(of: $0)) }
    #expect(order == order.sorted())
    let ground = try #require(tree.all.first { $0.attributes["class"] == "title" }?.children.first)
    #expect(ground.name == "rect" && ground.attributes["x"] == "5")
  }

  /// Words beside an arrow make way for it, as little as possible, and for cards and each other.
  @Test func wordsBesideArrowsMakeWay() throws {
    let path = SVGTag.Bytes("M100,0C100,10 100,20 100,60".utf8)
    let arrow = try #require(ArrowLine(path: path))
    let card = Box(left: 104, right: 140, top: 0, bottom: 60)
    let words = Box(left: 94, right: 114, top: 20, bottom: 30)
    var free = WordPositions(arrows: [arrow], cards: [])
    #expect(free.shift(ofLabel: words) == (6, 0))
    #expect(free.shift(ofLabel: words) == (-14, 0))
    var narrow = WordPositions(arrows: [arrow], cards: [card])
    #expect(narrow.shift(ofLabel: words) == (-14, 0))
    let beside = Box(left: 60, right: 90, top: 20, bottom: 30)
    #expect(narrow.shift(ofLabel: beside) != (0, 0))
    var wide = WordPositions(arrows: [arrow], cards: [])
    #expect(wide.shift(ofLabel: beside) == (0, 0))
  }
}
