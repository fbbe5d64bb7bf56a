import GraphExport
import Smolgrad
import SmolgradNN
import Testing

/// What is said of a difference is said once, and as a reader would say it.
@Suite struct DifferenceWordsTests {
  private func messages(_ a: Tensor, _ b: Tensor) -> [String] {
    GraphDifference(from: GraphSnapshot(of: a), to: GraphSnapshot(of: b)).changes.map(\.message)
  }

  @Test func theShapeOfAResultIsSaidOnce() {
    let x = Tensor([1, 2, 3, 4, 5, 6]).named("x")
    #expect(
      messages(x.reshape(2, 3), x.reshape(3, 2)) == [
        "reshape_1: shape 2×3 → 3×2 (first divergence)"
      ])
  }

  @Test func argumentsAreThoseThatAreOthers() {
    let (a, b, c) = (Tensor(1).named("a"), Tensor(2).named("b"), Tensor(3).named("c"))
    #expect(messages(a - b, b - a).first == "sub_1: arguments a, b → b, a (first divergence)")
    let difference = GraphDifference(
      from: GraphSnapshot(of: (a * b).exp() + (a * c).named("d")),
      to: GraphSnapshot(of: (a * b).exp() + (a * b).named("d")))
    #expect(difference.text.contains("mul_2: arguments c → b"))
  }

  /// A layer that takes another one's weight says whose.
  @Test func aWeightThatIsSharedNowIsNamed() {
    let x = Tensor([[1, 2]]).named("x")
    let weights = [1, 2].map { (seed: UInt64) in
      let weight = Tensor.randn([2, 2], generator: Generator(seed: seed)).named("w\(seed)")
      weight.requiresGradient = true
      return weight
    }
    let before = x.matmul(weights[0]).tanh().matmul(weights[1])
    let after = x.matmul(weights[0]).tanh().matmul(weights[0])
    let words = messages(before, after)
    #expect(words.contains("w2 removed (first divergence)"))
    #expect(words.contains("matmul_2: arguments w2 → w1"))
  }

  @Test func whatMovedIsCalledAsItWas() {
    let x = Tensor([0.5, 0.25]).named("x")
    let (v, w) = (Tensor([1, 2]).named("v"), Tensor([3, 4]).named("w"))
    for weight in [v, w] { weight.requiresGradient = true }
    for words in messages((x * v * w).exp(), (x * w * v).exp()) {
      let parts = words.split(separator: " → ")
      #expect(!words.contains("arguments") || !parts[0].hasSuffix(parts[1]), "\(words)")
    }
  }

  @Test func whatIsNotFiniteIsComparedWithAllThatWas() {
    let words = messages(
      Tensor([1, 2]).named("x").exp(), Tensor([1, .nan]).named("x").exp())
    #expect(words.first == "x: value all finite → 1 not finite (first divergence)")
  }

  /// What an attribute was and is stands in one line, and its new value in no other.
  @Test func cardsSayChangedAttributesOnce() throws {
    let x = Tensor.ones([1, 2, 8, 8]).named("x")
    func snapshot(_ dilation: Int) -> GraphSnapshot {
      let layer = Conv2d(
        2, 2, kernel: 2, dilation: Pair(dilation, dilation), generator: Generator(seed: 1))
      return GraphSnapshot(of: layer(x).named("y"))
    }
    let diagram = Drawing(of: GraphDifference(from: snapshot(2), to: snapshot(3))).diagram
    let card = try #require(
      diagram.cards.first { $0.texts.contains { $0.contains("dilation") } })
    #expect(card.texts.filter { $0.contains("dilation") }.count == 1, "\(card.texts)")
    #expect(card.texts.contains { $0.contains("dilation 2 → 3") }, "\(card.texts)")
  }
}
