extension Diagram.Listing {
  /// Decides what a listing of a computation says.
  init(of snapshot: GraphSnapshot, _ options: Diagram.Options) {
    self = ListingBuilder(snapshot, options).listing
  }
}

/// Says in a line what a figure says by a card and its arrows: names tell what is computed from what.
private struct ListingBuilder {
  private let snapshot: GraphSnapshot
  private let options: Diagram.Options
  /// Says what cards say, without explanations.
  private let plain: DiagramBuilder
  /// Says how gradients arise.
  private let explaining: DiagramBuilder
  /// What each result delivers to the gradients of its operation's arguments.
  private let deliveries: [Int: [Diagram.Arrow]]

  init(_ snapshot: GraphSnapshot, _ asked: Diagram.Options) {
    self.snapshot = snapshot
    var options = asked
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
    self.options = options
  }

  var listing: Diagram.Listing {
    Diagram.Listing(
      title: options.shows(.title) ? snapshot.title.map(ShortText.title) : nil,
      caption: options.shows(.caption) ? caption : nil, groups: plain.groups,
      lines: snapshot.nodes.filter(hasLine).map(line))
  }

  /// The figure's line, and how many operations went through the CPU though their operands are on another device.
  private var caption: String {
    let names = snapshot.nodes.compactMap { node in
      if case .operation(let operation) = node.content, operation.has(.fallback) {
        operation.type
      } else {
        nil
      }
    }
    if names.isEmpty { return plain.caption }
    let kinds = Set(names).sorted().joined(separator: ", ")
    return "\(plain.caption) · \(names.count) through the CPU: \(kinds)"
  }

  /// What the node costs, and the operation that shares its line.
  private func cost(of node: GraphSnapshot.Node) -> String {
    guard let kind = options.colorBy, let cost = explaining.cost(of: node, kind), cost.known > 0
    else { return "" }
    return [DiagramBuilder.costText(cost, kind), explaining.countText(cost, kind)].compactMap(
      \.self
    )
    .joined(separator: " ")
  }

  /// An operation with one result stands on the line of that, a number without a name where it is used, and so does a tensor that
  /// stands elsewhere.
  private func hasLine(_ node: GraphSnapshot.Node) -> Bool {
    switch node.content {
    case .tensor: literal(node.id) == nil || plain.useCount(of: node.id) == 0
    case .operation: onlyResult(of: node.id) == nil
    case .reference: false
    case .module, .stub: true
    }
  }

  private func line(_ node: GraphSnapshot.Node) -> Diagram.Listing.Line {
    var line = Diagram.Listing.Line(
      group: plain.group(of: node), name: name(of: node.id, seenFrom: node.scope),
      origin: .words(""))
    line.cost = cost(of: node)
    switch node.content {
    case .tensor(let tensor):
      let card = plain.card(for: node, tensor)
      line.origin = origin(of: node.id, tensor)
      line.shape = "\(NumberText.shape(tensor.shape)) \(tensor.dtype)"
      line.value = Self.words(
        card.words(in: [.value, .valueStatistic, .nonFiniteValue])?.text, nonFinite(tensor.value))
      line.addGradient(
        card.words(in: [
          .positiveGradient, .gradientStatistic, .negativeGradient, .nonFiniteGradient, .status,
        ]),
        tensor.gradient.summary.map(nonFinite) ?? "")
      if let blank = options.blanks[.value(node.id)] { line.value = blank.words }
      if let blank = options.blanks[.gradient(node.id)] {
        (line.gradient, line.gradientStyle) = ("∇ \(blank.words)", .positiveGradient)
      }
      if options.tables[.value(node.id)] != nil { line.value = "below" }
      if options.tables[.gradient(node.id)] != nil {
        (line.gradient, line.gradientStyle) = ("∇ below", .positiveGradient)
      }
      line.explanations =
        plain.trainingLines(of: node) + plain.tableLines(of: node.id)
        + explanations(of: node, tensor) + plain.changeWords(of: node, tensor)
        + plain.answers(of: node.id)
      line.source = plain.origin(of: node.id)?.1.source ?? ""
    case .module(let module):
      line.origin = .words(origin(of: node.id, module))
      line.explanations = plain.trainingLines(of: node)
      line.shape = outputs(of: module)
      line.addGradient(
        plain.card(for: node, module).words(in: [.gradientStatistic, .status]),
        options.shows(.health)
          ? plain.nonFiniteWords(module.nonFiniteValues, module.nonFiniteGradients) ?? "" : "")
    case .stub(let stub):
      line.isStub = true
      line.origin = .words(stub.behind)
      line.shape = plain.shapeText(stub) ?? ""
    case .operation, .reference:
      line.origin = call(node.id)
      line.source = node.operation?.source ?? ""
    }
    return line
  }

