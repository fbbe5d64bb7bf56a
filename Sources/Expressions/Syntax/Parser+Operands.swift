import Smolgrad

/// Operands: numbers, names and brackets, and what follows them: calls, methods, attributes and indices.
extension Parser {
  mutating func parsePostfix() throws(ExpressionError) -> SyntaxTree.ID {
    let start = token.range.lowerBound
    var operand = try parsePrimary()
    while true {
      if token.isSign("[") {
        operand = try parseItem(of: operand, from: start)
      } else if take(".") {
        let member = take()
        guard case .name(let name) = member.kind else {
          throw error(
            "expected the name of a method after '.', not \(member.description)", member.range)
        }
        if token.isSign("(") {
          let arguments = try parseArguments(of: name)
          operand = add(.method(operand, name, arguments), from: start, mark: member.range)
        } else {
          operand = add(.attribute(operand, name), from: start, mark: member.range)
        }
      } else if token.isSign("(") {
        throw error("only a function can be called; a product is written with '*'", token.range)
      } else {
        return operand
      }
    }
  }

  private mutating func parsePrimary() throws(ExpressionError) -> SyntaxTree.ID {
    let first = token
    let start = first.range.lowerBound
    switch first.kind {
    case .number(let value):
      _ = take()
      return add(.number(value), from: start)
    case .text(let value):
      _ = take()
      return add(.text(value), from: start)
    case .name(let name):
      return try parseName(name)
    case .sign("("):
      _ = take()
      let inner = try parseExpression(0)
      if token.isSign(",") {
        return try parseList(startingWith: inner, from: start, closedBy: ")")
      }
      try expect(")", to: "close the bracket")
      return inner
    case .sign("["):
      _ = take()
      if take("]") { return add(.list([]), from: start) }
      let first = try parseExpression(0)
      return try parseList(startingWith: first, from: start, closedBy: "]")
    case .sign("*"), .sign("/"), .sign("//"), .sign("%"), .sign("@"), .sign("**"), .sign("=="),
      .sign("<"), .sign(">"):
      throw error("\(first.description) has nothing on its left", first.range)
    default:
      throw unexpected()
    }
  }

  private mutating func parseName(_ name: String) throws(ExpressionError) -> SyntaxTree.ID {
    let word = take()
    let start = word.range.lowerBound
    switch Keyword(rawValue: name) {
    case .yes: return add(.boolean(true), from: start)
    case .no: return add(.boolean(false), from: start)
    case .none?: return add(.none, from: start)
    case nil: break
    }
    if name == "not" {
      throw error("'not' is no operator here; write ~(a)", word.range)
    }
    if token.isSign("."), PythonModule.roots.contains(name), !assigned.contains(name),
      !isVariable(ahead(1).kind)
    {
      return try parseMember(of: name, from: start)
    }
    guard token.isSign("(") else { return add(.name(name), from: start) }
    let arguments = try parseArguments(of: name)
    return add(.call(name, arguments), from: start, mark: word.range)
  }

  /// Whether what follows the point is only understood if the name before it is a tensor: `F.T`, `F.relu()`.
  private func isVariable(_ member: Token.Kind) -> Bool {
    switch member {
    case .name("T"), .name("mT"), .name("shape"): true
    default: ahead(2).isSign("(") && ahead(3).isSign(")")
    }
  }

  /// A function or constant behind the name of its module, as in `torch.exp(x)`.
  private mutating func parseMember(
    of root: String, from start: Int
  ) throws(ExpressionError) -> SyntaxTree.ID {
    var module = root
    while take(".") {
      let member = take()
      guard case .name(let name) = member.kind else {
        throw error(
          "expected the name of a function after '.', not \(member.description)", member.range)
      }
      if token.isSign("."), PythonModule.parts.contains(name) {
        module += ".\(name)"
        continue
      }
      if token.isSign("(") { return try parseCall(name, member, in: root, from: start) }
      if let constant = PythonModule.constant(name) { return add(constant, from: start) }
      let advice =
        Function.named(name) == nil
        ? "functions are called with brackets, and constants are pi, e, inf and nan"
        : "the function is called as \(module).\(name)(…)"
      throw error("\(module) has no value '\(name.shortened)'; \(advice)", member.range)
    }
    throw unexpected()
  }

