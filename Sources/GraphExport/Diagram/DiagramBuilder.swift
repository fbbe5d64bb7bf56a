extension Diagram {
  /// Decides what a figure of a computation says.
  public init(of snapshot: GraphSnapshot, _ options: Options = Options()) {
    let builder = DiagramBuilder(snapshot, options)
    title = options.shows(.title) ? snapshot.title.map(ShortText.title) : nil
    caption = options.shows(.caption) ? builder.caption : nil
    groups = builder.groups
    let cards = builder.marked(snapshot.nodes.compactMap { builder.card(for: $0) })
    let arrows = builder.arrows
    // A long computation, or one whose cards are wide, does not fit from left to right.
    direction =
      options.direction
      ?? (snapshot.hasModules || snapshot.hasBothPasses
        || PageWidth(cards: cards, arrows: arrows).isTooWide ? .down : .right)
    self.cards = direction == .down ? cards.map(\.withShortFormulas) : cards
    self.arrows = arrows
    let drawn = Set(cards.map(\.id))
    pairs = snapshot.nodes.compactMap { node in
      guard let counterpart = node.counterpart.map(builder.cardID),
        case let card = builder.cardID(of: node.id), drawn.isSuperset(of: [counterpart, card])
      else { return nil }
      return Pair(first: counterpart, second: card)
    }
    legend =
      options.shows(.legend) ? LegendEntry.all(for: cards, arrows, groups, builder) : []
  }
}

/// What all cards of a figure need to know.
struct DiagramBuilder {
  let snapshot: GraphSnapshot
  let options: Diagram.Options
  let groups: [Diagram.Group]
  /// The scale of the bars that show gradients of whole parts.
  let gaugeScale: GaugeScale?
  /// The most that a card costs, if the figure is colored by a cost.
  private(set) var costScale: Double?
  /// Whether the figure has the backward pass beside the forward pass.
  let hasBothPasses: Bool
  /// The type that scalars have where their cards do not say another.
  let usualScalarType: String
  /// The group of each scope: its own, or that of the call around it where it is not drawn.
  private let groupOfScope: [Int: Int]
  private let paths: [Int: String]
  private let index: GraphIndex
  /// The uses of each tensor that is drawn at its uses.
  let references: [Int: [Int]]

  init(_ snapshot: GraphSnapshot, _ options: Diagram.Options) {
    self.snapshot = snapshot
    hasBothPasses = snapshot.hasBothPasses
    self.options = options
    index = GraphIndex(snapshot)
    paths = snapshot.pathsAround
    var references: [Int: [Int]] = [:]
    for node in snapshot.nodes {
      if let reference = node.reference {
        references[reference.target, default: []].append(node.id)
      }
    }
    self.references = references
    usualScalarType = Self.commonScalarType(of: snapshot) ?? "float32"
    gaugeScale = options.shows(.gradient) ? GaugeScale(snapshot) : nil
    (groups, groupOfScope) =
      options.shows(.groups)
      ? Self.groups(
        of: options.comparison?.withoutChanges(snapshot) ?? snapshot,
        showsAttributes: options.shows(.attributes),
        notes: Self.groupNotes(snapshot, options)) : ([], [:])
    costScale = Self.costScale(self)
  }

  /// What the boxes of module calls say beside names and sizes: what they cost, and what differs.
  private static func groupNotes(
    _ snapshot: GraphSnapshot, _ options: Diagram.Options
  ) -> [Int: String] {
    let changes = options.comparison?.scopes ?? [:]
    return groupCosts(snapshot, options).merging(
      changes.mapValues { $0.lines.map { ShortText.title($0) }.joined(separator: " · ") }
    ) { "\($0) · \($1)" }
  }

  /// The type that all scalars but the constants have; nil if there are several types, or no scalars.
  private static func commonScalarType(of snapshot: GraphSnapshot) -> String? {
    var common: String?
    for node in snapshot.nodes {
      guard let tensor = node.tensor, tensor.shape.isEmpty, tensor.role != .constant
      else { continue }
      guard common == nil || common == tensor.dtype else { return nil }
      common = tensor.dtype
    }
    return common
  }

  /// The card of a node; nil where another node's card stands for it.
  func card(for node: GraphSnapshot.Node) -> Diagram.Card? {
    let plain = options.comparison?.withoutChanges(node) ?? node
    let card = plainCard(for: plain).map { traced(costed($0, node), node) }
    return card.flatMap { card in comparison(of: node).map { compared(card, $0) } ?? card }
  }

  private func plainCard(for node: GraphSnapshot.Node) -> Diagram.Card? {
    switch node.content {
    case .tensor(let tensor): card(for: node, tensor)
    case .operation(let operation):
      cardID(of: node.id) == node.id ? card(for: node, operation) : nil
    case .reference(let reference): card(for: node, reference)
    case .module(let module): card(for: node, module)
    case .stub(let stub): card(for: node, stub)
    }
  }

