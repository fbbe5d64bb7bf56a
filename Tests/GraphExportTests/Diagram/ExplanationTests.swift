import Foundation
import GraphExport
import Smolgrad
import TestSupport
import Testing

@Suite struct ExplanationTests {
  /// The sum of what all operations deliver is the gradient, for every tensor of every sample.
  @Test(arguments: Samples.all) func contributionsAddUpToTheGradient(sample: Samples) throws {
    let snapshot = GraphSnapshot(of: sample.compute(), capturing: .contributions)
    var checked = 0
    for node in snapshot.nodes {
      guard let gradient = node.tensor?.gradient.summary?.elements else { continue }
      let addends = snapshot.edges.filter { $0.from == node.id }.compactMap {
        $0.contribution?.value.elements
      }
      if addends.isEmpty { continue }
      for (index, element) in gradient.enumerated() {
        let sum = addends.reduce(0) { $0 + $1[index] }
        #expect(abs(sum - element) <= 1e-5 * max(1, abs(element)), "\(node.name)")
      }
      checked += 1
    }
    #expect(checked >= 3)
  }

  @Test func saysHowAScalarGradientArose() throws {
    let drawing = Drawing(explaining: Samples.neuron(), .contributions)
    let labels = drawing.diagram.arrows.compactMap(\.label)
    #expect(labels.contains("-3 × 0.5 = -1.5"))
    #expect(labels.contains("2 × 0.5 = 1"))
    #expect(labels.contains("0.5 × 1 = 0.5"))
  }

  @Test func saysByWhichFormula() throws {
    let drawing = Drawing(explaining: Samples.neuron(), .full)
    let svg = String(decoding: try drawing.data(as: .svg), as: UTF8.self)
    #expect(svg.contains("∂L/∂x1 = ∂L/∂mul_1 · w1 = 0.5 · (-3) = -1.5"))
    #expect(svg.contains("∂L/∂w1 = ∂L/∂mul_1 · x1 = 0.5 · 2 = 1"))
  }

  /// Numbers that have no card of their own stand in the formulas all the same, on either side of the operation.
  @Test(arguments: [false, true]) func formulasKnowHiddenNumbers(isBefore: Bool) throws {
    let x = Tensor(3.0, requiresGradient: true).named("x")
    let y = (isBefore ? 2 - x : x * 2).named("y")
    y.backward()
    var drawing = Drawing(explaining: y, .full)
    try drawing.apply([.hiding([.constants])])
    let svg = String(decoding: try drawing.data(as: .svg), as: UTF8.self)
    #expect(!svg.contains("{a}") && !svg.contains("{b}"))
    #expect(svg.contains(isBefore ? "∂L/∂x = -∂L/∂y = -1" : "∂L/∂x = ∂L/∂y · 2 = 1 · 2 = 2"))
  }

  /// Where a figure runs down, the numbers of a long formula stand on a line of their own.
  @Test func longFormulasHaveTwoLinesWhereWidthIsScarce() throws {
    let (weight, input) = (
      Tensor(0.12345678, requiresGradient: true).named("weight"),
      Tensor(-3.5, requiresGradient: true).named("input")
    )
    let result = (weight * input).named("product").tanh()
    result.backward()
    var drawing = Drawing(explaining: result, .full)
    let words = ["∂L/∂weight = ∂L/∂product · input", "0.8343 · (-3.5) = -2.92"]
    drawing.direction = .down
    let down = String(decoding: try drawing.data(as: .svg), as: UTF8.self)
    #expect(down.contains(">\(words[0])<") && down.contains(">= \(words[1])<"))
    drawing.direction = .right
    let right = String(decoding: try drawing.data(as: .svg), as: UTF8.self)
    #expect(right.contains(">\(words[0]) = \(words[1])<"))
  }

