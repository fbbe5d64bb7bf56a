import Foundation
import GraphExport
import Smolgrad
import SmolgradNN
import TestSupport
import Testing

/// Figures of two computations.
@Suite struct DifferenceFigureTests {
  private func pictures(_ diagram: Diagram, of quantity: Diagram.Quantity) -> [Thumbnail] {
    diagram.cards.flatMap(\.rows).flatMap { row -> [Thumbnail] in
      guard case .comparison(let items) = row else { return [] }
      return items.compactMap { item in
        if case .picture(let thumbnail, quantity) = item { thumbnail } else { nil }
      }
    }
  }

  @Test func showsBothNumbersAndTheirDifference() throws {
    let x = Tensor([1, 2, 3]).named("x")
    let before = GraphSnapshot(of: (x * 2).named("y"))
    let after = GraphSnapshot(of: (x * 3).named("y"))
    let diagram = Drawing(of: GraphDifference(from: before, to: after)).diagram
    let y = try #require(diagram.cards.first { $0.texts.contains("y") })
    // The norms of [2, 4, 6] and [3, 6, 9].
    #expect(y.texts.contains("norm 7.483 → 11.22"))
    let difference = try #require(pictures(diagram, of: .difference).last)
    #expect(difference.cells == [1, 2, 3])
    let constant = try #require(diagram.cards.first { $0.texts.contains("2 → 3") })
    #expect(constant.style == .constant)
    #expect(constant.texts.contains("first divergence, forward"))
  }

  @Test func beforeAndAfterShareAScale() throws {
    let x = Tensor([1, 1, 1]).named("x")
    let difference = GraphDifference(
      from: GraphSnapshot(of: x * 1), to: GraphSnapshot(of: x * 4))
    var drawing = Drawing(of: difference)
    drawing.parts.remove(.legend)
    let svg = String(decoding: try drawing.data(as: .svg), as: UTF8.self)
    // 1 is a quarter of 4: two steps of eight.
    #expect(svg.contains("s-vp2\"") && svg.contains("s-vp8\""))
  }

  @Test func aLongCaptionHasSeveralLines() throws {
    let x = Tensor(2, requiresGradient: true).named("x")
    var drawing = Drawing(GraphSnapshot(countingCostsOf: x.exp(), title: "e").countingBytes)
    drawing.colorBy = .flops
    drawing.theme = .light
    #expect(drawing.dot.components(separatedBy: "1 operation · 2 tensors").count == 2)
    drawing.snapshot.title = String(repeating: "long ", count: 20)
    let lines = drawing.dot.components(separatedBy: "</TR><TR>")
    #expect(lines.contains { $0.contains("1 operation · 2 tensors") && !$0.contains("long") })
  }

  @Test func marksWhatOnlyOneOfTheTwoHas() throws {
    let x = Tensor(0.5).named("x")
    let (plain, more) = (GraphSnapshot(of: x.exp()), GraphSnapshot(of: x.exp().sin()))
    let added = Drawing(of: GraphDifference(from: plain, to: more)).diagram
    #expect(added.cards.filter { $0.style == .added }.count == 2)
    #expect(added.cards.contains { $0.style == .added && $0.texts.contains("+ added") })
    let removed = Drawing(of: GraphDifference(from: more, to: plain)).diagram
    #expect(removed.cards.filter { $0.style == .removed }.count == 2)
    #expect(removed.legend.contains { $0.sample == .card(.removed) })
  }

  /// What differs at a module stands on its card, and on its box where it is open.
  @Test(arguments: [false, true]) func saysWhatDiffersAtAModule(_ isOpen: Bool) throws {
    let before = ClosedModulesTests.stack(layers: 12)
    var after = isOpen ? ClosedModulesTests.stack(layers: 12, doubling: 11) : before
    let position = try #require(after.scopes.lastIndex { $0.type == "Layer" })
    after.scopes[position].type = "Block"
    after.scopes[position].attributes = [.init(name: "p", value: "0.1")]
    let difference = GraphDifference(from: before, to: after)
    let diagram = Drawing(of: difference).diagram
    let words = ["type Layer → Block", "p not given → 0.1"]
    let group = diagram.groups.first { $0.type == "Block" }
    let card = diagram.cards.first { $0.texts.contains("Block") }
    if isOpen {
      let detail = try #require(group).detail
      for word in words { #expect(detail.contains(word)) }
    } else {
      let texts = try #require(card).texts
      for word in words + ["equal inside"] { #expect(texts.contains(word)) }
      // All others are equal, and say so.
      #expect(diagram.cards.contains { $0.texts.contains("equal") })
    }
  }

  @Test(arguments: [Format.svg, .png, .pdf, .dot, .text, .alt])
  func isDrawnInEachFormat(format: Format) throws {
    let difference = GraphDifference(
      from: ClosedModulesTests.stack(layers: 3),
      to: ClosedModulesTests.stack(layers: 4, doubling: 1))
    let drawing = Drawing(of: difference)
    let (first, second) = (try drawing.data(as: format), try drawing.data(as: format))
    #expect(!first.isEmpty && first == second)
  }

  @Test func twinsAreDrawnAsTheSecondOne() throws {
    let x = Tensor([1, 2]).named("x")
    var options = GraphDifference.Options()
    options.comparesOnlyResults = true
    let difference = GraphDifference(
      from: GraphSnapshot(of: (x * 2).named("y")), to: GraphSnapshot(of: (x + x).named("y")),
      options)
    #expect(difference.isEqual)
    let diagram = Drawing(of: difference).diagram
    #expect(!diagram.cards.contains { [.added, .removed].contains($0.style) })
  }
}
