/// Which calls of modules a difference shows as one card each: those in which nothing differs, those that only one of the two computations
/// has, and all those below a level.
struct ClosedModules {
  private let calls: ScopeTree
  /// The call that each node lies in; nil for one that always has a card of its own.
  private let callOfNode: [Int?]
  /// The innermost call around the first node that differs in the forward pass.
  private let firstCall: Int?
  /// Of each call, whether something in it differs, and whether only one of the two computations has it, with all that lies in it.
  private let differs: [Bool]
  private let isWhole: [Bool]

  init(_ snapshot: GraphSnapshot, _ comparison: Diagram.Comparison) {
    let calls = ScopeTree(snapshot.scopes, OpenedScopes())
    var differs = [Bool](repeating: false, count: snapshot.scopes.count)
    var presences = [Set<Diagram.Comparison.Presence>](repeating: [], count: snapshot.scopes.count)
    func mark(_ innermost: Int?) {
      var next = innermost
      while let position = next, !differs[position] {
        differs[position] = true
        next = calls.parents[position]
      }
    }
    let callOfNode = snapshot.nodes.map { node -> Int? in
      guard let call = node.scope.flatMap({ calls.position(of: $0) }) else { return nil }
      let entry = comparison.entries[node.id]
      if entry != nil { mark(call) }
      var next: Int? = call
      while let position = next, presences[position].insert(entry?.presence ?? .both).inserted {
        next = calls.parents[position]
      }
      return node.tensor?.isRoot == true ? nil : call
    }
    firstCall = snapshot.nodes.indices.first {
      comparison.entries[snapshot.nodes[$0].id]?.firstIn.contains("forward") == true
    }.flatMap { callOfNode[$0] }
    // A module that differs itself can still be one card, which says it.
    for (position, scope) in snapshot.scopes.enumerated() where comparison.scopes[scope.id] != nil {
      mark(calls.parents[position])
    }
    isWhole = presences.map { $0.count == 1 && $0 != [.both] }
    (self.calls, self.callOfNode, self.differs) = (calls, callOfNode, differs)
  }

  /// How deep calls lie in each other.
  var deepest: Int { calls.levels.max() ?? 0 }

  /// The calls from a level on around the first node that differs in the forward pass, the outermost one first.
  func aroundFirst(from level: Int) -> [Int] {
    var around: [Int] = []
    var next = firstCall
    while let position = next, calls.levels[position] >= level {
      around.insert(position, at: 0)
      next = calls.parents[position]
    }
    return around
  }

  /// For each call, the outermost closed one around it, which may be itself.
  ///
  /// - Parameters:
  ///   - level: from which level on calls are closed.
  ///   - opened: calls that stay open on each level.
  func outermost(below level: Int, opening opened: Set<Int> = []) -> [Int?] {
    var closed: [Int?] = []
    for position in differs.indices {
      let around = calls.parents[position].flatMap { closed[$0] }
      // The outermost call would be the whole figure.
      let isOne =
        calls.parents[position] != nil
        && (!differs[position] || isWhole[position]
          || (calls.levels[position] >= level && !opened.contains(position)))
      closed.append(around ?? (isOne ? position : nil))
    }
    return closed
  }

  /// For each node, the closed call that it is drawn as part of.
  func calls(ofNodes closed: [Int?]) -> some Collection<Int?> {
    callOfNode.lazy.map { $0.flatMap { closed[$0] } }
  }

  /// How many cards are left where calls are closed.
  func cardCount(_ closed: [Int?]) -> Int {
    var isCounted = [Bool](repeating: false, count: closed.count)
    var count = 0
    for call in calls(ofNodes: closed) {
      guard let call else {
        count += 1
        continue
      }
      if !isCounted[call] { count += 1 }
      isCounted[call] = true
    }
    return count
  }
}
