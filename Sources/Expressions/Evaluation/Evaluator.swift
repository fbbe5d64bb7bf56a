import Smolgrad

/// Computes the parts of an expression one after the other, in the order in which the tree lists them.
struct Evaluator {
  let text: [Character]
  let tree: SyntaxTree
  let workspace: Workspace
  private var values: [Value] = []
  private var variables: [String: Value] = [:]

  /// How deep lists may be nested.
  private static let listDepthLimit = 32

  init(text: [Character], tree: SyntaxTree, workspace: Workspace) {
    self.text = text
    self.tree = tree
    self.workspace = workspace
  }

  func error(_ message: String, _ range: Range<Int>) -> ExpressionError {
    ExpressionError(message, source: text, range: range)
  }

  mutating func run(_ leaves: [String: TensorExpression.Argument]) throws(ExpressionError) -> Tensor
  {
    try addLeaves(leaves)
    values.reserveCapacity(tree.nodes.count)
    for statement in tree.statements {
      while values.count <= statement.value {
        let node = tree.nodes[values.count]
        do throws(OperandError) {
          values.append(try evaluate(node))
        } catch {
          throw self.error(error.description, mark(of: error, in: node))
        }
      }
      if let target = statement.target { assign(values[statement.value], to: target) }
    }
    let last = tree.statements[tree.statements.count - 1]
    do throws(OperandError) {
      if case .boolean = values[last.value] {
        throw OperandError("the value is a truth value, not a number")
      }
      return try workspace.tensor(values[last.value])
    } catch {
      throw self.error(error.description, tree.nodes[last.value].range)
    }
  }

  // MARK: Names

  private mutating func addLeaves(
    _ leaves: [String: TensorExpression.Argument]
  ) throws(ExpressionError) {
    for (name, range) in tree.freeNames {
      if let leaf = leaves[name] {
        do throws(OperandError) {
          variables[name] = .tensor(try self.leaf(leaf, name))
        } catch {
          throw self.error("\(name.shortened): \(error.description)", range)
        }
      } else if let constant = TensorExpression.constants[name] {
        variables[name] = .number(.real(constant))
      } else {
        let name = name.shortened
        let advice = Function.named(name) == nil ? "" : "; the function is called as \(name)(…)"
        throw error("'\(name)' has no value; give it one as in \(name)=2\(advice)", range)
      }
    }
  }

  private func leaf(_ argument: TensorExpression.Argument, _ name: String) throws(OperandError)
    -> Tensor
  {
    let tensor: Tensor
    switch argument {
    case .tensor(let given):
      tensor = given
      if tensor.name == nil { tensor.name = name }
    case .number(let number):
      tensor = Tensor(number, dtype: workspace.dtype, requiresGradient: true).named(name)
    case .list:
      tensor = try workspace.tensor(value(argument)).named(name)
      tensor.requiresGradient = true
    }
    try workspace.spend(tensor.shape)
    return tensor
  }

  private func value(_ argument: TensorExpression.Argument) throws(OperandError) -> Value {
    switch argument {
    case .number(let number): return .number(.real(number))
    case .tensor: throw OperandError("a list of numbers can't hold a tensor")
    case .list(let elements):
      var values: [Value] = []
      for element in elements { values.append(try value(element)) }
      return .list(ListValue(values))
    }
  }

  /// Gives a result the name that it is assigned to, unless it has one already.
  private mutating func assign(_ value: Value, to name: String) {
    switch value {
    case .tensor(let tensor) where tensor.name == nil: tensor.name = name
    case .list(let list) where list.name == nil: list.name = name
    default: break
    }
    variables[name] = value
  }

  // MARK: Parts

  private func evaluate(_ node: SyntaxTree.Node) throws(OperandError) -> Value {
    switch node.kind {
    case .number(let number): return .number(number)
    case .text(let text): return .text(text)
    case .boolean(let value): return .boolean(value)
    case .none: return .none
    case .dtype(let dtype): return .dtype(dtype)
    case .name(let name): return variables[name]!
    case .list(let elements):
      let list = ListValue(elements.map { values[$0] })
      guard list.depth <= Self.listDepthLimit else {
        throw OperandError("lists are nested more than \(Self.listDepthLimit) deep")
      }
      return .list(list)
    case .unary(let sign, let operand):
      return try checked(apply(sign, values[operand]))
    case .binary(let sign, let left, let right):
      return try checked(apply(sign, values[left], values[right]))
    case .attribute(let operand, let name):
      return try checked(attribute(name, of: values[operand]))
    case .parts(let operand, let count): return try parts(of: values[operand], count)
    case .item(let operand, let indices):
      return try checked(item(of: values[operand], indices.map(\.kind), values))
    case .call(let name, let arguments):
      return try checked(call(name, bound(arguments)))
    case .method(let receiver, let name, let arguments):
      return try checked(
        call(
          name,
          [(name: nil, value: values[receiver])] + Function.asMethod(name, bound(arguments))))
    }
  }

  private func bound(_ arguments: [SyntaxTree.Argument]) -> [(name: String?, value: Value)] {
    arguments.map { ($0.name, values[$0.value]) }
  }

  /// A result, if there is room for it.
  private func checked(_ value: Value) throws(OperandError) -> Value {
    switch value {
    case .tensor(let tensor): try workspace.spend(tensor.shape)
    case .list(let list):
      for case .tensor(let tensor) in list.elements {
        try workspace.spend(tensor.shape)
      }
    case .results(let results):
      for field in results.fields { try workspace.spend(field.tensor.shape) }
    default: break
    }
    return value
  }

  /// Where a fault is marked: at the argument that it is about, else at the operator or the function's name.
  private func mark(of error: OperandError, in node: SyntaxTree.Node) -> Range<Int> {
    guard let parameter = error.parameter else { return node.mark }
    switch node.kind {
    case .call(let name, let arguments):
      return mark(of: parameter, Function.named(name), arguments, offset: 0) ?? node.mark
    case .method(let receiver, let name, let arguments):
      let function = Function.named(name)
      if function?.parameters.first?.name == parameter { return tree.nodes[receiver].range }
      return mark(of: parameter, function, arguments, offset: 1) ?? node.mark
    default: return node.mark
    }
  }

  private func mark(
    of parameter: String, _ function: Function?, _ arguments: [SyntaxTree.Argument], offset: Int
  ) -> Range<Int>? {
    let wanted = function?.position(of: parameter)
    let named = arguments.first { argument in
      guard let name = argument.name else { return false }
      return name == parameter || (wanted != nil && function?.position(of: name) == wanted)
    }
    if let named {
      return named.nameRange.lowerBound..<tree.nodes[named.value].range.upperBound
    }
    guard let parameters = function?.parameters,
      let index = parameters.firstIndex(where: { $0.name == parameter })
    else { return nil }
    let first = index - offset
    guard arguments.indices.contains(first), arguments[first].name == nil else { return nil }
    // A list that was given one by one ends with the last argument.
    let isLast = index == (function?.positionalCount ?? 0) - 1
    let last = isLast ? arguments.lastIndex { $0.name == nil } ?? first : first
    return tree.nodes[arguments[first].value].range
      .lowerBound..<tree.nodes[arguments[last].value]
      .range.upperBound
  }
}