  /// The call of a module's function; where NumPy's differs from PyTorch's of the same name, it is NumPy's or an error.
  private mutating func parseCall(
    _ name: String, _ word: Token, in root: String, from start: Int
  ) throws(ExpressionError) -> SyntaxTree.ID {
    guard PythonModule.isNumPy(root) else {
      return add(.call(name, try parseArguments(of: name)), from: start, mark: word.range)
    }
    if PythonModule.otherThanPyTorch.contains(name) {
      throw error(
        "NumPy's \(name) is not that of PyTorch; without '\(root).' it is PyTorch's", word.range)
    }
    var arguments = try parseArguments(of: name)
    let others = ["max": "amax", "min": "amin", "power": "pow", "mod": "remainder"]
    let isSpread = ["var", "std"].contains(name)
    // NumPy divides by n, PyTorch by n - 1.
    if isSpread, !arguments.contains(where: { ["ddof", "correction"].contains($0.name) }) {
      arguments.append(
        .init(
          name: "correction", nameRange: word.range, value: add(.number(.integer(0)), from: start)))
    }
    return add(.call(others[name] ?? name, arguments), from: start, mark: word.range)
  }

  /// The rest of a list, whose first element has been read.
  private mutating func parseList(
    startingWith first: SyntaxTree.ID, from start: Int, closedBy bracket: String
  ) throws(ExpressionError) -> SyntaxTree.ID {
    var elements = [first]
    while take(",") {
      if token.isSign(bracket) { break }
      elements.append(try parseExpression(0))
    }
    try expect(bracket, to: "end the list")
    return add(.list(elements), from: start)
  }

  private mutating func parseArguments(
    of function: String
  ) throws(ExpressionError) -> [SyntaxTree.Argument] {
    _ = take("(")
    var arguments: [SyntaxTree.Argument] = []
    while !token.isSign(")") {
      let first = token
      if case .name(let name) = first.kind, next.isSign("=") {
        _ = take()
        _ = take()
        arguments.append(
          .init(name: name, nameRange: first.range, value: try parseExpression(0)))
      } else {
        let value = try parseExpression(0)
        let range = tree.nodes[value].range
        if let last = arguments.last, last.name != nil {
          throw error("an argument without a name can't stand behind one with a name", range)
        }
        arguments.append(.init(name: nil, nameRange: range, value: value))
      }
      guard take(",") else { break }
    }
    try expect(")", to: "end the arguments of \(function.shortened)")
    return arguments
  }

  private mutating func parseItem(
    of operand: SyntaxTree.ID, from start: Int
  ) throws(ExpressionError) -> SyntaxTree.ID {
    let bracket = take()
    var indices: [SyntaxTree.Index] = []
    while !token.isSign("]") {
      indices.append(try parseIndex())
      guard take(",") else { break }
    }
    try expect("]", to: "end the indices")
    guard !indices.isEmpty else {
      throw error("there is no index between the brackets", bracket.range)
    }
    return add(.item(operand, indices), from: start, mark: bracket.range.lowerBound..<end)
  }

  private mutating func parseIndex() throws(ExpressionError) -> SyntaxTree.Index {
    let start = token.range.lowerBound
    if take("...") { return .init(kind: .ellipsis, range: start..<end) }
    var bounds: [SyntaxTree.ID?] = [try parseBound()]
    while bounds.count < 3, take(":") { bounds.append(try parseBound()) }
    let range = start..<max(end, start)
    if bounds.count == 1 {
      guard let value = bounds[0] else { throw unexpected() }
      return .init(kind: .value(value), range: range)
    }
    return .init(
      kind: .slice(bounds[0], bounds[1], bounds.count == 3 ? bounds[2] : nil), range: range)
  }

  private mutating func parseBound() throws(ExpressionError) -> SyntaxTree.ID? {
    if token.isSign(":") || token.isSign("]") || token.isSign(",") { return nil }
    return try parseExpression(0)
  }
}
