public import Smolgrad

/// A formula in Python's notation, with the functions of the engine under PyTorch's names.
///
///     let loss = try TensorExpression("h = relu(x @ w); mean((h - y)**2)")
///       .evaluate(["x": [[1, 2], [3, 4]], "w": [0.5, -1], "y": 1])
///     loss.backward()
///
/// A name that is read before anything is assigned to it is a leaf, which gets its value when the expression is evaluated. Operators have
/// Python's precedence: `-x**2` is `-(x**2)`. A list is a tensor wherever one is needed. Statements are separated by semicolons or
/// line breaks; the value is that of the last one.
///
/// Whatever is wrong is an ``ExpressionError`` that says where, also where the engine itself would stop the program: its rules for operands
/// hold here too. Results may have 2²² elements each and 2²⁵ all together.
public struct TensorExpression: Sendable {
  /// The text.
  public var source: String { String(text) }
  /// The leaves that need a value, in the order of their first use.
  public let names: [String]

  let text: [Character]
  let tree: SyntaxTree

  /// The names that have a value of their own, unless they are given another.
  static let constants: [String: Double] = ["inf": .infinity, "nan": .nan, "pi": .pi]

  /// Parses an expression.
  ///
  /// - Throws: An ``ExpressionError`` where it is not well formed or calls a function that is not there.
  public init(_ source: String) throws(ExpressionError) {
    text = Array(source)
    tree = try Parser.tree(of: text)
    if let unknown = Evaluator.unknownFunction(in: tree) {
      throw ExpressionError(unknown.message, source: text, range: unknown.range)
    }
    names = tree.freeNames.map(\.name).filter { Self.constants[$0] == nil }
  }

  /// Computes the value, and records how.
  ///
  /// - Parameters:
  ///   - values: A value for each of the ``names``. A number or list becomes a leaf that requires a gradient, a tensor is taken as it is.
  ///   - dtype: The type of leaves, lists and numbers.
  ///   - seed: Where the random numbers of `dropout`, `rand` and `randn` begin.
  /// - Throws: An ``ExpressionError`` for operands that do not fit, a name without a value or a value without a name.
  public func evaluate(
    _ values: [String: Argument] = [:], dtype: DType = .float64, seed: UInt64 = 0
  ) throws(ExpressionError) -> Tensor {
    let known = Set(tree.freeNames.map(\.name))
    if let unknown = values.keys.sorted().first(where: { !known.contains($0) }) {
      let advice =
        names.isEmpty ? "it has no names" : "its names are \(names.joined(separator: ", "))"
      throw ExpressionError(
        "the expression does not use '\(unknown.shortened)'; \(advice)", source: text,
        range: 0..<text.count)
    }
    let workspace = Workspace(dtype: dtype, seed: seed)
    return try workspace.limits.apply { () throws(ExpressionError) in
      var evaluator = Evaluator(text: text, tree: tree, workspace: workspace)
      return try evaluator.run(values)
    }
  }

  /// The value of one of an expression's names: a number, a list of numbers or lists, or a tensor.
  public enum Argument: ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByArrayLiteral
  {
    /// A number.
    case number(Double)
    /// A list, whose elements are of one shape.
    case list([Argument])
    /// A tensor as it is: whether it gets a gradient is its own affair.
    case tensor(Tensor)

    /// A number.
    public init(floatLiteral value: Double) { self = .number(value) }
    /// A number.
    public init(integerLiteral value: Int) { self = .number(Double(value)) }
    /// A list.
    public init(arrayLiteral elements: Argument...) { self = .list(elements) }

    /// A number or list as it is written in an expression, such as `-3`, `1/3` or `[[1, 2], [3, nan]]`.
    ///
    /// - Throws: An ``ExpressionError`` that says where in this text.
    public init(parsing text: String, dtype: DType = .float64) throws(ExpressionError) {
      let expression = try TensorExpression(text)
      if let name = expression.tree.freeNames.first(where: {
        TensorExpression.constants[$0.name] == nil
      }) {
        throw ExpressionError(
          "a value can't use names; it is a number or a list, as in [[1, 2], [3, 4]]",
          source: expression.text, range: name.range)
      }
      let tensor = try expression.evaluate(dtype: dtype).detached()
      tensor.role = .input
      tensor.requiresGradient = tensor.dtype.isFloatingPoint
      self = .tensor(tensor)
    }
  }
}
