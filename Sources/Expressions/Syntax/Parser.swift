import Smolgrad

/// Makes a syntax tree of words, by Pratt's method: each operator binds its operands with a strength, which is Python's.
struct Parser {
  /// How deep brackets, signs and powers may be nested, so that the parser needs little of the stack.
  private static let depthLimit = 100

  /// The operators between two operands, from weak to strong.
  private static let strengths: [String: Int] = [
    "==": 10, "!=": 10, "<": 10, "<=": 10, ">": 10, ">=": 10, "|": 20, "&": 30, "+": 40, "-": 40,
    "*": 50, "/": 50,
    "@": 50, "//": 50, "%": 50, "**": 70,
  ]
  private static let signStrength = 60
  private static let comparisonStrength = 10

  let text: [Character]
  private let tokens: [Token]
  private var position = 0
  private var depth = 0
  private(set) var tree = SyntaxTree()
  /// The names that statements so far have assigned to.
  private(set) var assigned: Set<String> = []

  private init(_ text: [Character]) throws(ExpressionError) {
    self.text = text
    tokens = try Lexer.tokens(of: text)
  }

  static func tree(of text: [Character]) throws(ExpressionError) -> SyntaxTree {
    var parser = try Parser(text)
    try parser.parseStatements()
    return parser.tree
  }

  // MARK: Words

  var token: Token { tokens[position] }
  var next: Token { ahead(1) }

  /// The word that stands so many words behind the next one.
  func ahead(_ distance: Int) -> Token { tokens[min(position + distance, tokens.count - 1)] }

  /// Where the last word that was taken ends.
  var end: Int { position == 0 ? 0 : tokens[position - 1].range.upperBound }

  mutating func take() -> Token {
    defer { if position < tokens.count - 1 { position += 1 } }
    return token
  }

  mutating func take(_ sign: String) -> Bool {
    guard token.isSign(sign) else { return false }
    _ = take()
    return true
  }

  mutating func expect(_ sign: String, to what: String) throws(ExpressionError) {
    guard take(sign) else {
      throw error("expected '\(sign)' to \(what), not \(token.description)", token.range)
    }
  }

  func error(_ message: String, _ range: Range<Int>) -> ExpressionError {
    ExpressionError(message, source: text, range: range)
  }

  mutating func add(
    _ kind: SyntaxTree.Kind, from start: Int, mark: Range<Int>? = nil
  ) -> SyntaxTree.ID {
    let range = start..<max(end, start)
    tree.nodes.append(SyntaxTree.Node(kind: kind, range: range, mark: mark ?? range))
    return tree.nodes.count - 1
  }

  // MARK: Statements

  private mutating func parseStatements() throws(ExpressionError) {
    while token.kind != .end {
      if token.kind == .separator {
        _ = take()
        continue
      }
      try parseStatement()
      guard token.kind == .separator || token.kind == .end else {
        throw unexpected()
      }
    }
    if tree.statements.isEmpty { throw error("there is no expression", 0..<text.count) }
  }

  private mutating func parseStatement() throws(ExpressionError) {
    if let count = targetCount { return try parseUnpacking(count) }
    let start = token.range
    guard case .name(let name) = token.kind, case .sign(let sign) = next.kind, sign.last == "=",
      Self.strengths[sign] == nil
    else {
      let value = try parseExpression(0)
      if token.isSign("=") {
        throw error("only a name can be assigned to", tree.nodes[value].range)
      }
      tree.statements.append(.init(target: nil, targetRange: start, value: value))
      return
    }
    guard Keyword(rawValue: name) == nil else { throw Self.reserved(name, start, text) }
    _ = take()
    let operation = take()
    var value: SyntaxTree.ID
    if sign == "=" {
      value = try parseExpression(0)
    } else {
      // x += 1 is x = x + 1.
      let old = add(.name(name), from: start.lowerBound, mark: start)
      value = try parseExpression(0)
      value = add(
        .binary(String(sign.dropLast()), old, value), from: start.lowerBound, mark: operation.range)
    }
    assigned.insert(name)
    tree.statements.append(.init(target: name, targetRange: start, value: value))
  }

