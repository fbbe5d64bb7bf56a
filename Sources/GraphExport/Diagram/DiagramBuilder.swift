extension Diagram {
  /// Decides what a figure of a computation says.
  public init(of snapshot: GraphSnapshot, _ options: Options = Options()) {
    let snapshot = options.sharedLeaves == .perUse ? snapshot.splittingSharedLeaves() : snapshot
    let builder = DiagramBuilder(snapshot, options)
    title = options.shows(.title) ? snapshot.title.map(ShortText.title) : nil
    caption = options.shows(.caption) ? builder.caption : nil
    direction = options.direction ?? (snapshot.scopes.isEmpty ? .right : .down)
    groups = builder.groups
    cards = snapshot.nodes.compactMap { builder.card(for: $0) }
    arrows = builder.arrows
    legend = options.shows(.legend) ? LegendEntry.all(for: cards, arrows) : []
  }
}

/// What all cards of a figure need to know.
struct DiagramBuilder {
  let snapshot: GraphSnapshot
  let options: Diagram.Options
  let groups: [Diagram.Group]
  /// The group of each scope: its own, or that of the call around it where it is not drawn.
  private let groupOfScope: [Int: Int]
  private let nodes: [Int: GraphSnapshot.Node]
  private let paths: [Int: String]
  private let edgesInto: [Int: [GraphSnapshot.Edge]]
  /// The uses of each tensor that is drawn at its uses.
  private let references: [Int: [Int]]
  private let edgesOutOf: [Int: [GraphSnapshot.Edge]]
  /// In a compact figure, the result that each operation shares a card with.
  private let mergedInto: [Int: Int]

  init(_ snapshot: GraphSnapshot, _ options: Diagram.Options) {
    self.snapshot = snapshot
    self.options = options
    nodes = Dictionary(uniqueKeysWithValues: snapshot.nodes.map { ($0.id, $0) })
    paths = Dictionary(uniqueKeysWithValues: snapshot.scopes.map { ($0.id, $0.path) })
    edgesInto = Dictionary(grouping: snapshot.edges, by: \.to)
    edgesOutOf = Dictionary(grouping: snapshot.edges, by: \.from)
    references = Dictionary(
      grouping: snapshot.nodes.filter { $0.reference != nil }.map(\.id),
      by: { [nodes] in nodes[$0]!.reference!.target })
    var mergedInto: [Int: Int] = [:]
    if options.detail == .compact {
      for node in snapshot.nodes where node.operation != nil {
        if let results = edgesOutOf[node.id], results.count == 1 {
          mergedInto[node.id] = results[0].to
        }
      }
    }
    self.mergedInto = mergedInto
    (groups, groupOfScope) = options.shows(.groups) ? Self.groups(of: snapshot) : ([], [:])
  }

  /// The card of a node; nil where another node's card stands for it.
  func card(for node: GraphSnapshot.Node) -> Diagram.Card? {
    switch node.content {
    case .tensor(let tensor): card(for: node, tensor)
    case .operation(let operation): mergedInto[node.id] == nil ? card(for: node, operation) : nil
    case .reference(let reference): card(for: node, reference)
    }
  }

  func group(of node: GraphSnapshot.Node) -> Int? { node.scope.flatMap { groupOfScope[$0] } }

  func path(of scope: Int) -> String { paths[scope] ?? "" }

  /// The card that shows a node.
  func cardID(of node: Int) -> Int { mergedInto[node] ?? node }

  func node(_ id: Int) -> GraphSnapshot.Node? { nodes[id] }

  /// What goes into a node, in the order of its arguments.
  func arguments(of node: Int) -> [GraphSnapshot.Edge] { edgesInto[node] ?? [] }

  /// Where a node goes.
  func uses(of node: Int) -> [GraphSnapshot.Edge] { edgesOutOf[node] ?? [] }

  /// What all uses of a tensor add to its gradient, wherever they are drawn.
  func addends(of tensor: Int) -> [Contribution] {
    ([tensor] + (references[tensor] ?? [])).flatMap(uses).compactMap(\.contribution)
  }

  /// The operation that a tensor is the result of.
  func origin(of tensor: Int) -> (id: Int, operation: OperationNode)? {
    guard let edge = arguments(of: tensor).first, let operation = nodes[edge.from]?.operation else {
      return nil
    }
    return (edge.from, operation)
  }

  /// What a reader calls a node; a plain number is called by its value.
  func name(of id: Int) -> String {
    guard let node = nodes[id] else { return "" }
    return ShortText.name(
      label(of: id) ?? node.operation?.type ?? node.name)
  }

  /// The name that stands on a node's card, if it has one, or the plain number that it is.
  func label(of id: Int) -> String? {
    guard let node = nodes[id] else { return nil }
    if let label = node.tensor?.label ?? node.reference?.label { return label }
    guard let tensor = node.tensor, tensor.role == .constant else { return nil }
    return tensor.value.scalar.map { NumberText.exact($0) }
  }

  /// What a formula calls a tensor: its name, the plain number that it is, or the name of the operation that computed it.
  func symbol(of id: Int, in scope: Int?) -> String {
    if let label = label(of: id) { return ShortText.name(displayName(label, in: scope)) }
    return stepName(of: id) ?? name(of: id)
  }

  /// `mul_1`, for a result without a name of its own.
  func stepName(of id: Int) -> String? {
    guard let (operation, _) = origin(of: id) else { return nil }
    return nodes[operation]?.name
  }

  /// `a and b`, or nothing for a node that is computed from nothing.
  func argumentNames(of id: Int) -> String? {
    let names = arguments(of: id).map { name(of: $0.from) }
    guard let last = names.last else { return nil }
    return names.count == 1 ? last : names.dropLast().joined(separator: ", ") + " and " + last
  }

  /// What the figure shows, in numbers.
  var caption: String {
    var parts = [
      Self.counted(snapshot.operationCount, "operation"),
      Self.counted(snapshot.tensorCount, "tensor"),
    ]
    if snapshot.parameterCount > 0 {
      parts.append(Self.counted(snapshot.parameterCount, "parameter"))
    }
    return parts.joined(separator: " · ")
  }

  static func counted(_ count: Int, _ noun: String) -> String {
    "\(NumberText.count(count)) \(noun)\(count == 1 ? "" : "s")"
  }
}
