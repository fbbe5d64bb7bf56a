import Expressions
import Smolgrad
import TestSupport
import Testing

@Suite("Malformed expressions")
struct MutationTests {
  private static let good = [
    "tanh(x1*w1 + x2*w2 + b)", "h = relu(x @ w); mean((h - y)**2)", "[[1,2],[3,4]] @ v",
    "softmax(m, dim=1).sum(0)[1]", "cross_entropy(m, [0, 2], label_smoothing=0.1)",
    "x[1:3, ..., None] ** -2.5e-1",
    "where(m > 0, m, -m).std(dim=[0, 1], keepdim=True)",
    "einsum('ij,kj->ik', m, m.T.reshape(2, 3))", "c = a; c += 2*c; ~(c < 3)",
  ]

  private static let signs = Array(
    "()[]{},;:.=+-*/@<>&|~!^%#'\"\\ \n\t0123456789.eE_xmhαβ²√🙂\u{0}\u{7F}\u{202E}\u{301}\u{FEFF}")

  @Test("Each of 1,000 is an error with a place, or has a value", arguments: 0..<10)
  func mutations(block: UInt64) {
    var random = SplitMix(seed: block)
    var errors = 0
    for _ in 0..<100 {
      let text = mutated(
        random.chance(0.5)
          ? random.pick(Self.good)
          : ExpressionGenerator.expression(seed: .random(in: 0..<1000, using: &random)).text,
        &random)
      do throws(ExpressionError) {
        let expression = try TensorExpression(text)
        var values: [String: TensorExpression.Argument] = [:]
        for name in expression.names { values[name] = Self.value(of: name) }
        let result = try expression.evaluate(values)
        if result.requiresGradient {
          result.backward(gradient: .ones(result.shape, dtype: result.dtype))
        }
      } catch {
        errors += 1
        #expect(!error.message.isEmpty && !error.message.contains("\n"), "\(text)")
        #expect(error.range.lowerBound >= 0 && error.range.upperBound <= text.count, "\(text)")
        #expect(error.excerpt.count == 2 && error.excerpt[1].contains("^"), "\(text)")
      }
    }
    #expect(errors > 30 && errors < 100)
  }

  private static func value(of name: String) -> TensorExpression.Argument {
    switch name.first {
    case "m", "w": [[0.5, -1, 2], [0, 0.25, -0.5]]
    case "x": [[1, 2], [3, 4], [5, 6]]
    case "v": [1, -1]
    default: 0.5
    }
  }

  private func mutated(_ text: String, _ random: inout SplitMix) -> String {
    var characters = Array(text)
    for _ in 0..<Int.random(in: 1...3, using: &random) where !characters.isEmpty {
      let index = Int.random(in: 0..<characters.count, using: &random)
      let end = min(index + Int.random(in: 1...6, using: &random), characters.count)
      switch random.pick(Array(0..<6)) {
      case 0: characters.remove(at: index)
      case 1: characters.insert(random.pick(Self.signs), at: index)
      case 2: characters[index] = random.pick(Self.signs)
      case 3: characters.removeSubrange(index...)
      case 4: characters.insert(contentsOf: characters[index..<end], at: index)
      default: characters.swapAt(index, Int.random(in: 0..<characters.count, using: &random))
      }
    }
    return String(characters)
  }
}
