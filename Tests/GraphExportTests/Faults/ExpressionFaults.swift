import Expressions
import GraphExport
import Smolgrad

/// A computation with a planted fault, and what must be said of it.
struct Fault: Sendable, CustomStringConvertible {
  var expression: String
  var arguments: [String: String]
  var dtype: DType
  var kind: Finding.Kind
  var operation: String
  var direction: Finding.Direction

  var description: String { expression }

  init(
    _ expression: String, _ arguments: [String: String], _ dtype: DType, _ kind: Finding.Kind,
    _ operation: String, _ direction: Finding.Direction
  ) {
    (self.expression, self.arguments, self.dtype) = (expression, arguments, dtype)
    (self.kind, self.operation, self.direction) = (kind, operation, direction)
  }

  init(
    _ expression: String, _ arguments: [String: String], _ kind: Finding.Kind,
    _ operation: String, _ direction: Finding.Direction
  ) {
    self.init(expression, arguments, .float64, kind, operation, direction)
  }

  /// Computes it forward and backward.
  func snapshot() throws -> GraphSnapshot {
    try Self.snapshot(of: expression, arguments, dtype)
  }

  static func snapshot(
    of expression: String, _ arguments: [String: String], _ dtype: DType,
    capturing mode: GraphSnapshot.CaptureMode = .contributions
  ) throws -> GraphSnapshot {
    let values = try arguments.mapValues {
      try TensorExpression.Argument(parsing: $0, dtype: dtype)
    }
    let result = try TensorExpression(expression).evaluate(values, dtype: dtype)
    if result.requiresGradient { result.backward(gradient: .ones(result.shape, dtype: dtype)) }
    return GraphSnapshot(of: result, capturing: mode)
  }
}

extension Fault {
  /// Faults of the forward pass: the result is no number.
  static let forward: [Fault] = [
    Fault("mean(log(x))", ["x": "[1, 0, 2]"], .bornForward, "log", .forward),
    Fault("log(x - 3) * 2", ["x": "2"], .bornForward, "log", .forward),
    Fault("sum(a / b)", ["a": "[1, 0]", "b": "[2, 0]"], .bornForward, "div", .forward),
    Fault("mean(x[x > 5])", ["x": "[1, 2]"], .bornForward, "mean", .forward),
    Fault("sqrt(x).sum()", ["x": "[4, -1]"], .bornForward, "sqrt", .forward),
    Fault("acos(x) + 1", ["x": "1.5"], .bornForward, "acos", .forward),
    Fault("e = exp(x); sum(e / sum(e))", ["x": "[1000, 1]"], .bornForward, "exp", .forward),
    Fault("sum(exp(x))", ["x": "[1, 100]"], .float32, .bornForward, "exp", .forward),
    Fault("sum(x * x)", ["x": "[300, 1]"], .float16, .bornForward, "mul", .forward),
    Fault(
      "softmax(masked_fill(x, x > 0, -inf), dim=0).sum()", ["x": "[1, 2]"], .bornForward, "softmax",
      .forward),
    Fault(
      "mean(masked_fill(x, x > 1, -inf))", ["x": "[1, 2]"], .bornForward, "masked_fill", .forward),
    Fault("sum(x * 2)", ["x": "[1, nan]"], .bornForward, "input", .forward),
    Fault("std(x)", ["x": "[3]"], .bornForward, "std", .forward),
    Fault("pow(x, 0.5) + 1", ["x": "-2"], .bornForward, "pow", .forward),
  ]

  /// Faults of the backward pass behind finite values.
  static let backward: [Fault] = [
    Fault("sqrt(x)", ["x": "0"], .bornBackward, "sqrt", .backward),
    Fault("sum(where(x > 0, log(x), 0))", ["x": "[0, 2]"], .bornBackward, "log", .backward),
    Fault("sqrt(sum(x * x))", ["x": "[0, 0]"], .bornBackward, "sqrt", .backward),
    Fault("sum(pow(x, 0.5))", ["x": "[0, 4]"], .bornBackward, "pow", .backward),
    Fault(
      "sum(where(b != 0, a / b, 0))", ["a": "[1, 2]", "b": "[0, 2]"], .bornBackward, "div",
      .backward),
    Fault("acos(x)", ["x": "1"], .bornBackward, "acos", .backward),
    Fault("sqrt(var(x))", ["x": "[2, 2, 2]"], .bornBackward, "sqrt", .backward),
    Fault("sum(1 / (1 + exp(-x)))", ["x": "[-800, 1]"], .bornBackward, "exp", .backward),
    Fault("x * 300 * 300", ["x": "0.001"], .float16, .bornBackward, "mul", .backward),
  ]

