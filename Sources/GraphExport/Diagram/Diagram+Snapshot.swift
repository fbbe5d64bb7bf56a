extension Diagram {
  /// Which of the numbers a figure shows.
  public enum View: String, Hashable, Sendable, CaseIterable {
    /// Those of the forward pass.
    case values
    /// Those of the backward pass.
    case gradients
    /// Both, side by side.
    case both

    func shows(_ quantity: Quantity) -> Bool {
      switch (self, quantity) {
      case (.both, _), (.values, .value), (.gradients, .gradient): true
      case (.values, .gradient), (.gradients, .value): false
      }
    }
  }

  /// Decides what a figure of a computation says.
  ///
  /// - Parameters:
  ///   - snapshot: the computation.
  ///   - view: which numbers are shown.
  ///   - direction: which way it runs; nil for left to right if it has no modules, else top to bottom.
  ///   - showsLegend: whether the encodings are explained.
  public init(
    of snapshot: GraphSnapshot, view: View = .both, direction: Direction? = nil,
    showsLegend: Bool = true
  ) {
    let context = Context(snapshot)
    title = snapshot.title.map(ShortText.title)
    caption = context.caption
    self.direction = direction ?? (context.groups.isEmpty ? .right : .down)
    groups = context.groups
    cards = snapshot.nodes.map { node in
      switch node.content {
      case .tensor(let tensor): context.card(for: node, tensor, view: view)
      case .operation(let operation): context.card(for: node, operation)
      }
    }
    arrows = snapshot.edges.map { context.arrow(for: $0) }
    legend = []
    if showsLegend { legend = LegendEntry.all(for: cards) }
  }
}

/// What all cards of a figure need to know.
struct Context {
  let snapshot: GraphSnapshot
  let groups: [Diagram.Group]
  /// The group of each scope: its own, or that of the call around it where it is not drawn.
  private let groupOfScope: [Int: Int]
  private let names: [Int: String]
  private let sources: [Int: [Int]]
  private let paths: [Int: String]

  init(_ snapshot: GraphSnapshot) {
    self.snapshot = snapshot
    paths = Dictionary(uniqueKeysWithValues: snapshot.scopes.map { ($0.id, $0.path) })
    sources = Dictionary(grouping: snapshot.edges, by: \.to).mapValues { $0.map(\.from) }
    var names: [Int: String] = [:]
    for node in snapshot.nodes {
      names[node.id] = node.tensor?.label ?? node.operation?.type ?? node.name
    }
    self.names = names
    (groups, groupOfScope) = Self.groups(of: snapshot)
  }

  /// A group for each call; one that holds a single operation and nothing else would only say its name twice.
  private static func groups(of snapshot: GraphSnapshot) -> ([Diagram.Group], [Int: Int]) {
    var weight: [Int: Int] = [:]
    for node in snapshot.nodes {
      guard let scope = node.scope else { continue }
      let isResult = node.tensor?.role == .result || node.tensor?.role == .constant
      weight[scope, default: 0] += isResult ? 0 : 1
    }
    for scope in snapshot.scopes.reversed() {
      if let parent = scope.parent { weight[parent, default: 0] += weight[scope.id] ?? 0 }
    }
    var groups: [Diagram.Group] = []
    var groupOfScope: [Int: Int] = [:]
    for scope in snapshot.scopes {
      let parent = scope.parent.flatMap { groupOfScope[$0] }
      guard weight[scope.id, default: 0] > 1 else {
        groupOfScope[scope.id] = parent
        continue
      }
      groupOfScope[scope.id] = scope.id
      groups.append(
        .init(id: scope.id, parent: parent, type: scope.type, detail: detail(of: scope)))
    }
    return (groups, groupOfScope)
  }

  private static func detail(of scope: GraphSnapshot.Scope) -> String {
    var parts: [String] = []
    if !scope.path.isEmpty { parts.append(ShortText.name(scope.path)) }
    if scope.call > 1 { parts.append("call \(scope.call)") }
    if scope.parameterCount > 0 { parts.append(counted(scope.parameterCount, "parameter")) }
    return parts.joined(separator: " · ")
  }

  private static func counted(_ count: Int, _ noun: String) -> String {
    "\(NumberText.count(count)) \(noun)\(count == 1 ? "" : "s")"
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

  func group(of node: GraphSnapshot.Node) -> Int? { node.scope.flatMap { groupOfScope[$0] } }

  func path(of scope: Int) -> String { paths[scope] ?? "" }

  /// `a and b`, or nothing for a node that is computed from nothing.
  func from(_ id: Int) -> String? {
    guard let inputs = sources[id], !inputs.isEmpty else { return nil }
    let words = inputs.map { ShortText.name(names[$0] ?? "") }
    return words.count == 1
      ? words[0] : words.dropLast().joined(separator: ", ") + " and " + words[words.count - 1]
  }

  /// `mul of a and b` for the result of an operation.
  func origin(_ id: Int) -> String? {
    guard let operation = sources[id]?.first else { return nil }
    return [names[operation], from(operation)].compactMap(\.self).joined(separator: " of ")
  }

  func arrow(for edge: GraphSnapshot.Edge) -> Diagram.Arrow {
    .init(
      from: edge.from, to: edge.to, tooltip: "\(names[edge.from] ?? "") → \(names[edge.to] ?? "")")
  }
}

/// Text that has to fit on a card.
enum ShortText {
  /// At most 40 scalars of a name: its beginning and its end.
  static func name(_ name: String) -> String { shortened(name, beginning: 26, end: 11) }

  /// At most 100 scalars of a title.
  static func title(_ title: String) -> String { shortened(title, beginning: 80, end: 19) }

  private static func shortened(_ text: String, beginning: Int, end: Int) -> String {
    let scalars = text.unicodeScalars
    guard scalars.count > beginning + end + 3 else { return text }
    return "\(String(scalars.prefix(beginning)))…\(String(scalars.suffix(end)))"
  }
}
