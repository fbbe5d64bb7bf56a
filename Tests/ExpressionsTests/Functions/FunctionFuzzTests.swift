@testable import Expressions
import Smolgrad
import TestSupport
import Testing

/// Each function checks its arguments, since the engine would stop the program; here they are of all kinds,
/// and the gradients are asked for as well.
@Suite("Functions with arguments of all kinds")
struct FunctionFuzzTests {
  @Test("No function stops the program", arguments: Function.all.keys.sorted().quick(60))
  func arguments(name: String) throws {
    let function = try #require(Function.all[name])
    var random = SplitMix(seed: name.utf8.reduce(7) { $0 &* 31 &+ UInt64($1) })
    for attempt in 0..<200 {
      // All tensors of one shape at first, since few functions take what does not fit.
      let common = attempt % 2 == 0 ? random.pick(Self.tensors) : nil
      let text = call(function, common, &random)
      do throws(ExpressionError) {
        let expression = try TensorExpression(text)
        let values = Self.values.filter { expression.names.contains($0.key) }
        let result = try expression.evaluate(values)
        if result.requiresGradient {
          result.backward(gradient: .ones(result.shape, dtype: result.dtype))
        }
      } catch {
        #expect(error.range.upperBound <= text.count, "\(text)")
      }
    }
  }

  private static let tensors = [
    "s", "v", "m", "t", "q", "2", "-0.5", "[1, 2, 3]", "[[1, 2, 3], [4, 5, 6]]", "(m > 0)",
    "(v < 1)", "long(v)", "long(m)", "[0, 1]",
    "v[0]", "m.T", "m[:, None]", "True", "v.double()", "half(m)", "ones(1, 3)", "k",
    "t.transpose(1, 2)", "long([0, 1])", "[]", "v[0:0]", "m[:, 3:]", "zeros(0, 3)", "t[:0]",
    "q[:, :, :0]", "long([])", "bool([])", "tensor([0, 1])",
  ]

  private static var values: [String: TensorExpression.Argument] {
    [
      "s": 0.5, "v": [0.5, -1, 2], "m": [[0.5, -1, 2], [0, 0.25, -0.5]],
      "t": [[[1, 2, 3], [4, 5, 6]], [[-1, 0, 1], [0.5, 0.5, 0.5]]],
      "q": [[[[1, 2, 3, 4], [5, 6, 7, 8], [9, 8, 7, 6], [1, 0, 1, 0]]]],
      "k": [[[[1, -1], [0.5, 2]]]],
    ]
  }

  private func call(
    _ function: Function, _ common: String?, _ random: inout SplitMix
  ) -> String {
    var arguments: [String] = []
    for parameter in function.parameters where !parameter.isOptional || random.chance(0.4) {
      let value = argument(parameter, common, &random)
      arguments.append(parameter.isOptional ? "\(parameter.name)=\(value)" : value)
    }
    return "\(function.name)(\(arguments.joined(separator: ", ")))"
  }

  private func argument(
    _ parameter: Parameter, _ common: String?, _ random: inout SplitMix
  ) -> String {
    let integer = { (random: inout SplitMix) in
      "\(random.pick([-100, -3, -2, -1, 0, 0, 1, 1, 2, 3, 4, 300, 20_000_000, 9_000_000_000_000]))"
    }
    switch parameter.kind {
    case .tensor:
      return random.chance(0.7) ? common ?? random.pick(Self.tensors) : random.pick(Self.tensors)
    case .tensors:
      let count = random.pick([1, 2, 2, 3])
      return
        "[\((0..<count).map { _ in common ?? random.pick(Self.tensors) }.joined(separator: ", "))]"
    case .number:
      return random.pick(["0", "1", "2", "-1", "0.5", "1e300", "inf", "-inf", "nan", "s"])
    case .integer: return integer(&random)
    case .integers:
      if random.chance(0.3) { return integer(&random) }
      let count = random.pick([0, 1, 1, 2, 2, 3, 4, 5])
      return random.pick([
        "[\((0..<count).map { _ in integer(&random) }.joined(separator: ", "))]", "[1, 1]", "[0]",
        "[3]", "[2, 3]", "m.shape", "[1, 0]",
      ])
    case .flag: return random.pick(["True", "False"])
    case .dtype: return random.pick(["'float64'", "'float16'", "'int64'", "'int32'", "'bool'"])
    case .text:
      return random.pick([
        "'none'", "'mean'", "'sum'", "'batchmean'", "'tanh'", "'same'", "'valid'", "'constant'",
        "'reflect'", "'replicate'", "'circular'",
        "'ij->ji'", "'ij,ij->i'", "'i,i'", "'ii'", "'ij,jk'", "'...i'", "'->'", "','",
        "'iJ,iJ->iJ'",
      ])
    }
  }
}
