import Foundation
import GraphExport
import Smolgrad
import TestSupport
import Testing

/// Other values of an input, between which the reader of a page chooses.
@Suite struct PageVariationTests {
  /// The mean of products with a factor.
  private func frame(_ factor: Double, doubled: Bool = false) -> Drawing.Frame {
    let w = Tensor([[1, -2], [0.5, 4]], requiresGradient: true).named("w")
    var y = w * Tensor(factor).named("factor")
    if doubled { y = y + y }
    let loss = y.square().mean().named("loss")
    loss.backward()
    return .init(title: "\(factor)", snapshot: GraphSnapshot(of: loss, capturing: .contributions))
  }

  private func drawing(_ frames: [Drawing.Frame]) -> Drawing {
    var drawing = Drawing(frames[0].snapshot)
    drawing.variation = .init(of: "factor", frames)
    return drawing
  }

  /// Each card with its left and upper edge.
  private func positions(_ svg: String) throws -> [String: String] {
    var positions: [String: String] = [:]
    for card in try XMLTree.parse(Data(svg.utf8)).all {
      guard let id = card.attributes["data-id"] else { continue }
      let outline = try #require(card.children.first { $0.name != "title" })
      positions[id] = ["x", "y", "cx", "cy"].compactMap { outline.attributes[$0] }.joined(
        separator: " ")
    }
    return positions
  }

  @Test func eachHasItsNumbersAtTheSamePositions() throws {
    let frames = [0.5, 1, 1000.125].map { frame($0) }
    let page = try PageText(String(decoding: drawing(frames).data(as: .html), as: UTF8.self))
    let stops = try #require(page.data["stops"] as? [Any]).map {
      try GraphSnapshot(json: JSONSerialization.data(withJSONObject: $0))
    }
    #expect(stops == frames.map(\.snapshot))
    let views = try page.views
    #expect(views.compactMap { $0["stop"] as? Int } == [0, 1, 2])
    #expect(views.suffix(3).allSatisfy { $0["kind"] as? String == "varied" })
    let figures = page.figures.suffix(3)
    let first = try positions(try #require(figures.first))
    #expect(first.count > 4)
    for figure in figures { #expect(try positions(figure) == first) }
    #expect(Set(figures).count == 3)
  }

  @Test func otherOperationsAreRefused() throws {
    let frames = [frame(1), frame(2, doubled: true)]
    #expect {
      try drawing(frames).data(as: .html)
    } throws: {
      "\($0)".hasPrefix("factor can't be varied: at 2.0 there are other operations")
    }
  }

  @Test func viewsAreThoseOfAllValues() throws {
    var varied = drawing([frame(1), frame(2)])
    try varied.apply([.focus("w", radius: 2)])
    let counts = try #require(varied.variation).stops.map(\.snapshot.nodes.count)
    #expect(Set(counts) == [varied.snapshot.nodes.count])
    #expect(counts[0] < frame(1).snapshot.nodes.count)
  }

  /// Other formats have the computation alone.
  @Test func aFigureIsThatOfTheComputation() throws {
    let varied = drawing([frame(1), frame(2)])
    var alone = varied
    alone.variation = nil
    #expect(try varied.data(as: .svg) == alone.data(as: .svg))
  }
}
