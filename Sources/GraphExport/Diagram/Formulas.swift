// By which formula an operation computes what it delivers.
extension DiagramBuilder {
  /// `∂L/∂a = ∂L/∂y · b = 1 · -3 = -3` for each argument; the numbers only where all of them are single ones.
  func formulaRows(for id: Int, _ operation: OperationNode) -> [Diagram.Row] {
    guard options.explanation == .full, options.shows(.gradient) else { return [] }
    let arguments = arguments(of: id)
    let symbols = Symbols(self, operation: id, result: firstUse(of: id)?.id)
    let attributes = Dictionary(
      operation.attributes.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
    return arguments.indices.compactMap { index in
      guard index < operation.derivatives.count, let contribution = arguments[index].contribution
      else { return nil }
      let template = operation.derivatives[index]
      var symbolic = fill(template, attributes, symbols.symbol(for:))
      // What is broadcast in the forward pass is summed in the backward pass.
      if isBroadcast(arguments[index]) {
        symbolic = symbolic.contains(" ") ? "Σ(\(symbolic))" : "Σ \(symbolic)"
      }
      var steps = ["∂L/∂\(symbols.arguments[index])", symbolic]
      if let value = contribution.value.scalar {
        let numeric = fill(template, attributes, symbols.number(for:))
        let result = NumberText.exact(value)
        let isAlone = numeric == "(\(result))"
        if !numeric.contains("{"), !isAlone { steps.append(numeric) }
        if numeric != result { steps.append(result) }
      }
      return .line([.text(steps.joined(separator: " = "), .formula)])
    }
  }

  /// The numbers of a tensor, or of the one that a reference stands for.
  func value(of id: Int) -> ArraySummary? {
    node(id)?.tensor?.value ?? node(id)?.reference.flatMap { node($0.target)?.tensor?.value }
  }

  /// The template with its words in braces replaced; those that nothing is known of stay.
  private func fill(
    _ template: String, _ attributes: [String: String], _ text: (String) -> String?
  ) -> String {
    template.replacing(/\{(\w+)\}/) { match in
      let word = String(match.output.1)
      return text(word) ?? attributes[word] ?? String(match.output.0)
    }
  }
}

/// What the words of a formula's template stand for at one operation.
private struct Symbols {
  private let builder: DiagramBuilder
  private let nodes: [Int]
  private let result: Int?
  /// What each argument is called.
  let arguments: [String]
  /// What the result is called.
  private let output: String

  init(_ builder: DiagramBuilder, operation: Int, result: Int?) {
    self.builder = builder
    self.result = result
    let scope = builder.node(operation)?.scope
    nodes = builder.arguments(of: operation).map(\.from)
    arguments = nodes.map { builder.symbol(of: $0, in: scope) }
    output = result.map { builder.symbol(of: $0, in: scope) } ?? "y"
  }

  /// The argument that a template calls `a`, `b`, … `f`, `a7`, `a8`, ….
  private func argument(_ word: String) -> Int? {
    let letters = ["a", "b", "c", "d", "e", "f"]
    let index =
      letters.firstIndex(of: word)
      ?? (word.first == "a" ? Int(word.dropFirst()).map { $0 - 1 } : nil)
    return index.flatMap { nodes.indices.contains($0) ? $0 : nil }
  }

  func symbol(for word: String) -> String? {
    switch word {
    case "g": "∂L/∂\(output)"
    case "y": output
    default: argument(word).map { arguments[$0] }
    }
  }

  func number(for word: String) -> String? {
    switch word {
    case "g": scalar(of: result.flatMap { builder.node($0)?.tensor?.gradient.summary })
    case "y": scalar(of: result.flatMap { builder.value(of: $0) })
    default: argument(word).flatMap { scalar(of: builder.value(of: nodes[$0])) }
    }
  }

  private func scalar(of summary: ArraySummary?) -> String? {
    summary?.scalar.map { $0 < 0 ? "(\(NumberText.exact($0)))" : NumberText.exact($0) }
  }
}
