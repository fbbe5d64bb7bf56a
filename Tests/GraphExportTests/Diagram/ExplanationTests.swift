import Foundation
import GraphExport
import Smolgrad
import Testing

@Suite struct ExplanationTests {
  /// The sum of what all operations deliver is the gradient, for every tensor of every sample.
  @Test(arguments: Samples.all) func contributionsAddUpToTheGradient(sample: Samples) throws {
    let snapshot = GraphSnapshot(of: sample.compute(), includesContributions: true)
    var checked = 0
    for node in snapshot.nodes {
      guard let gradient = node.tensor?.gradient.summary?.elements else { continue }
      let addends = snapshot.edges.filter { $0.from == node.id }.compactMap {
        $0.contribution?.value.elements
      }
      if addends.isEmpty { continue }
      for (place, element) in gradient.enumerated() {
        let sum = addends.reduce(0) { $0 + $1[place] }
        #expect(abs(sum - element) <= 1e-5 * max(1, abs(element)), "\(node.name)")
      }
      checked += 1
    }
    #expect(checked >= 3)
  }

  @Test func saysHowAScalarGradientArose() throws {
    let drawing = Drawing(of: Samples.neuron(), explanation: .contributions)
    let labels = drawing.diagram.arrows.compactMap(\.label)
    #expect(labels.contains("-3 × 0.5 = -1.5"))
    #expect(labels.contains("2 × 0.5 = 1"))
    #expect(labels.contains("0.5 × 1 = 0.5"))
  }

  @Test func saysByWhichFormula() throws {
    let drawing = Drawing(of: Samples.neuron(), explanation: .full)
    let svg = String(decoding: try drawing.data(as: .svg), as: UTF8.self)
    #expect(svg.contains("∂L/∂x1 = ∂L/∂y · w1 = 0.5 · (-3) = -1.5"))
    #expect(svg.contains("∂L/∂w1 = ∂L/∂y · x1 = 0.5 · 2 = 1"))
  }

  @Test func showsASumOnATensorThatIsUsedTwice() {
    let cards = Drawing(of: Samples.reuse(), explanation: .contributions).diagram.cards
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
    let drawing = Drawing(of: y, explanation: .contributions)
    let labels = drawing.diagram.arrows.compactMap(\.label)
    #expect(labels.contains("2 × 0 = 0"))
  }
}
