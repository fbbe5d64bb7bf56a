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
    case .tensor: literal(node.id) == nil || plain.useCount(of: node.id) == 0
    case .operation: onlyResult(of: node.id) == nil
    case .reference: false
    case .module, .stub: true
    }
  }

  /// The name of a tensor, or that of its operation if it has none; inside `fc1`, `fc1.weight` is just `weight`.
  func name(of id: Int, seenFrom scope: Int?) -> String {
    guard let node = plain.node(id) else { return "" }
    if let module = node.module {
      return name(of: module, around: scope == node.scope ? plain.drawnPath(around: node) : nil)
    }
    var name = node.reference?.label ?? node.stub.map { "… \($0.label)" } ?? node.name
    if node.tensor?.label == nil, let (source, _) = plain.origin(of: id),
      onlyResult(of: source) == id, let operation = plain.node(source)
    {
      name = operation.name
    }
    return Quoting.terminal(ShortText.name(plain.displayName(name, in: scope)))
  }

  /// The name of a part: where it stands, or its type if it is the whole.
  private func name(of module: ModuleNode, around: String?) -> String {
    let place = module.place(seenFrom: around)
    return Quoting.terminal(place.isEmpty ? ShortText.name(module.title) : place)
  }

  /// What a part is, and what goes into it: `Linear of x`.
  func origin(of id: Int, _ module: ModuleNode) -> String {
    let title = [ShortText.name(module.title), module.repetition?.times].compactMap(\.self)
    let sources = plain.arguments(of: id)
    let names = sources.map {
      literal($0.from) ?? name(of: $0.from, seenFrom: plain.node(id)?.scope)
    }
    let from =
      names.isEmpty
      ? "" : names.count > 3 ? " of \(names.count) inputs" : " of \(names.joined(separator: ", "))"
    return Quoting.terminal(title.joined(separator: " ")) + from
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
    guard let node = plain.node(id) else { return "" }
    guard let operation = node.operation else { return name(of: id, seenFrom: node.scope) }
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

  /// The shape and type of what leaves a part, and how many more do.
  func outputs(of module: ModuleNode) -> String {
    guard let output = module.outputs.first else { return "" }
    let more = module.outputs.count > 1 ? ", \(module.outputs.count - 1) more" : ""
    return "\(NumberText.shape(output.shape)) \(Quoting.terminal(output.dtype))\(more)"
  }

  /// What is wrong inside a part.
  func oddities(of module: ModuleNode) -> String {
    guard plain.options.shows(.health) else { return "" }
    return plain.notFiniteWords(module.notFiniteValues, module.notFiniteGradients) ?? ""
  }

  /// The tensor that an operation made, if it made just one.
  private func onlyResult(of operation: Int) -> Int? {
    guard plain.useCount(of: operation) == 1, let result = plain.firstUse(of: operation),
      result.tensor != nil, plain.argumentCount(of: result.id) == 1
    else { return nil }
    return result.id
  }

  /// The number itself, for one that was written in the program.
  private func literal(_ id: Int) -> String? {
    guard let tensor = plain.node(id)?.tensor, tensor.role == .constant, tensor.label == nil,
      tensor.shape.isEmpty
    else { return nil }
    return tensor.scalarText
  }
}
