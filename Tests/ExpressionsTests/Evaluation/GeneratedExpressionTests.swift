import Expressions
import Smolgrad
import TestSupport
import Testing

@Suite("Generated expressions")
struct GeneratedExpressionTests {
  @Test("Gradients agree with differences in double precision", arguments: 0..<200)
  func gradients(seed: UInt64) throws {
    let (text, leaves) = ExpressionGenerator.expression(seed: seed)
    var random = SplitMix(seed: seed + 1000)
    let values = leaves.map { leaf in
      (0..<leaf.shape.reduce(1, *)).map { _ in Double.random(in: -1...1, using: &random) }
    }
    let expression = try TensorExpression(text)
    #expect(Set(expression.names) == Set(leaves.map(\.name)))

    func evaluate(_ values: [[Double]], tracking: Bool = false) throws -> (Tensor, [Tensor]) {
      let tensors = zip(leaves, values).map { leaf, values in
        Tensor(values, shape: leaf.shape, dtype: .float64, requiresGradient: tracking)
      }
      let arguments = zip(leaves, tensors).map { ($0.name, TensorExpression.Argument.tensor($1)) }
      return (try expression.evaluate(Dictionary(uniqueKeysWithValues: arguments)), tensors)
    }
    let (result, tensors) = try evaluate(values, tracking: true)
    #expect(result.shape == [])
    guard result.requiresGradient else {
      #expect(leaves.isEmpty, "\(text)")
      return
    }
    result.backward()

    for (index, tensor) in tensors.enumerated() {
      let gradient = tensor.gradient?.doubles() ?? values[index].map { _ in 0 }
      for element in values[index].indices {
        func value(_ offset: Double) throws -> Double {
          var moved = values
          moved[index][element] += offset
          return try evaluate(moved).0.item()
        }
        let step = 1e-5
        let difference = (try value(step) - value(-step)) / (2 * step)
        #expect(
          abs(gradient[element] - difference) <= 1e-6 * (1 + abs(difference)),
          "\(text): \(leaves[index].name)[\(element)] has \(gradient[element]), not \(difference)")
      }
    }
  }
}