  func group(of node: GraphSnapshot.Node) -> Int? {
    isBoxed(node) ? node.scope.flatMap { groupOfScope[$0] } : nil
  }

  /// Whether a card stands in the box of its module.
  func isBoxed(_ node: GraphSnapshot.Node) -> Bool {
    options.boxesLoneCards || useCount(of: node.id) + argumentCount(of: node.id) > 0
  }

  /// The path of the module whose box is drawn around a node; nil if none is.
  func drawnPath(around node: GraphSnapshot.Node) -> String? { group(of: node).map(path) }

  func path(of scope: Int) -> String { paths[scope] ?? "" }

  /// The card that shows a node: in a compact figure an operation shares one with its result.
  func cardID(of node: Int) -> Int {
    guard options.detail == .compact, let position = index.position(of: node),
      snapshot.nodes[position].operation != nil
    else { return node }
    let results = index.edges(outOf: position)
    guard results.count == 1, let result = results.first.map({ Int(index.targets[Int($0)]) }),
      snapshot.nodes[result].tensor != nil
    else { return node }
    return snapshot.nodes[result].id
  }

  func node(_ id: Int) -> GraphSnapshot.Node? { index.position(of: id).map { snapshot.nodes[$0] } }

  /// What goes into a node, in the order of its arguments.
  func arguments(of node: Int) -> [GraphSnapshot.Edge] {
    guard let position = index.position(of: node) else { return [] }
    return index.edges(into: position).map { snapshot.edges[Int($0)] }
  }

  /// How many things go into a node.
  func argumentCount(of node: Int) -> Int {
    index.position(of: node).map { index.edges(into: $0).count } ?? 0
  }

  /// Where a node goes.
  func uses(of node: Int) -> [GraphSnapshot.Edge] {
    guard let position = index.position(of: node) else { return [] }
    return index.edges(outOf: position).map { snapshot.edges[Int($0)] }
  }

  /// How many things a node goes into.
  func useCount(of node: Int) -> Int {
    index.position(of: node).map { index.edges(outOf: $0).count } ?? 0
  }

  /// The node that an operation's result is, or the first of several.
  func firstUse(of node: Int) -> GraphSnapshot.Node? {
    guard let position = index.position(of: node), let edge = index.edges(outOf: position).first
    else {
      return nil
    }
    return snapshot.nodes[Int(index.targets[Int(edge)])]
  }

  /// What all uses of a tensor add to its gradient, wherever they are drawn.
  func addends(of tensor: Int) -> [Contribution] {
    ([tensor] + (references[tensor] ?? [])).flatMap(uses).compactMap(\.contribution)
  }

  /// The operation that a tensor is the result of.
  func origin(of tensor: Int) -> (id: Int, operation: OperationNode)? {
    guard let position = index.position(of: tensor), let edge = index.edges(into: position).first
    else {
      return nil
    }
    let node = snapshot.nodes[Int(index.sources[Int(edge)])]
    return node.operation.map { (node.id, $0) }
  }

  /// What a reader calls a node; a plain number is called by its value.
  func name(of id: Int) -> String {
    guard let node = node(id) else { return "" }
    return ShortText.name(
      label(of: id) ?? node.operation?.type ?? node.module?.shortName ?? node.stub?.label
        ?? node.name)
  }

  /// The name that stands on a node's card, if it has one, or the plain number that it is.
  func label(of id: Int) -> String? {
    guard let node = node(id) else { return nil }
    if let label = node.tensor?.label ?? node.reference?.label { return label }
    guard let tensor = node.tensor, tensor.role == .constant else { return nil }
    return tensor.scalarText
  }

  /// What a formula calls a tensor: its name, the plain number that it is, or the name of the operation that computed it.
  func symbol(of id: Int, in scope: Int?) -> String {
    if let label = label(of: id) { return ShortText.name(displayName(label, in: scope)) }
    return stepName(of: id) ?? name(of: id)
  }

  /// `mul_1`, for a result without a name of its own.
  func stepName(of id: Int) -> String? {
    guard let (operation, _) = origin(of: id) else { return nil }
    return node(operation)?.name
  }

  /// `a and b`, or nothing for a node that is computed from nothing.
  func argumentNames(of id: Int) -> String? {
    let count = argumentCount(of: id)
    if count > 12 { return "\(count) inputs" }
    let names = arguments(of: id).map { name(of: $0.from) }
    guard let last = names.last else { return nil }
    return names.count == 1 ? last : names.dropLast().joined(separator: ", ") + " and " + last
  }
}
