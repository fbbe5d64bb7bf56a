import Smolgrad
import Spelling

/// Calls of functions, methods and attributes.
extension Evaluator {
  /// The first call of a function or method that is not there.
  static func unknownFunction(in tree: SyntaxTree) -> (message: String, range: Range<Int>)? {
    for node in tree.nodes {
      switch node.kind {
      case .call(let name, _) where Function.named(name) == nil:
        return (unknown("function", name, among: Function.names), node.mark)
      case .method(_, let name, _):
        // A method is called on a tensor.
        if case .tensor? = Function.named(name)?.parameters.first?.kind { continue }
        return (unknown("method", name, among: Function.names), node.mark)
      default: continue
      }
    }
    return nil
  }

  private static func unknown(_ kind: String, _ name: String, among names: [String]) -> String {
    let near = Spelling.nearest(to: name, among: names).map { "; did you mean '\($0)'?" } ?? ""
    return "unknown \(kind) '\(name.shortened)'\(near)"
  }

  /// Applies a function to its arguments, each of which belongs to a parameter by its position or its name.
  func call(
    _ name: String, _ arguments: [(name: String?, value: Value)]
  ) throws(OperandError) -> Value {
    // What is not there was found when the expression was parsed.
    let function = Function.named(name)!
    let parameters = function.parameters
    var bound = [Value?](repeating: nil, count: parameters.count)
    var rest: [Value] = []
    for (index, argument) in arguments.enumerated() {
      if let name = argument.name {
        let names = parameters.map(\.name)
        guard let position = function.position(of: name) else {
          throw OperandError(
            "there is no argument '\(name.shortened)' in \(function.signature)\(advice(name, names))",
            at: name)
        }
        guard bound[position] == nil else {
          throw OperandError("\(function.name): '\(name)' is given twice", at: name)
        }
        bound[position] = argument.value
      } else if index < function.positionalCount {
        bound[index] = argument.value
      } else {
        rest.append(argument.value)
      }
    }
    if !rest.isEmpty { try gather(rest, into: &bound, of: function) }
    for (parameter, value) in zip(parameters, bound) where !parameter.isOptional {
      if case .some(let value) = value, !value.isNone { continue }
      throw OperandError("\(function.name) needs \(parameter.name): \(function.signature)")
    }
    return try function.body(
      Call(function: function, workspace: workspace, arguments: listed(bound, function)))
  }

  /// What helps where there is no argument of a name.
  private func advice(_ name: String, _ names: [String]) -> String {
    switch name {
    case "requires_grad": "; what is given as NAME=VALUE has a gradient"
    case "device": "; there is one device"
    case "out", "inplace": "; the result is a value: write y = …"
    default: Spelling.nearest(to: name, among: names).map { "; did you mean '\($0)'?" } ?? ""
    }
  }

  /// Arguments behind the last parameter belong to it if it is a list: `x.reshape(2, 3)`.
  private func gather(
    _ rest: [Value], into bound: inout [Value?], of function: Function
  ) throws(OperandError) {
    let last = function.positionalCount - 1
    switch last < 0 ? nil : (function.parameters[last].kind, bound[last]) {
    case (.integers, let first?)?, (.tensors, let first?)?:
      bound[last] = .list(ListValue([first] + rest))
    default:
      let keywords = function.parameters.filter(\.isKeyword).map(\.name)
      let advice =
        keywords.isEmpty ? "" : "; by name also \(keywords.joined(separator: ", "))"
      throw OperandError(
        "\(function.name) takes \(last + 1) arguments\(advice): \(function.signature)")
    }
  }

  /// A single tensor where a list of them stands last: `einsum('ij->ji', x)`.
  private func listed(_ bound: [Value?], _ function: Function) -> [Value?] {
    var bound = bound
    let last = function.positionalCount - 1
    if last >= 0, case .tensors = function.parameters[last].kind,
      case .tensor(let one)? = bound[last]
    {
      bound[last] = .list(ListValue([.tensor(one)]))
    }
    return bound
  }

  func attribute(_ name: String, of value: Value) throws(OperandError) -> Value {
    switch name {
    case "T", "mT": return try call("t", [(nil, value)])
    case "shape":
      let tensor = try workspace.tensor(value)
      return .list(ListValue(tensor.shape.map { .number(.integer($0)) }))
    default:
      if case .results(let results) = value {
        guard let field = results.fields.first(where: { $0.name == name }) else {
          throw OperandError(results.advice)
        }
        return .tensor(field.tensor)
      }
      if Function.named(name) != nil {
        throw OperandError("a method is called with brackets: .\(name)(…)")
      }
      throw OperandError(
        Self.unknown("attribute", name, among: ["T", "mT", "shape"] + Function.names))
    }
  }
}

extension Value {
  fileprivate var isNone: Bool { if case .none = self { true } else { false } }
}
