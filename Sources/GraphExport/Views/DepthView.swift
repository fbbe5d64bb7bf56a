extension GraphSnapshot {
  /// The snapshot with each module call below a depth as one node, but for those that stay open.
  ///
  /// The tensor that the capture started from is always drawn. A parameter that is also used outside its module appears there as a
  /// reference.
  ///
  /// - Parameter collapsesLeaves: whether calls that no others happened in are nodes at any depth.
  func collapsed(
    below levels: Int, _ opened: OpenedScopes = OpenedScopes(), collapsesLeaves: Bool = false
  ) -> GraphSnapshot {
    let calls = ScopeTree(scopes, opened)
    return collapsed(calls, calls.tops(levels, collapsesLeaves: collapsesLeaves))
  }

  /// The snapshot with each layer as one node: a call of a module that has parameters of its own, and does little more than use them, such as
  /// `Linear`, `Conv2d` and `LayerNorm`.
  func withLayersAsCards(_ opened: OpenedScopes = OpenedScopes()) -> GraphSnapshot {
    let calls = ScopeTree(scopes, opened)
    var operations = [Int](repeating: 0, count: scopes.count)
    var hasParameters = [Bool](repeating: false, count: scopes.count)
    for node in nodes {
      guard let scope = node.scope.flatMap({ calls.position(of: $0) }) else { continue }
      if node.operation != nil { operations[scope] += 1 }
      if node.tensor?.role == .parameter { hasParameters[scope] = true }
    }
    let tops = scopes.indices.map { scope in
      calls.isLeaf[scope] && !calls.isOpen[scope] && hasParameters[scope]
        && operations[scope] <= Self.mostOperationsOfLayer ? scope : nil
    }
    return collapsed(calls, tops)
  }

  /// A module of more operations is more than a layer.
  private static let mostOperationsOfLayer = 12

  /// The snapshot with some calls as one node each.
  ///
  /// - Parameter tops: for each call, the one that it is drawn in; nil for one that stays open.
  private func collapsed(_ calls: ScopeTree, _ tops: [Int?]) -> GraphSnapshot {
    var partOfScope = [Int32](repeating: -1, count: scopes.count)
    var parts: [Part] = []
    var partOf = [Int32](repeating: -1, count: nodes.count)
    var old = self
    for (position, node) in nodes.enumerated() {
      guard let top = node.scope.flatMap({ calls.position(of: $0) }).flatMap({ tops[$0] }) else {
        continue
      }
      if node.tensor?.isRoot == true {
        old.nodes[position].scope = scopes[top].parent
        continue
      }
      if partOfScope[top] < 0 {
        partOfScope[top] = Int32(parts.count)
        parts.append(Part(scopes[top], repeats: calls.repeats[top]))
      }
      partOf[position] = partOfScope[top]
    }
    guard !parts.isEmpty else { return self }
    return old.collapsing(parts, partOf, GraphIndex(old))
  }
}

extension Part {
  init(_ scope: GraphSnapshot.Scope, repeats: Int) {
    self.init(
      type: scope.type, path: scope.path, call: scope.call, repetition: scope.repetition,
      attributes: scope.attributes,
      scope: scope.parent, repeats: repeats)
  }
}

/// The module calls of a snapshot by their positions in its list, in which a parent stands before its children.
struct ScopeTree {
  /// The call around each; nil for the outermost.
  let parents: [Int?]
  /// How many calls lie around each.
  let levels: [Int]
  /// In which ones no others happened; an outermost one is none of these.
  let isLeaf: [Bool]
  /// Which ones stay open.
  let isOpen: [Bool]
  /// How many repeats of everything inside there are.
  let repeats: [Int]
  private let positions: [Int: Int]

  init(_ scopes: [GraphSnapshot.Scope], _ opened: OpenedScopes) {
    positions = Dictionary(scopes.enumerated().map { ($1.id, $0) }) { first, _ in first }
    var parents: [Int?] = []
    var levels: [Int] = []
    var repeats: [Int] = []
    for (position, scope) in scopes.enumerated() {
      // A call that stands before the one around it is taken for an outermost one.
      let parent = scope.parent.flatMap { [positions] in positions[$0] }.flatMap {
        $0 < position ? $0 : nil
      }
      parents.append(parent)
      levels.append(parent.map { levels[$0] + 1 } ?? 0)
      repeats.append(
        (parent.map { repeats[$0] } ?? 1).multiplied(saturating: scope.repetition?.count ?? 1))
    }
    var isLeaf = parents.map { $0 != nil }
    for parent in parents.compactMap(\.self) { isLeaf[parent] = false }
    self.parents = parents
    self.levels = levels
    self.isLeaf = isLeaf
    self.repeats = repeats
    isOpen = scopes.map { opened.contains($0.id) }
  }

  /// The position of a call.
  func position(of id: Int) -> Int? { positions[id] }

  /// For each call, those that happened directly inside.
  var children: [[Int]] {
    var children = [[Int]](repeating: [], count: parents.count)
    for (position, parent) in parents.enumerated() {
      if let parent { children[parent].append(position) }
    }
    return children
  }

  /// For each call, the outermost one around it, or itself, that is collapsed at a depth; nil where none is.
  func tops(_ depth: Int, collapsesLeaves: Bool) -> [Int?] {
    var tops: [Int?] = []
    for position in parents.indices {
      if let top = parents[position].flatMap({ tops[$0] }) {
        tops.append(top)
      } else {
        let isCollapsed = levels[position] >= depth || (collapsesLeaves && isLeaf[position])
        tops.append(isCollapsed && !isOpen[position] ? position : nil)
      }
    }
    return tops
  }
}
