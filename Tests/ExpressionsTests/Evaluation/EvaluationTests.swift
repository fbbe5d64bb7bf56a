import Expressions
import Smolgrad
import Testing

@Suite("Evaluation")
struct EvaluationTests {
  @Test(
    "Numbers follow Python's precedence",
    arguments: [
      ("-2**2", -4.0), ("(-2)**2", 4), ("2**-1", 0.5), ("2**3**2", 512), ("-2**-2", -0.25),
      ("1 - 2 - 3", -4), ("8/4/2", 1),
      ("2 + 3 * 4", 14), ("--3", 3), ("-3 + 5", 2), ("+-+3", -3), ("7/2", 3.5), ("2*-3", -6),
      (".5 + 1. + 1e-1", 1.6), ("1_000", 1000),
      ("(1, 2)[1]", 2), ("pi", .pi), ("[3, 4][-1]", 4), ("# nothing\n 1 # one\n; 2", 2),
      ("a = 2; a **= 3; a -= 1; a", 7),
    ])
  func precedence(text: String, value: Double) throws {
    #expect(abs(try TensorExpression(text).evaluate().item() - value) < 1e-15)
  }

  @Test("A neuron")
  func neuron() throws {
    let o = try TensorExpression("tanh(x1*w1 + x2*w2 + b)").evaluate([
      "x1": 2, "w1": -3, "x2": 0, "w2": 1, "b": 6.8813735870195432,
    ])
    o.backward()
    #expect(abs(o.item() - 0.707_106_781_186_547_5) < 1e-15)
    let leaves = history(of: o).filter { $0.role == .input }
    #expect(leaves.map(\.name) == ["x1", "w1", "x2", "w2", "b"])
    let expected = [-1.5, 1, 0.5, 0, 0.5]
    for (leaf, gradient) in zip(leaves, expected) {
      #expect(abs(leaf.gradient!.item() - gradient) < 1e-12)
    }
  }

  @Test("What is assigned has its name on the card, and a list is one tensor")
  func names() throws {
    let y = try TensorExpression("W = [[1, 2], [3, 4]]; h = W @ x; k = h; (W * W).sum() + sum(k)")
      .evaluate([
        "x": [1, -1]
      ])
    let tensors = history(of: y)
    #expect(tensors.filter { $0.name == "W" }.count == 1)
    #expect(tensors.filter { $0.name == "h" }.count == 1)
    #expect(!tensors.contains { $0.name == "k" })
    #expect(y.item() == 28)
  }

  @Test("Several results, lists and rows are taken apart, and each part has its name")
  func unpacking() throws {
    let x: [String: TensorExpression.Argument] = ["x": [[1, 5, 2], [4, 3, 6]]]
    let y = try TensorExpression("v, i = max(x, 1); v * 10 + i").evaluate(x)
    #expect(y.doubles() == [51, 62])
    #expect(Set(history(of: y).compactMap(\.name)) == ["x", "v", "i"])
    #expect(try TensorExpression("a, b = x; a - b").evaluate(x).doubles() == [-3, 2, -4])
    #expect(
      try TensorExpression("a, b, c = x.unbind(1); a + 10 * b + 100 * c").evaluate(x).doubles()
        == [251, 634])
    #expect(try TensorExpression("n, m = x.shape; n * m").evaluate(x).item() == 6)
  }

  @Test("A name that is read first is a leaf, even if it is assigned to later")
  func order() throws {
    let expression = try TensorExpression("y = x + 1; x = y * 2; x * a; inf")
    #expect(expression.names == ["x", "a"])
    #expect(try TensorExpression("e = 2; e").names.isEmpty)
    #expect(try TensorExpression("mean + pi").names == ["mean"])
    #expect(try TensorExpression("pi").evaluate(["pi": 3]).item() == 3)
  }

  @Test("The same seed gives the same random numbers, and the type is that which was asked for")
  func settings() throws {
    let expression = try TensorExpression("randn(4) + dropout([1, 1, 1, 1], 0.5)")
    let first = try expression.evaluate(seed: 1).doubles()
    #expect(try expression.evaluate(seed: 1).doubles() == first)
    #expect(try expression.evaluate(seed: 2).doubles() != first)
    let half = try TensorExpression("x * 2 + [1, 2]").evaluate(["x": 1], dtype: .float32)
    #expect(half.dtype == .float32)
    #expect(try TensorExpression("long([1, 2]) * 2").evaluate().dtype == .int64)
  }

  @Test("Values are written as in an expression")
  func arguments() throws {
    for (text, expected) in [
      ("-3", [-3.0]), ("1/4", [0.25]), ("[[1, -2], [3e2, 2**3]]", [1, -2, 300, 8]),
      ("inf", [.infinity]), ("-inf", [-.infinity]),
    ] {
      let y = try TensorExpression("x").evaluate(["x": .init(parsing: text)])
      #expect(y.doubles() == expected)
      #expect(y.requiresGradient && y.name == "x")
    }
    #expect(try TensorExpression("x").evaluate(["x": .init(parsing: "nan")]).item().isNaN)
    #expect(
      try !TensorExpression("x").evaluate(["x": .init(parsing: "[True, False]")]).requiresGradient)
  }
}
