import Smolgrad

// Rules in words, which keys and their readers see.
extension NumberRules {
  /// A rule as an equation: `h[0,1] = x[0,0] · w[1,0] + x[0,1] · w[1,1]`.
  func text(of rule: Rule) -> String {
    switch rule.form {
    case .deliveries(let operations):
      let names = operations.map { node($0)?.name ?? "" }
      return "\(name(of: rule.left)) = the sum of what \(names.joined(separator: ", ")) deliver"
    case .terms(let terms, let divisor):
      let sum = terms.map(text).joined(separator: " + ")
      let right = divisor == 1 ? sum : "(\(sum)) / \(divisor)"
      return "\(name(of: rule.left)) \(rule.isAddend ? "+=" : "=") \(right)"
    }
  }

  private func text(of term: Term) -> String {
    Formula(term.template).filled { placeholder in
      switch placeholder {
      case .gradient: term.gradient.map(name) ?? placeholder.symbol
      case .output: term.output.map(name) ?? placeholder.symbol
      case .input(let index) where term.inputs.indices.contains(index): name(of: term.inputs[index])
      case .input, .attribute: placeholder.symbol
      }
    }
  }

  /// What a number is called: `n`, `h[0,1]`, `∂L/∂n`, `mul_1 → x1`.
  func name(of location: Location) -> String {
    switch location {
    case .value(let id, let element):
      symbol(id) + suffix(element, node(id)?.tensor?.value)
    case .gradient(let id, let element):
      "∂L/∂\(symbol(id))\(suffix(element, node(id)?.tensor?.value))"
    case .contribution(let operation, let argument, let element):
      "\(node(operation)?.name ?? "") → "
        + (arguments(of: operation).first { $0.position == argument }.map {
          symbol($0.from) + suffix(element, node($0.from)?.tensor?.value)
        } ?? "")
    }
  }

  /// Which element of a tensor of several is meant, as Python writes it.
  private func suffix(_ element: Int, _ summary: ArraySummary?) -> String {
    guard let summary, summary.count > 1 else { return "" }
    return NumberText.indices(of: element, in: summary.shape)
  }

  /// The name of a tensor, the plain number that it is, or the name of the operation that computed it.
  private func symbol(_ id: Int) -> String {
    guard let node = node(id) else { return "" }
    if let label = node.tensor?.label { return ShortText.name(label) }
    if let tensor = node.tensor, tensor.role == .constant, let text = tensor.scalarText {
      return text.hasPrefix("-") ? "(\(text))" : text
    }
    let origin = arguments(of: id).first.flatMap { self.node($0.from) }
    return origin?.operation == nil ? node.name : origin?.name ?? node.name
  }
}

extension NumberText {
  /// An element by its indices: `[0,1]`.
  static func indices(of element: Int, in shape: [Int]) -> String {
    var (rest, indices) = (element, [Int]())
    for size in shape.reversed() {
      indices.append(rest % max(1, size))
      rest /= max(1, size)
    }
    return "[\(indices.reversed().map(String.init).joined(separator: ","))]"
  }
}
