import Foundation
import GraphExport
import Smolgrad
import TestSupport
import Testing

/// Several moments of a computation on one page.
@Suite struct SheetTests {
  private static func snapshot(_ number: Double) -> GraphSnapshot {
    let x = Tensor([number, 1, 2], requiresGradient: true).named("x")
    let y = (x * number).sum().named("y")
    y.backward()
    return GraphSnapshot(of: y)
  }

  /// The middle of each card's words of a name, in the order of the file.
  private func positions(of word: String, in svg: String) -> [(x: Double, y: Double)] {
    svg.matches(of: /<text[^>]* x="(-?[0-9.]+)" y="(-?[0-9.]+)"[^>]*>([^<]*)<\/text>/)
      .filter { $0.output.3 == word }
      .map { (Double($0.output.1)!, Double($0.output.2)!) }
  }

  @Test func cardsLieAtTheSameDistances() throws {
    var drawing = Drawing(Self.snapshot(1))
    // Numbers of other lengths would make other layouts.
    let frames = [1, 0.123456, 1e10, -7].map(Self.snapshot)
    drawing.frames = frames.enumerated().map { .init(title: "moment \($0)", snapshot: $1) }
    let svg = String(decoding: try drawing.data(as: .svg), as: UTF8.self)
    let titles = (0..<4).map { positions(of: "\($0 + 1). moment \($0)", in: svg) }
    #expect(titles.allSatisfy { $0.count == 1 })
    let cards = ["x", "y"].map { positions(of: $0, in: svg) }
    #expect(cards.allSatisfy { $0.count == 4 })
    // Cards are as wide as their numbers, around the same middle; their heights are the same.
    for name in cards {
      let heights = zip(name, titles).map { $0.y - $1[0].y }
      #expect(heights.allSatisfy { abs($0 - heights[0]) < 0.05 })
    }
    #expect(Set(titles.map { "\($0[0].x) \($0[0].y)" }).count == 4)
    #expect(try drawing.data(as: .pdf).starts(with: Data("%PDF".utf8)))
  }

  @Test func framesOfOtherComputationsAreRefused() throws {
    var drawing = Drawing(Self.snapshot(1))
    drawing.frames = [
      .init(title: "a", snapshot: Self.snapshot(1)),
      .init(title: "b", snapshot: GraphSnapshot(of: Tensor(2) * 3)),
    ]
    #expect(throws: DrawingError.self) { try drawing.data(as: .svg) }
  }

  @Test func viewsAreThoseOfAllFrames() throws {
    var drawing = Drawing(Self.snapshot(1))
    drawing.frames = [.init(title: "a", snapshot: Self.snapshot(2))]
    try drawing.apply([.focus("y", radius: 1)])
    #expect(drawing.frames[0].snapshot.nodes.map(\.name) == drawing.snapshot.nodes.map(\.name))
  }

  @Test func tooMuchForDotIsCollapsed() throws {
    let x = Tensor(0.5, requiresGradient: true).named("x")
    var y = x
    // Each step is two ranks further from `x`.
    for _ in 0..<110 { y = (y + x).sin() }
    y.backward()
    let snapshot = GraphSnapshot(of: y, capturing: .contributions)
    var drawing = Drawing(snapshot)
    try drawing.apply([.depth(.all)])
    var film = drawing
    film.film = .init()
    film.film?.shown = .sheet(2)
    drawing.frames = [1, 2].map { .init(title: "moment \($0)", snapshot: snapshot) }
    for var drawing in [drawing, film] {
      let figure = try drawing.figure(as: .svg)
      #expect(figure.remarks.count == 1)
      #expect(figure.remarks.first?.hasPrefix("the figure is collapsed, because ") == true)
      let svg = try XMLTree.parse(figure.data)
      let cards = svg.all.count { $0.attributes["class"]?.hasPrefix("card ") == true }
      #expect(0 < cards && cards < 2 * 50)
      #expect(svg.all.contains { $0.name == "text" && $0.text.contains("collapsed, because ") })
      drawing.budget.isStrict = true
      #expect(throws: DrawingError.self) { try drawing.figure(as: .svg) }
    }
  }
}