  /// Where a figure runs down, what a product equals stands below it.
  @Test func wordsOfArrowsHaveTwoLinesWhereWidthIsScarce() throws {
    var drawing = Drawing(explaining: Samples.neuron(), .contributions)
    drawing.direction = .down
    let down = String(decoding: try drawing.data(as: .svg), as: UTF8.self)
    #expect(down.contains(/>\u{a0}*2 × 0.5\u{a0}*</) && down.contains(/>\u{a0}*= 1\u{a0}*</))
    drawing.direction = .right
    let right = String(decoding: try drawing.data(as: .svg), as: UTF8.self)
    #expect(right.contains(/>\u{a0}*2 × 0.5 = 1\u{a0}*</))
  }

  /// What is the whole gradient stands on the tensor's card and in the formula, and not beside the arrow too.
  @Test func saysAContributionOnceWhereItIsTheGradient() {
    let one = Drawing(explaining: Samples.neuron(), .full).diagram
    #expect(one.arrows.allSatisfy { $0.label == nil })
    #expect(one.arrows.contains { $0.style == .negativeGradient })
    let several = Drawing(explaining: Samples.reuse(), .full).diagram
    #expect(several.arrows.compactMap(\.label).sorted() == ["3", "5", "5"])
  }

  @Test func runsDownWhereFormulasDoNotFitThePage() {
    let x = Tensor(2.0, requiresGradient: true).named("x")
    let long = (0..<8).reduce(x) { y, _ in (y * x).tanh() }
    #expect(Drawing(explaining: long, .full).diagram.direction == .down)
    #expect(Drawing(explaining: x.exp().tanh(), .contributions).diagram.direction == .right)
    #expect(Drawing(explaining: x.exp(), .full).diagram.direction == .right)
    var asked = Drawing(explaining: long, .full)
    asked.direction = .right
    #expect(asked.diagram.direction == .right)
  }

  @Test func showsASumOnATensorThatIsUsedTwice() {
    let cards = Drawing(explaining: Samples.reuse(), .contributions).diagram.cards
    let words = cards.flatMap(\.rows).flatMap { row -> [Diagram.Item] in
      if case .line(let items) = row { items } else { [] }
    }
    // y = a · a + 3a at a = 5: 5 + 5 + 3.
    #expect(words.contains(.text("∇ 13 = 5 + 5 + 3", .gradientStatistic)))
  }

  @Test func everyOperationOfTheSamplesKnowsItsFormula() {
    for sample in Samples.all {
      for node in GraphSnapshot(of: sample.compute()).nodes {
        guard let operation = node.operation else { continue }
        #expect(!operation.derivatives.isEmpty, "\(operation.type)")
      }
    }
  }

  @Test func aZeroDerivativeIsNotLostInAZeroGradient() throws {
    let x = Tensor(3.0, requiresGradient: true).named("x")
    let y = (x * 2 * 0).named("y")
    y.backward()
    let drawing = Drawing(explaining: y, .contributions)
    let labels = drawing.diagram.arrows.compactMap(\.label)
    #expect(labels.contains("2 × 0 = 0"))
  }

  @Test func callsTensorsByWhatStandsOnTheirCards() throws {
    let drawing = Drawing(explaining: Samples.reuse(), .full)
    let texts = try XMLTree.parse(drawing.data(as: .svg)).all.filter { $0.name == "text" }.map(
      \.text)
    for text in [
      "mul_1", "mul_2", "∂L/∂a = ∂L/∂mul_2 · 3 = 1 · 3 = 3", "∂L/∂a = ∂L/∂mul_1 · a = 1 · 5 = 5",
    ] {
      #expect(texts.contains(text), "\(text) is missing in \(texts)")
    }
  }

  @Test func sumsWhatWasBroadcast() throws {
    let b = Tensor(1.0, requiresGradient: true).named("b")
    let x = Tensor([1, 2, 3], requiresGradient: true).named("x")
    let y = (x * b).named("y")
    let loss = y.sum()
    loss.backward()
    let svg = String(
      decoding: try Drawing(explaining: loss, .full).data(as: .svg), as: UTF8.self)
    #expect(svg.contains("∂L/∂b = Σ(∂L/∂y · x) = 6<"))
    #expect(svg.contains("∂L/∂x = ∂L/∂y · b<"))
  }
}