  /// How many names with commas between them stand before a `=`; nil for fewer than two.
  private var targetCount: Int? {
    var count = 0
    while case .name = ahead(2 * count).kind {
      count += 1
      let sign = ahead(2 * count - 1)
      if sign.isSign("=") { return count > 1 ? count : nil }
      guard sign.isSign(",") else { return nil }
    }
    return nil
  }

  /// `values, indices = …`: each name is assigned one part of the value.
  private mutating func parseUnpacking(_ count: Int) throws(ExpressionError) {
    var targets: [Token] = []
    var sign = token.range
    for _ in 0..<count {
      targets.append(take())
      sign = take().range
    }
    let start = targets[0].range.lowerBound
    let value = try parseExpression(0)
    let parts = add(.parts(value, count), from: start, mark: sign)
    for (index, target) in targets.enumerated() {
      guard case .name(let name) = target.kind, Keyword(rawValue: name) == nil else {
        throw Self.reserved(text[target.range].map(String.init).joined(), target.range, text)
      }
      let number = add(.number(.integer(index)), from: start)
      let part = add(
        .item(parts, [.init(kind: .value(number), range: target.range)]), from: start, mark: sign)
      assigned.insert(name)
      tree.statements.append(.init(target: name, targetRange: target.range, value: part))
    }
  }

  static func reserved(_ name: String, _ range: Range<Int>, _ text: [Character]) -> ExpressionError
  {
    ExpressionError("'\(name)' is a word of the language", source: text, range: range)
  }

  /// Why the word that is next can't stand where it stands.
  func unexpected() -> ExpressionError {
    let message =
      switch token.kind {
      case .name("and"): "'and' is no operator here; write a & b, each in brackets"
      case .name("or"): "'or' is no operator here; write a | b, each in brackets"
      case .name("if"), .name("for"), .name("in"), .name("is"), .name("lambda"):
        "\(token.description) is not understood; an expression has no conditions and loops, but where(condition, a, b)"
      case .sign(")"), .sign("]"): "\(token.description) closes no bracket"
      case .name("else"), .name("assert"), .name("import"), .name("from"), .name("print"):
        "\(token.description) is not understood; an expression consists of assignments and a value"
      case .sign("="): "only a name can be assigned to"
      case .end: "the expression ends too early"
      case .separator: "the statement ends too early"
      case .sign(","): "a comma can stand only between brackets; a list is written [a, b]"
      default: "\(token.description) can't stand here; expected an operator"
      }
    return error(message, token.range)
  }

  // MARK: Expressions

  /// Parses an expression whose operators bind at least as strongly as given.
  mutating func parseExpression(_ strength: Int) throws(ExpressionError) -> SyntaxTree.ID {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.depthLimit else {
      throw error(
        "this is nested more than \(Self.depthLimit) deep; give parts of it names", token.range)
    }
    let start = token.range.lowerBound
    var left = try parseOperand()
    while case .sign(let sign) = token.kind, let own = Self.strengths[sign], own >= strength {
      let operation = take()
      // A power is grouped from the right, and its exponent may have a sign.
      let right = try parseExpression(sign == "**" ? Self.signStrength : own + 1)
      left = add(.binary(sign, left, right), from: start, mark: operation.range)
      if own == Self.comparisonStrength, case .sign(let second) = token.kind,
        Self.strengths[second] == own
      {
        throw error(
          "comparisons can't be chained; write (a \(sign) b) & (b \(second) c)", token.range)
      }
    }
    return left
  }

  private mutating func parseOperand() throws(ExpressionError) -> SyntaxTree.ID {
    let first = token
    guard case .sign(let sign) = first.kind, ["-", "+", "~"].contains(sign) else {
      return try parsePostfix()
    }
    _ = take()
    let operand = try parseExpression(Self.signStrength)
    return add(.unary(sign, operand), from: first.range.lowerBound, mark: first.range)
  }
}

/// The words that can't be names.
enum Keyword: String {
  case yes = "True"
  case no = "False"
  case none = "None"
}
