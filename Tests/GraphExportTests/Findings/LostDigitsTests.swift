import Expressions
import GraphExport
import Smolgrad
import Testing

/// Textbook cases of lost digits: the operation that lost them, and none where all is well.
@Suite struct LostDigitsTests {
  struct Case: Sendable, CustomStringConvertible {
    var expression: String
    var arguments: [String: String]
    var operation: String
    var causes: [LostDigits.Cause]
    var dtype = DType.float32

    var description: String { expression }
  }

  static let cases: [Case] = [
    Case(
      expression: "exp(x) - 1", arguments: ["x": "1e-4"], operation: "sub", causes: [.cancellation]),
    Case(
      expression: "mean(x * x) - mean(x) ** 2", arguments: ["x": "[1000, 1000.1, 1000.2]"],
      operation: "sub", causes: [.cancellation]),
    Case(
      expression: "log(softmax(x, dim=0)).sum()", arguments: ["x": "[200, 0]"],
      operation: "softmax",
      causes: [.underflow]),
    Case(
      expression: "log(softmax(x, dim=0)[1])", arguments: ["x": "[200, 0]"], operation: "softmax",
      causes: [.underflow]),
    Case(
      expression: "log(softmax(x, dim=0)[1])", arguments: ["x": "[100, 0]"], operation: "softmax",
      causes: [.underflow]),
    Case(
      expression: "log(1 - sigmoid(x))", arguments: ["x": "18"], operation: "sub",
      causes: [.cancellation]),
    Case(
      expression: "1 - cos(x)", arguments: ["x": "1e-4"], operation: "sub", causes: [.cancellation]),
    Case(
      expression: "(-b + sqrt(b * b - 4 * a * c)) / (2 * a)",
      arguments: ["a": "1", "b": "20000", "c": "1"], operation: "add", causes: [.cancellation]),
    Case(
      expression: "(x + y) - x", arguments: ["x": "1e8", "y": "1"], operation: "add",
      causes: [.absorption]),
    Case(
      expression: "log(1 + x)", arguments: ["x": "1e-9"], operation: "add", causes: [.absorption]),
    Case(
      expression: "exp(x) / exp(y)", arguments: ["x": "100", "y": "99"], operation: "exp",
      causes: [.overflow]),
    Case(
      expression: "exp(-x) * exp(x - 1)", arguments: ["x": "120"], operation: "exp",
      causes: [.underflow, .overflow]),
    Case(
      expression: "sqrt(x * x + y * y)", arguments: ["x": "1e25", "y": "1e25"], operation: "mul",
      causes: [.overflow]),
    Case(
      expression: "sqrt(x * x + y * y)", arguments: ["x": "1e-25", "y": "1e-25"], operation: "mul",
      causes: [.underflow]),
    Case(
      expression: "tan(x) - sin(x)", arguments: ["x": "1e-3"], operation: "sub",
      causes: [.cancellation]),
    Case(
      expression: "sqrt(x + 1) - sqrt(x)", arguments: ["x": "1e7"], operation: "sub",
      causes: [.cancellation]),
    Case(
      expression: "sum(x * x)", arguments: ["x": "[300, 400]"], operation: "mul",
      causes: [.overflow], dtype: .float16),
    Case(
      expression: "sin(x)", arguments: ["x": "10000000.3"], operation: "sin", causes: [.sensitivity]
    ),
  ]

  private func lost(_ text: String, _ arguments: [String: String], _ dtype: DType, _ wide: DType)
    throws -> [LostDigits]
  {
    let narrow = try Fault.snapshot(of: text, arguments, dtype)
    return try #require(narrow.lostDigits(against: try Fault.snapshot(of: text, arguments, wide)))
  }

  @Test(arguments: cases) func namesTheOperation(_ textbook: Case) throws {
    let lost = try lost(
      textbook.expression, textbook.arguments, textbook.dtype,
      textbook.dtype == .float16 ? .float32 : .float64)
    let blamed = lost.filter { $0.cause != nil && $0.direction == .forward }
    #expect(
      blamed.contains {
        $0.operation == textbook.operation && textbook.causes.contains($0.cause!)
      }, "\(lost.map(\.message))")
  }

  @Test func findsNothingWhereAllIsWell() throws {
    for (text, arguments) in [
      (
        "mean((tanh(x @ w) - y) ** 2)",
        ["x": "[[0.1, 2], [3, -0.4]]", "w": "[[0.5, 1], [-1, 0.3]]", "y": "0.7"]
      ),
      ("logsumexp(x, dim=0)", ["x": "[1, 2, 300]"]), ("expm1(x)", ["x": "1e-4"]),
      ("cross_entropy(x, [0, 2])", ["x": "[[1, 2, 3], [0, -5, 6]]"]),
    ] {
      #expect(try lost(text, arguments, .float32, .float64).filter { $0.cause != nil } == [])
    }
  }

  /// Tensors of which a snapshot holds statistics alone.
  @Test(arguments: [
    ("mean(x * x) - mean(x) ** 2", 1e6, "sub", LostDigits.Cause.cancellation),
    ("cumsum(x * 0 + 0.1, dim=0)[-1]", 0, "cumsum", .longSum),
    ("sum((x + 1e9) - 1e9)", 0, "add", .absorption),
    ("mean(exp(x) / exp(x - 1))", 100, "exp", .overflow),
  ])
  func comparesLargeTensors(
    text: String, offset: Double, operation: String, cause: LostDigits.Cause
  ) throws {
    func result(_ dtype: DType) throws -> Tensor {
      let x = Tensor.arange(0, 100_000, dtype: dtype) * 1e-4 + offset
      let leaf = x.detached()
      leaf.requiresGradient = true
      let result = try TensorExpression(text).evaluate(["x": .tensor(leaf)], dtype: dtype)
      result.backward()
      return result
    }
    let lost = try #require(
      GraphSnapshot.lostDigits(of: try result(.float32), against: try result(.float64)))
    let blamed = lost.filter { $0.cause != nil && $0.direction == .forward }
    #expect(
      blamed.contains { $0.operation == operation && $0.cause == cause },
      "\(lost.map(\.message))")
  }

  /// Both ways to compare say the same of small tensors.
  @Test(arguments: cases) func tensorsAndSnapshotsSayTheSame(_ textbook: Case) throws {
    func result(_ dtype: DType) throws -> Tensor {
      let values = try textbook.arguments.mapValues {
        try TensorExpression.Argument(parsing: $0, dtype: dtype)
      }
      let result = try TensorExpression(textbook.expression).evaluate(values, dtype: dtype)
      result.backward(gradient: .ones(result.shape, dtype: dtype))
      return result
    }
    let wide = textbook.dtype == .float16 ? DType.float32 : .float64
    let (narrow, wider) = (try result(textbook.dtype), try result(wide))
    #expect(
      GraphSnapshot.lostDigits(of: narrow, against: wider)
        == GraphSnapshot(of: narrow).lostDigits(against: GraphSnapshot(of: wider)))
  }

  @Test func comparesTheSameComputationOnly() throws {
    let x = Tensor(2).named("x")
    #expect(GraphSnapshot(of: x * x).lostDigits(against: GraphSnapshot(of: x + x)) == nil)
  }
}
