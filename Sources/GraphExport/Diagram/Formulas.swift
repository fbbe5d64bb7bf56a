import Smolgrad

// By which formula an operation computes what it delivers.
extension DiagramBuilder {
  /// `∂L/∂a = ∂L/∂y · b = 1 · -3 = -3` for each argument; the numbers only where all of them are single ones.
  func formulaRows(for id: Int, _ operation: OperationNode) -> [Diagram.Row] {
    guard options.explanation == .full, options.shows(.gradient) else { return [] }
    let symbols = Symbols(self, id, operation, result: firstUse(of: id)?.id)
    let attributes = Dictionary(
      operation.attributes.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
    return arguments(of: id).compactMap { argument in
      guard operation.derivatives.indices.contains(argument.position),
        let contribution = argument.contribution
      else { return nil }
      let template = operation.derivatives[argument.position]
      var symbolic = fill(template, attributes, symbols.symbol(for:))
      // What is broadcast in the forward pass is summed in the backward pass.
      if isBroadcast(argument) {
        symbolic = symbolic.contains(" ") ? "Σ(\(symbolic))" : "Σ \(symbolic)"
      }
      var steps = ["∂L/∂\(symbols.arguments[argument.position] ?? "")", symbolic]
      if let value = contribution.value.scalar, !options.isWorksheet {
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

  /// The template with its placeholders replaced; those that nothing is known of stay.
  private func fill(
    _ template: String, _ attributes: [String: String],
    _ text: (Formula.Placeholder) -> String?
  ) -> String {
    Formula(template).filled { placeholder in
      text(placeholder) ?? attributes[placeholder.symbol] ?? "{\(placeholder.symbol)}"
    }
  }

  /// Whether an argument is smaller than the result because the operation repeats its elements.
  func isBroadcast(_ edge: GraphSnapshot.Edge) -> Bool {
    guard let result = firstUse(of: edge.to)?.tensor,
      let argument = value(of: edge.from), argument.shape != result.shape
    else { return false }
    // What joins many tensors broadcasts none.
    guard argumentCount(of: edge.to) <= 8 else { return false }
    let shapes = arguments(of: edge.to).compactMap { value(of: $0.from)?.shape }
    return shapes.reduce([] as [Int]?) { $0?.broadcast(with: $1) } == result.shape
  }
}

extension Diagram.Card {
  /// The longest formula on one line where the figure runs down, in letters.
  private static let longestFormula = 44

  /// The card with the numbers of long formulas on a line of their own: where the figure runs down, width is scarce.
  var withShortFormulas: Diagram.Card {
    var card = self
    card.rows = rows.flatMap { row -> [Diagram.Row] in
      guard case .line(let items) = row, case .text(let words, .formula)? = items.only,
        words.count > Self.longestFormula
      else { return [row] }
      let steps = words.split(separator: " = ")
      guard steps.count > 2 else { return [row] }
      let numbers = "= \(steps[2...].joined(separator: " = "))"
      return [steps[..<2].joined(separator: " = "), numbers].map { .line([.text($0, .formula)]) }
    }
    return card
  }
}

/// What the words of a formula's template stand for at one operation.
private struct Symbols {
  private let builder: DiagramBuilder
  private let result: Int?
  private let operation: Int
  /// The nodes of the arguments, by their positions among them.
  private let nodes: [Int: Int]
  /// What each argument is called, by its position.
  let arguments: [Int: String]
  /// What the result is called.
  private let output: String

  init(_ builder: DiagramBuilder, _ id: Int, _ operation: OperationNode, result: Int?) {
    self.builder = builder
    self.result = result
    self.operation = id
    let scope = builder.node(id)?.scope
    let nodes = Dictionary(builder.arguments(of: id).map { ($0.position, $0.from) }) { first, _ in
      first
    }
    self.nodes = nodes
    // What a view has left out stands in words on the operation.
    let hidden = operation.attributes.filter { TensorNode.Role(rawValue: $0.name) != nil }.map {
      $0.name == TensorNode.Role.constant.rawValue && Double($0.value) == nil ? $0.name : $0.value
    }
    let leftOut = operation.derivatives.indices.filter { nodes[$0] == nil }
    arguments = nodes.mapValues { builder.symbol(of: $0, in: scope) }
      .merging(zip(leftOut, hidden)) { known, _ in known }
    output = result.map { builder.symbol(of: $0, in: scope) } ?? "y"
  }

  func symbol(for placeholder: Formula.Placeholder) -> String? {
    switch placeholder {
    case .gradient: "∂L/∂\(output)"
    case .output: output
    case .input(let index): arguments[index]
    case .attribute: nil
    }
  }

  func number(for placeholder: Formula.Placeholder) -> String? {
    switch placeholder {
    case .gradient:
      builder.options.incomingGradients[operation].map(number)
        ?? scalar(of: result.flatMap { builder.node($0)?.tensor?.gradient.summary })
    case .output: scalar(of: result.flatMap { builder.value(of: $0) })
    case .input(let index):
      nodes[index].map { scalar(of: builder.value(of: $0)) }
        ?? arguments[index].flatMap(Double.init).map(number)
    case .attribute: nil
    }
  }

  private func scalar(of summary: ArraySummary?) -> String? {
    summary?.scalar.map(number)
  }

  private func number(_ value: Double) -> String {
    value < 0 ? "(\(NumberText.exact(value)))" : NumberText.exact(value)
  }
}
