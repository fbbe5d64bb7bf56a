/// What a text summary says where it can't say it with the words of a card: without arrows, names tell what is computed from what.
struct TextWords {
  /// Says what cards say, without explanations.
  let plain: DiagramBuilder
  /// Says how gradients arise.
  private let explaining: DiagramBuilder
  /// What each result delivers to the gradients of its operation's arguments.
  private let deliveries: [Int: [Diagram.Arrow]]

  init(_ snapshot: GraphSnapshot, _ options: Diagram.Options) {
    var options = options
    // An operation and its result share a line.
    options.detail = .compact
    explaining = DiagramBuilder(snapshot, options)
    // Formulas say it already.
    deliveries =
      options.explanation == .contributions
      ? Dictionary(grouping: explaining.arrows.filter { $0.label != nil }, by: \.from) : [:]
    options.detail = .full
    options.explanation = .none
    plain = DiagramBuilder(snapshot, options)
  }

  var title: String? {
    plain.options.shows(.title) ? plain.snapshot.title.map(ShortText.title) : nil
  }

  var caption: String? { plain.options.shows(.caption) ? plain.caption : nil }

  /// An operation with one result stands on the line of that, a number without a name where it is used, and so does a tensor that
  /// stands elsewhere.
  func hasLine(_ node: GraphSnapshot.Node) -> Bool {
    switch node.content {
    case .tensor: literal(node.id) == nil || plain.uses(of: node.id).isEmpty
    case .operation: onlyResult(of: node.id) == nil
    case .reference: false
    }
  }

  /// The name of a tensor, or that of its operation if it has none; inside `fc1`, `fc1.weight` is just `weight`.
  func name(of id: Int, seenFrom scope: Int?) -> String {
    guard let node = plain.node(id) else { return "" }
    var name = node.reference?.label ?? node.name
    if node.tensor?.label == nil, let (source, _) = plain.origin(of: id),
      onlyResult(of: source) == id, let operation = plain.node(source)
    {
      name = operation.name
    }
    return Quoting.terminal(ShortText.name(plain.displayName(name, in: scope)))
  }

  /// Where a tensor comes from: `parameter`, `matmul(x, weight)`.
  func origin(of id: Int, _ tensor: TensorNode, longestCall: Int) -> String {
    guard let edge = plain.arguments(of: id).first else { return tensor.role.rawValue }
    return onlyResult(of: edge.from) == id
      ? call(edge.from, longest: longestCall)
      : name(of: edge.from, seenFrom: plain.node(id)?.scope)
  }

  /// `sum(x, axis 0)`, or `cat(12 inputs, axis 0)` where that would be too long.
  func call(_ id: Int, longest: Int) -> String {
    guard let node = plain.node(id), let operation = node.operation else { return "" }
    let type = Quoting.terminal(ShortText.name(operation.type))
    let attributes =
      plain.options.shows(.attributes)
      ? operation.attributes.map { Quoting.terminal(ShortText.name("\($0.name) \($0.value)")) } : []
    let inputs = plain.arguments(of: id).map {
      literal($0.from) ?? name(of: $0.from, seenFrom: node.scope)
    }
    let full = "\(type)(\((inputs + attributes).joined(separator: ", ")))"
    guard inputs.count > 1, TerminalWidth.columns(full) > longest else { return full }
    return "\(type)(\((["\(inputs.count) inputs"] + attributes).joined(separator: ", ")))"
  }

  /// How a gradient arises, as far as the options ask for it.
  func explanations(of node: GraphSnapshot.Node) -> [String] {
    guard let tensor = node.tensor else { return [] }
    var lines: [String] = []
    for case .text(let words, _) in explaining.explanationRows(for: node, tensor).flatMap(\.items) {
      lines.append(words)
    }
    for arrow in deliveries[node.id] ?? [] {
      if let label = arrow.label {
        lines.append("to \(name(of: arrow.to, seenFrom: node.scope)): \(label)")
      }
    }
    return lines.map { Quoting.terminal($0) }
  }

  /// How many elements the mean and the norm leave out, which the figure shows in its pictures: `2 NaN, 1 +Inf`.
  func oddities(of summary: ArraySummary) -> String {
    guard summary.count > 1, plain.options.shows(.health) else { return "" }
    let statistics = summary.statistics
    return [
      (statistics.nan, "NaN"), (statistics.positiveInfinity, "+Inf"),
      (statistics.negativeInfinity, "-Inf"),
    ].filter { $0.0 > 0 }.map { "\(NumberText.count($0)) \($1)" }.joined(separator: ", ")
  }

  /// The tensor that an operation made, if it made just one.
  private func onlyResult(of operation: Int) -> Int? {
    let results = plain.uses(of: operation)
    guard results.count == 1, plain.node(results[0].to)?.tensor != nil,
      plain.arguments(of: results[0].to).count == 1
    else { return nil }
    return results[0].to
  }

  /// The number itself, for one that was written in the program.
  private func literal(_ id: Int) -> String? {
    guard let tensor = plain.node(id)?.tensor, tensor.role == .constant, tensor.label == nil,
      tensor.shape.isEmpty
    else { return nil }
    return tensor.value.scalar.map { NumberText.exact($0) }
  }
}
