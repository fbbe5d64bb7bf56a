import Smolgrad
import SmolgradNN
import Testing

private let rules: [String: Initializer] = [
  "constant": .constant(0.25), "zeros": .zeros, "ones": .ones,
  "uniform": .uniform(from: -0.3, to: 0.7), "normal": .normal(mean: 0.5, deviation: 2),
  "xavierUniform": .xavierUniform(gain: Initializer.Nonlinearity.tanh.gain),
  "xavierNormal": .xavierNormal(),
  "kaimingUniform": .kaimingUniform(nonlinearity: .relu),
  "kaimingUniform, leaky": .kaimingUniform(nonlinearity: .leakyReLU(slope: 0.3)),
  "kaimingNormal": .kaimingNormal(),
  "kaimingNormal, outputs": .kaimingNormal(fan: .outputs, nonlinearity: .selu),
]

@Suite("Initializers")
struct InitializerTests {
  private struct Case: Decodable {
    let name: String
    let shape: [Int]
    let data: [Double]
  }

  @Test("The same seed gives PyTorch's numbers")
  func numbers() throws {
    let cases = try reference("initializers", as: [Case].self)
    #expect(Set(cases.map(\.name)) == Set(rules.keys))
    for expected in cases {
      let rule = try #require(rules[expected.name])
      let weight = Tensor.zeros(expected.shape)
      weight.initialize(rule, generator: Generator(seed: 3))
      // Normal numbers may differ in the last bit.
      let tolerance = expected.name.contains("ormal") ? 1e-6 : 0
      for (a, b) in zip(weight.floats(), expected.data) {
        #expect(abs(Double(a) - Double(Float(b))) <= tolerance * (1 + abs(b)), "\(expected.name)")
      }
    }
  }
}