  /// Faults that leave a gradient of nothing, or of the wrong size.
  static let weak: [Fault] = [
    Fault("relu(sum(x * w) - 100)", ["x": "[1, 2]", "w": "[0.5, 1]"], .dead, "relu", .backward),
    Fault(
      "h = relu(x @ w - [0, 50]); sum(h)", ["x": "[[1, 2], [3, 4]]", "w": "[[1, 1], [1, 1]]"],
      .dead,
      "relu", .backward),
    Fault("sigmoid(x * 40)", ["x": "1"], .saturated, "sigmoid", .backward),
    Fault("mean(tanh(x))", ["x": "[20, -30, 25]"], .saturated, "tanh", .backward),
    Fault("clamp(x, 0, 1) * 3", ["x": "5"], .saturated, "clamp", .backward),
    Fault("0 * x + y", ["x": "2", "y": "1"], .zero, "mul", .backward),
    Fault("sum(x @ w)", ["x": "[[1, 2]]", "w": "[[0], [0]]"], .zero, "matmul", .backward),
    Fault("sum(where(x > 5, x, y))", ["x": "[1, 2]", "y": "[3, 4]"], .zero, "where", .backward),
    Fault("round(x) * 2", ["x": "1.4"], .zero, "round", .backward),
    Fault("x - x + y", ["x": "3", "y": "1"], .cancelled, "sub", .backward),
    Fault("sum(softmax(x, dim=0))", ["x": "[1, 2, 3]"], .cancelled, "softmax", .backward),
    Fault("detach(x * w) * y", ["x": "2", "w": "3", "y": "1"], .unreached, "detach", .backward),
    Fault("sum((x > 0) * y)", ["x": "[1, -1]", "y": "[2, 3]"], .unreached, "gt", .backward),
    Fault(
      "y = x; \(repeated("y = sigmoid(y * 0.5)", 12)); y", ["x": "1"], .vanishing, "sigmoid",
      .backward),
    Fault("y = x; \(repeated("y = y * 9", 9)); y", ["x": "1"], .exploding, "mul", .backward),
  ]

  private static func repeated(_ statement: String, _ count: Int) -> String {
    Array(repeating: statement, count: count).joined(separator: "; ")
  }
}

/// Expressions with masks, clamps and infinities that are as they should be.
enum HealthyExpressions {
  static let all: [(text: String, arguments: [String: String])] = [
    ("softmax(masked_fill(x, x < 0, -inf), dim=0).sum()", ["x": "[1, -2, 3]"]),
    ("sum(softmax(where(x > 0, x, -inf), dim=0) * [1, 2, 3])", ["x": "[1, -2, 3]"]),
    ("logsumexp(masked_fill(x, x < 0, -inf), dim=0)", ["x": "[1, -2, 3]"]),
    ("max(masked_fill(x, x > 2, -inf))", ["x": "[1, -2, 3]"]),
    ("log(clamp(x, 1e-6, 1)).sum()", ["x": "[0, 0.5]"]),
    ("log(where(x > 0, x, 1)).sum()", ["x": "[0, 0.5, -1]"]),
    ("sum(where(x > 0, log(x), 0))", ["x": "[-1, 2]"]),
    ("sqrt(clamp(x, 0.01, 10)).sum()", ["x": "[0, 4]"]),
    ("sqrt(sum(x * x) + 1e-12)", ["x": "[0, 0]"]),
    ("norm(x)", ["x": "[0, 0]"]),
    ("abs(x).sum()", ["x": "[0, -1]"]),
    ("relu(x).sum()", ["x": "[0, -1, 2]"]),
    ("nan_to_num(log(x)).sum() * 0", ["x": "[1, 2]"]),
    ("cross_entropy(x, [0, 2])", ["x": "[[1, 2, 3], [0, -50, 60]]"]),
    ("mean(x[x > 0])", ["x": "[1, -1, 3]"]),
    ("minimum(x, inf).sum()", ["x": "[1, 2]"]),
    ("sum(exp(clamp(x, -50, 50)))", ["x": "[-1000, 1000]"]),
    ("sum(exp(masked_fill(x, x < 0, -inf)))", ["x": "[-1, 1]"]),
    ("layer_norm(x, [3]).square().sum()", ["x": "[[1, 1, 1], [1, 2, 3]]"]),
    ("binary_cross_entropy_with_logits(x, [1, 0])", ["x": "[500, -500]"]),
    ("masked_fill(x, x < 0, -inf)", ["x": "[-1, 1]"]),
    ("sum(tanh(x + inf))", ["x": "[1, -2]"]),
  ]
}