  /// Words with more behind them, unless either is missing.
  fileprivate static func words(_ words: String?, _ more: String) -> String {
    guard let words, !words.isEmpty else { return "" }
    return more.isEmpty ? words : "\(words), \(more)"
  }

  /// The name of a tensor, or that of its operation if it has none; inside `fc1`, `fc1.weight` is just `weight`.
  private func name(of id: Int, seenFrom scope: Int?) -> String {
    guard let node = plain.node(id) else { return "" }
    if let module = node.module {
      let location = module.location(
        seenFrom: scope == node.scope ? plain.drawnPath(around: node) : nil)
      return location.isEmpty ? ShortText.name(module.title) : location
    }
    var name = node.reference?.label ?? node.stub.map { "… \($0.label)" } ?? node.name
    if node.tensor?.label == nil, let (source, _) = plain.origin(of: id),
      onlyResult(of: source) == id, let operation = plain.node(source)
    {
      name = operation.name
    }
    return ShortText.name(plain.displayName(name, in: scope))
  }

  /// What a part is, and what goes into it: `Linear of x`.
  private func origin(of id: Int, _ module: ModuleNode) -> String {
    let title = [ShortText.name(module.title), module.repetition?.times].compactMap(\.self)
    let names = inputs(of: id)
    let from =
      names.isEmpty
      ? "" : names.count > 3 ? " of \(names.count) inputs" : " of \(names.joined(separator: ", "))"
    return title.joined(separator: " ") + from
  }

  /// Where a tensor comes from: `parameter`, `matmul(x, weight)`.
  private func origin(of id: Int, _ tensor: TensorNode) -> Diagram.Listing.Origin {
    guard let edge = plain.arguments(of: id).first else { return .words(tensor.role.rawValue) }
    return onlyResult(of: edge.from) == id
      ? call(edge.from) : .words(name(of: edge.from, seenFrom: plain.node(id)?.scope))
  }

  private func call(_ id: Int) -> Diagram.Listing.Origin {
    guard let node = plain.node(id), let operation = node.operation else {
      return .words(name(of: id, seenFrom: plain.node(id)?.scope))
    }
    let attributes = operation.attributes.map { ShortText.name("\($0.name) \($0.value)") }
    return .call(
      ShortText.name(operation.type), inputs: inputs(of: id),
      attributes: options.shows(.attributes) ? attributes : [])
  }

  private func inputs(of id: Int) -> [String] {
    plain.arguments(of: id).map {
      literal($0.from) ?? name(of: $0.from, seenFrom: plain.node(id)?.scope)
    }
  }

  /// How a gradient arises, as far as the options ask for it.
  private func explanations(of node: GraphSnapshot.Node, _ tensor: TensorNode) -> [String] {
    var lines: [String] = []
    for item in explaining.explanationRows(for: node, tensor).flatMap(\.items) {
      switch item {
      case .text(let words, _), .pill(let words, _): lines.append(words)
      case .blank, .numbers, .picture, .shares, .gauge, .cost, .faces: break
      }
    }
    for arrow in deliveries[node.id] ?? [] {
      if let label = arrow.label {
        lines.append("to \(name(of: arrow.to, seenFrom: node.scope)): \(label)")
      }
    }
    return lines
  }

  /// How many elements the mean and the norm leave out, which the figure shows in its pictures: `2 NaN, 1 +Inf`.
  private func nonFinite(_ summary: ArraySummary) -> String {
    guard summary.count > 1, options.shows(.health) else { return "" }
    return plain.nonFiniteWords(NonFiniteCounts(summary.statistics), NonFiniteCounts()) ?? ""
  }

  /// The shape and type of what leaves a part, and how many more do.
  private func outputs(of module: ModuleNode) -> String {
    guard let output = module.outputs.first else { return "" }
    let more = module.outputs.count > 1 ? ", \(module.outputs.count - 1) more" : ""
    return "\(NumberText.shape(output.shape)) \(output.dtype)\(more)"
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

extension Diagram.Listing.Line {
  fileprivate mutating func addGradient(
    _ words: (text: String, style: Diagram.TextStyle)?, _ more: String
  ) {
    gradient = ListingBuilder.words(words?.text, more)
    gradientStyle = words?.style ?? .detail
  }
}
