import Graphviz
import Smolgrad
import TestSupport
import Testing

@testable import GraphExport

@Suite struct CardSizesTests {
  /// What the question about one card of each kind yields is what Graphviz makes of all cards.
  @Test(arguments: Samples.all, Diagram.Explanation.allCases)
  func areThoseOfTheWholeFigure(sample: Samples, explanation: Diagram.Explanation) throws {
    let diagram = Drawing(explaining: sample.compute(), explanation).diagram
    let question = CardSizes(diagram)
    let answer = try Renderer.render(question.dot, as: .plain, engine: .givenPositions).text
    let sizes = try #require(question.sizes(fromPlain: answer))

    let whole = try Renderer.render(DOTWriter.withColorCodes(diagram).dot, as: .plain).text
    var found: [String: [Double]] = [:]
    for line in whole.split(separator: "\n") where line.hasPrefix("node n") {
      let words = line.split(separator: " ", maxSplits: 6)
      found[String(words[1])] = words[4...5].map { Double($0)! * 72 }
    }
    for (card, size) in zip(diagram.cards, sizes) {
      let expected = try #require(found["n\(card.id)"])
      #expect(abs(size.width - expected[0]) < 0.01 && abs(size.height - expected[1]) < 0.01)
    }
  }

  @Test func sameContentsAreAskedForOnce() throws {
    let x = Tensor(1.0, requiresGradient: true)
    let diagram = Drawing(of: (0..<100).reduce(x) { y, _ in -y }).diagram
    #expect(CardSizes(diagram).dot.split(separator: "\n").count { $0.contains("pos=") } < 10)
  }

  @Test func cardsOfBothPassesHaveSizes() throws {
    let diagram = Drawing(of: Samples.neuron(), capturing: .combined).diagram
    let question = CardSizes(diagram)
    let answer = try Renderer.render(question.dot, as: .plain, engine: .givenPositions).text
    #expect(!diagram.pairs.isEmpty)
    #expect(question.sizes(fromPlain: answer)?.count == diagram.cards.count)
  }

  @Test func anAnswerThatLacksACardIsNone() {
    #expect(CardSizes(Drawing(of: Samples.neuron()).diagram).sizes(fromPlain: "graph 1 2 3") == nil)
  }
}
