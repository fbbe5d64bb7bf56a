import Smolgrad
import Testing

@testable import Expressions

/// A rule for operands is written once: whoever breaks it is told the same by a program that stops and by an expression.
@Suite("Misfits in programs and in expressions")
struct SameSentenceTests {
  @Test("Both say the same sentence", arguments: misfits.indices)
  func sameSentence(_ index: Int) async throws {
    let error = #expect(throws: ExpressionError.self) {
      try TensorExpression(misfits[index].expression).evaluate()
    }
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      [index] in misfits[index].program()
    }
    let said = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    let sentence = try #require(error).message
    #expect(said.contains("Fatal error: \(sentence)\n"), "\(sentence)\n\(said.prefix(300))")
  }

  @Test("No function is left out, but those that take operands of all shapes and types")
  func complete() {
    let named = Set(
      misfits.map { $0.expression.prefix { $0.isLetter || $0.isNumber || $0 == "_" } })
    let missing = Function.all.keys.filter { !named.contains($0[...]) }
    #expect(
      missing.sorted() == [
        "acos", "acosh", "asin", "asinh", "atan", "atanh", "bfloat16", "bool", "cos", "cosh",
        "detach",
        "double", "erf", "exp", "exp2", "expm1", "float", "half", "hardshrink", "hardtanh", "int",
        "log", "log10", "log1p", "log2", "logical_not", "long", "nan_to_num", "reciprocal",
        "relu", "relu6", "rsqrt", "sigmoid", "sign", "sin", "sinh", "softmin", "sqrt", "square",
        "t", "tan", "tanh", "tensor", "threshold", "to",
      ])
  }
}
