extension DiagramBuilder {
  /// The card of an operation: its sign or its name, and what it was told.
  func card(for node: GraphSnapshot.Node, _ operation: OperationNode) -> Diagram.Card {
    if let failure = operation.failure { return card(for: node, operation, failure) }
    let attributes = attributeText(operation)
    let formulas = formulaRows(for: node.id, operation)
    let turn = options.turns[node.id].map { Diagram.Item.text("\($0).", .detail) }
    let sign =
      attributes == nil && formulas.isEmpty && turn == nil
      ? OperationSign.sign(of: operation.type) : nil
    let name = Diagram.Item.text(sign ?? operationText(operation), .operation)
    var rows: [Diagram.Row] = [.line([turn, name].compactMap(\.self))]
    if let attributes { rows.append(.line([.text(attributes, .detail)])) }
    return .init(
      id: node.id, group: group(of: node), style: sign == nil ? .operation : .sign,
      rows: rows + formulas,
      tooltip: tooltip(for: operation), description: description(of: node.id, operation))
  }

  /// The card of an operation that could not go on, and why.
  private func card(
    for node: GraphSnapshot.Node, _ operation: OperationNode, _ failure: String
  ) -> Diagram.Card {
    let lines = ShortText.lines(failure).map { Diagram.Row.line([.text($0, .detail)]) }
    return .init(
      id: node.id, group: group(of: node), style: .failure,
      rows: [.line([.text(operationText(operation), .operation), .pill("failed here", .warning)])]
        + lines,
      tooltip: "\(tooltip(for: operation))\n\(failure)",
      description: "\(description(of: node.id, operation)), failed here: \(failure)")
  }

  /// The operation's sign, or its name where it has none.
  func operationText(_ operation: OperationNode) -> String {
    OperationSign.sign(of: operation.type) ?? ShortText.name(operation.type)
  }

  /// `axis 1, keepdims true`.
  private func attributeText(_ operation: OperationNode) -> String? {
    guard options.shows(.attributes), !operation.attributes.isEmpty else { return nil }
    return operation.attributes.map { ShortText.name("\($0.name) \($0.value)") }.joined(
      separator: ", ")
  }

  /// What the operation is, and where in the program it stands.
  private func tooltip(for operation: OperationNode) -> String {
    [words(for: operation), operation.source].compactMap(\.self).joined(separator: "\n")
  }

  func words(for operation: OperationNode) -> String {
    ([operation.type] + operation.attributes.map { ShortText.name("\($0.name) \($0.value)") })
      .joined(separator: ", ")
  }
}

/// The mathematical signs of operations that have one.
enum OperationSign {
  static func sign(of operation: String) -> String? { signs[operation] }

  private static let signs = ["add": "+", "sub": "−", "mul": "×", "div": "÷", "matmul": "@"]
}
