/// What an overview is made of: the calls of modules, and the nodes that lie directly in each of them.
struct OverviewContent {
  /// What a node is in an overview, as long as the call that it lies in is open.
  enum Role {
    /// It has a card of its own.
    case card
    /// It has none: its neighbors say what it says.
    case quiet
    /// It computes something without a gradient.
    case detached
  }

  let snapshot: GraphSnapshot
  let graph: GraphIndex
  let tree: ScopeTree
  let members: ScopeMembers
  /// The calls inside of each; the last list has those that lie in no other.
  let children: [[Int]]
  /// The call that each node lies in, or `outside`.
  let scopeOf: [Int]
  /// What each node is.
  let roles: [Role]
  /// The parts of each call that compute without a gradient, as lists of nodes.
  let detached: [[[Int]]]

  /// Whether a gradient passes each call.
  let computesGradient: [Bool]

  /// The number that stands for what lies in no call.
  var outside: Int { snapshot.scopes.count }

  init(_ snapshot: GraphSnapshot, _ opened: OpenedScopes) {
    self.snapshot = snapshot
    let graph = GraphIndex(snapshot)
    let tree = ScopeTree(snapshot.scopes, opened)
    let outside = snapshot.scopes.count
    var children = [[Int]](repeating: [], count: outside + 1)
    for (scope, parent) in tree.parents.enumerated() { children[parent ?? outside].append(scope) }
    scopeOf = snapshot.nodes.map { node in
      node.tensor?.isRoot == true
        ? outside : node.scope.flatMap { tree.position(of: $0) } ?? outside
    }
    let hasGradient = snapshot.nodes.contains {
      $0.tensor.map { $0.isRoot && $0.requiresGradient } ?? false
    }
    roles = snapshot.nodes.indices.map {
      snapshot.role(of: $0, graph, findsDetached: hasGradient)
    }
    detached = Self.detachedParts(snapshot, graph, scopeOf, roles)
    members = ScopeMembers(snapshot, graph, tree, Array(children.dropLast()))
    // Where none is asked for, there is nothing to leave out.
    var computesGradient = [Bool](repeating: !hasGradient, count: outside)
    for (node, scope) in scopeOf.enumerated() where scope != outside && !computesGradient[scope] {
      computesGradient[scope] =
        roles[node] == .card && !snapshot.isWithoutGradient(node, graph)
    }
    for (scope, parent) in tree.parents.enumerated().reversed() {
      if let parent, computesGradient[scope] { computesGradient[parent] = true }
    }
    self.computesGradient = computesGradient
    self.graph = graph
    self.tree = tree
    self.children = children
  }

  /// The parts of one call together, but for those that one of them leads to through something else: as one they would be on a cycle.
  private static func joined(_ parts: [[Int]], _ graph: GraphIndex) -> [[Int]] {
    guard parts.count > 1 else { return parts }
    var groups: [(nodes: [Int], below: [Bool])] = []
    for part in parts {
      let below = graph.descendants(of: part)
      let fits = groups.firstIndex { group in
        !part.contains { group.below[$0] } && !group.nodes.contains { below[$0] }
      }
      if let fits {
        groups[fits].nodes += part
        for node in below.indices where below[node] { groups[fits].below[node] = true }
      } else {
        groups.append((part, below))
      }
    }
    return groups.map { $0.nodes.sorted() }
  }

  /// The nodes without a gradient of each call, those together that feed each other.
  private static func detachedParts(
    _ snapshot: GraphSnapshot, _ graph: GraphIndex, _ scopeOf: [Int], _ roles: [Role]
  ) -> [[[Int]]] {
    var isInside = roles.map { $0 == .detached }
    for node in roles.indices where roles[node] == .quiet {
      // What such operations compute or rearrange belongs to them, and so do the numbers that only they use.
      let edges = graph.edges(into: node)
      let neighbors =
        edges.isEmpty
        ? graph.edges(outOf: node).map { Int(graph.targets[Int($0)]) }
        : edges.map { Int(graph.sources[Int($0)]) }
      guard snapshot.isWithoutGradient(node, graph), !neighbors.isEmpty else { continue }
      isInside[node] = neighbors.allSatisfy { isInside[$0] && scopeOf[$0] == scopeOf[node] }
    }
    var partOf = Array(roles.indices)
    func first(_ node: Int) -> Int {
      var node = node
      while partOf[node] != node { node = partOf[node] }
      return node
    }
    for (source, target) in zip(graph.sources, graph.targets) where source >= 0 {
      let (source, target) = (Int(source), Int(target))
      guard isInside[source], isInside[target], scopeOf[source] == scopeOf[target] else { continue }
      let (a, b) = (first(source), first(target))
      partOf[max(a, b)] = min(a, b)
    }
    var parts: [Int: [Int]] = [:]
    for node in roles.indices where isInside[node] { parts[first(node), default: []].append(node) }
    var result = [[[Int]]](repeating: [], count: snapshot.scopes.count + 1)
    for key in parts.keys.sorted() {
      let part = parts[key]!
      if part.contains(where: { roles[$0] == .detached }) { result[scopeOf[part[0]]].append(part) }
    }
    return result.map { joined($0, graph) }
  }
}

extension GraphSnapshot {
  fileprivate func role(
    of node: Int, _ graph: GraphIndex, findsDetached: Bool
  ) -> OverviewContent.Role {
    switch nodes[node].content {
    case .tensor(let tensor):
      if tensor.isRoot || tensor.label != nil { return .card }
      if graph.edges(into: node).isEmpty { return tensor.role == .constant ? .quiet : .card }
      return graph.edges(outOf: node).isEmpty ? .card : .quiet
    case .operation(let operation):
      let results = graph.edges(outOf: node).map { nodes[Int(graph.targets[Int($0)])].tensor }
      if operation.has(.view) || operation.has(.cast), graph.edges(into: node).count == 1,
        !results.isEmpty, results.allSatisfy({ $0?.isRoot == false })
      {
        return .quiet
      }
      return findsDetached && isWithoutGradient(node, graph) ? .detached : .card
    case .reference, .module, .stub: return .card
    }
  }

  /// Whether no gradient passes a node.
  func isWithoutGradient(_ node: Int, _ graph: GraphIndex) -> Bool {
    if nodes[node].pass == .backward { return false }
    if let tensor = nodes[node].tensor { return !tensor.requiresGradient && !tensor.isRoot }
    let results = graph.edges(outOf: node)
    return nodes[node].operation?.failure == nil && !results.isEmpty
      && results.allSatisfy { edge in
        guard let tensor = nodes[Int(graph.targets[Int(edge)])].tensor else { return false }
        return !tensor.requiresGradient && !tensor.isRoot
      }
  }
}
