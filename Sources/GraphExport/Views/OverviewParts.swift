/// The cards of an overview that stand for several nodes.
struct OverviewParts {
  private let content: OverviewContent
  private let plan: OverviewPlan
  private var snapshot: GraphSnapshot
  private var parts: [Part] = []
  private var partOf: [Int32]

  init(_ content: OverviewContent, _ plan: OverviewPlan) {
    self.content = content
    self.plan = plan
    snapshot = content.snapshot
    partOf = [Int32](repeating: -1, count: content.roles.count)
    addModules()
    takeOutSharedConstants()
    addDetached()
    if !plan.hasSegments { addStretches() }
    addLeaves()
  }

  /// The snapshot with these cards.
  func collapsed() -> GraphSnapshot {
    parts.isEmpty ? snapshot : snapshot.collapsing(parts, partOf, GraphIndex(snapshot))
  }

  /// A card for each closed call that is not inside of another.
  private mutating func addModules() {
    var tops: [Int?] = []
    for (scope, parent) in content.tree.parents.enumerated() {
      let above = parent.flatMap { tops[$0] }
      tops.append(above ?? (plan.states[scope] == .closed ? scope : nil))
    }
    let firstCalls = firstCalls(tops)
    var partOfScope: [Int: Int32] = [:]
    for (node, scope) in content.scopeOf.enumerated() {
      if snapshot.nodes[node].tensor?.isRoot == true {
        // It stands in the innermost box that is drawn around it.
        let inner = snapshot.nodes[node].scope.flatMap { content.tree.position(of: $0) }
        if let top = inner.flatMap({ tops[$0] }) {
          snapshot.nodes[node].scope = snapshot.scopes[top].parent
        }
        continue
      }
      guard scope != content.outside, let inner = tops[scope] else { continue }
      let top = firstCalls[inner]?.scope ?? inner
      if partOfScope[top] == nil {
        partOfScope[top] = Int32(parts.count)
        var part = Part(snapshot.scopes[top], repeats: content.tree.repeats[top])
        if let count = firstCalls[top]?.count {
          part.repetition = Repetition(kind: .calls, count: count, lastPath: part.path)
        }
        parts.append(part)
      }
      partOf[node] = partOfScope[top]!
    }
  }

  /// A constant that several cards use belongs to none of them; what is drawn by itself is then said in words.
  private mutating func takeOutSharedConstants() {
    for node in partOf.indices where partOf[node] >= 0 {
      guard let tensor = snapshot.nodes[node].tensor, tensor.role == .constant,
        content.graph.edges(into: node).isEmpty
      else { continue }
      let users = content.graph.edges(outOf: node).map {
        partOf[Int(content.graph.targets[Int($0)])]
      }
      if users.contains(where: { $0 != partOf[node] }) { partOf[node] = -1 }
    }
  }

  /// The calls that are one card with the first call of the same module: three or more that share parameters, where nothing that leaves
  /// them comes back.
  private func firstCalls(_ tops: [Int?]) -> [Int: (scope: Int, count: Int)] {
    struct Module: Hashable {
      var parent: Int?
      var path: String
      var type: String
    }
    var calls: [Module: [Int]] = [:]
    for (scope, top) in tops.enumerated() where top == scope && content.members.counts[scope] > 0 {
      let call = snapshot.scopes[scope]
      let module = Module(parent: content.tree.parents[scope], path: call.path, type: call.type)
      calls[module, default: []].append(scope)
    }
    var first: [Int: (scope: Int, count: Int)] = [:]
    for scopes in calls.values where scopes.count > 1 {
      let count = scopes.reduce(0) {
        $0 + (snapshot.scopes[$1].repetition.map { $0.kind == .calls ? $0.count : 1 } ?? 1)
      }
      let nodes = scopes.flatMap { content.members.positions(in: $0) }.map { Int($0) }
      guard count > 2,
        nodes.contains(where: { snapshot.nodes[$0].tensor?.role == .parameter }),
        !comesBack(nodes)
      else { continue }
      for scope in scopes { first[scope] = (scopes[0], count) }
    }
    return first
  }

  /// Whether a path leaves some nodes and leads back into them.
  private func comesBack(_ nodes: [Int]) -> Bool {
    var isInside = [Bool](repeating: false, count: content.graph.count)
    for node in nodes { isInside[node] = true }
    let exits = nodes.flatMap { content.graph.edges(outOf: $0) }
      .map { Int(content.graph.targets[Int($0)]) }.filter { !isInside[$0] }
    let reached = content.graph.descendants(of: exits)
    return nodes.contains { reached[$0] }
  }

  /// A card for what computes without a gradient, directly in an open call.
  private mutating func addDetached() {
    for (scope, groups) in content.detached.enumerated() where plan.states[scope] != .closed {
      for nodes in groups {
        let operations = nodes.count { snapshot.nodes[$0].operation != nil }
        guard nodes.count(where: { content.roles[$0] == .detached }) > 1 else { continue }
        add(
          nodes, scope,
          type: "\(operations) operations without a gradient")
      }
    }
  }

  /// A card for each stretch of operations in a call whose operations are grouped.
  private mutating func addStretches() {
    let stretches = Stretches(content)
    var nodes: [Int: [Int: [Int]]] = [:]
    for (node, stretch) in stretches.stretchOf.enumerated() where stretch >= 0 && partOf[node] < 0 {
      let scope = content.scopeOf[node]
      guard plan.states[scope] == .grouped, !content.graph.edges(into: node).isEmpty,
        snapshot.nodes[node].tensor?.isRoot != true
      else { continue }
      nodes[scope, default: [:]][stretch, default: []].append(node)
    }
    for scope in nodes.keys.sorted() {
      for stretch in nodes[scope]!.keys.sorted() {
        let nodes = nodes[scope]![stretch]!
        if nodes.count(where: { content.roles[$0] == .card }) > 1 { add(nodes, scope) }
      }
    }
  }

  private mutating func add(_ nodes: [Int], _ scope: Int, type: String = "") {
    for node in nodes { partOf[node] = Int32(parts.count) }
    let isOutside = scope == content.outside
    parts.append(
      Part(
        kind: .segment, type: type, scope: isOutside ? nil : snapshot.scopes[scope].id,
        repeats: isOutside ? 1 : content.tree.repeats[scope]))
  }

  /// Leaves that nothing outside of a segment uses lie in it, unless somebody gave them a name or the segment computes no gradient.
  private mutating func addLeaves() {
    let graph = content.graph
    for node in partOf.indices where partOf[node] < 0 && graph.edges(into: node).isEmpty {
      guard let tensor = snapshot.nodes[node].tensor, tensor.role != .input, !tensor.isRoot,
        let user = graph.edges(outOf: node).first.map({ partOf[Int(graph.targets[Int($0)])] }),
        user >= 0, parts[Int(user)].kind == .segment,
        graph.edges(outOf: node).allSatisfy({ partOf[Int(graph.targets[Int($0)])] == user })
      else { continue }
      partOf[node] = user
    }
  }
}
