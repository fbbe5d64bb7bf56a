import Smolgrad
import SmolgradNN
import TestSupport
import Testing

/// A module in double precision and the shape of its input.
private struct GradientCase: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let shape: [Int]
  let make: @Sendable (Generator) -> Module

  init(_ name: String, _ shape: [Int], _ make: @escaping @Sendable (Generator) -> Module) {
    (testDescription, self.shape, self.make) = (name, shape, make)
  }
}

private let gradientCases: [GradientCase] = [
  GradientCase("Conv2d", [2, 2, 4, 3]) {
    Conv2d(2, 2, kernel: Pair(3, 2), padding: .same, dtype: .float64, generator: $0)
  },
  GradientCase("ConvTranspose2d", [1, 2, 3, 2]) {
    ConvTranspose2d(2, 2, kernel: 3, stride: 2, padding: 1, dtype: .float64, generator: $0)
  },
  GradientCase("LayerNorm", [2, 3]) { _ in LayerNorm(3, dtype: .float64) },
  GradientCase("RMSNorm", [2, 3]) { _ in RMSNorm(3, dtype: .float64) },
  GradientCase("GroupNorm", [2, 4, 2]) { _ in GroupNorm(2, 4, dtype: .float64) },
  GradientCase("BatchNorm1d", [4, 2]) { _ in BatchNorm1d(2, dtype: .float64) },
  GradientCase("BatchNorm2d eval", [2, 2, 2, 1]) { _ in BatchNorm2d(2, dtype: .float64).eval() },
  GradientCase("RNN", [3, 2, 2]) { RNN(2, 2, layers: 2, dtype: .float64, generator: $0) },
  GradientCase("LSTM", [3, 2, 2]) {
    LSTM(2, 2, batchFirst: true, bidirectional: true, dtype: .float64, generator: $0)
  },
  GradientCase("GRU", [3, 2]) { GRU(2, 2, dtype: .float64, generator: $0) },
  GradientCase("MultiheadAttention", [3, 1, 4]) {
    MultiheadAttention(4, heads: 2, dtype: .float64, generator: $0)
  },
  GradientCase("CausalSelfAttention", [1, 3, 4]) {
    CausalSelfAttention(
      4, heads: 2, context: 5, attentionDropout: 0, outputDropout: 0, dtype: .float64, generator: $0
    )
  },
]

@Suite("Gradients of modules")
struct ModuleGradientTests {
  @Test("They agree with central differences", arguments: gradientCases)
  private func gradients(_ gradientCase: GradientCase) {
    let model = gradientCase.make(Generator(seed: 1))
    let x = sample(gradientCase.shape)
    checkGradients(
      of: [("x", x)] + model.namedParameters(), gradientCase.testDescription, tolerance: 1e-5
    ) { model(x) }
  }

  @Test("Attention to another sequence, and to none of what lies ahead")
  func attention() {
    let attention = MultiheadAttention(4, heads: 2, batchFirst: true, dtype: .float64)
    let (query, key, value) = (
      sample([1, 2, 4]), sample([1, 3, 4], seed: 2), sample([1, 3, 4], seed: 3)
    )
    let weights = attention(query, key, value).weights
    #expect(weights.shape == [1, 2, 3])
    #expect(weights.sum(dim: -1).doubles().allSatisfy { abs($0 - 1) < 1e-12 })
    checkGradients(of: [("query", query), ("key", key), ("value", value)], "attention") {
      attention(query, key, value).output
    }
    let causal = CausalSelfAttention(
      4, heads: 2, context: 4, attentionDropout: 0, outputDropout: 0, dtype: .float64)
    let x = sample([1, 4, 4])
    let part = causal(x[0..., 0..<2])
    #expect(part.doubles() == causal(x)[0..., 0..<2].doubles())
  }

  @Test("Dropout has the share and the mean that it promises")
  func dropout() {
    let y = Dropout(0.2, generator: Generator(seed: 1))(Tensor.ones([10_000]))
    #expect(abs(Double(y.doubles().count { $0 == 0 }) / 10_000 - 0.2) < 0.02)
    #expect(abs(y.mean().item() - 1) < 0.02)
  }
}
