extension GraphSnapshot {
  /// The snapshot with repeats folded into the first of them, but for calls that stay open.
  func rolled(_ opened: OpenedScopes = OpenedScopes()) -> GraphSnapshot {
    guard scopes.count > 1 else { return self }
    let index = GraphIndex(self)
    let alternating = AlternatingCalls(self, index, opened)
    let whole = alternating.snapshot
    var finder = RepeatFinder(whole, index, opened, periods: alternating.periods)
    finder.find()
    guard !finder.sequences.isEmpty else { return self }
    let folding = Folding(whole, index, finder.sequences)
    if let view = folding.snapshot() { return alternating.withoutUnfoldedPeriods(view) }
    // What leaves a repeat outside comes back into a later one: folded, that would be a cycle.
    let isOnCycle = folding.nodesOnCycles()
    let sequences = finder.sequences.filter { sequence in
      !sequence.repeats.joined().contains { isOnCycle[Int($0)] }
    }
    guard !sequences.isEmpty, let view = Folding(whole, index, sequences).snapshot() else {
      return self
    }
    return alternating.withoutUnfoldedPeriods(view)
  }
}

/// Module calls that are drawn as one, each feeding the next.
struct CallSequence {
  var kind: Repetition.Kind
  /// The positions of the calls in the list of scopes.
  var scopes: [Int]
  /// The positions of the nodes of each call; those at the same offset stand for each other.
  var repeats: [[Int32]]
  /// Whether each call is fed by the one before it.
  var isFed = true
}

/// Finds calls that can be folded, from the outermost inwards: what lies inside a folded call is looked at in the first repeat.
struct RepeatFinder {
  private let snapshot: GraphSnapshot
  private let tree: ScopeTree
  private let children: [[Int]]
  private let roots: [Int]
  private let members: ScopeMembers
  private var matcher: RepeatMatcher
  private(set) var sequences: [CallSequence] = []

  /// - Parameter periods: the `id`s of scopes that are no calls, but hold several that alternate with others.
  init(
    _ snapshot: GraphSnapshot, _ index: GraphIndex, _ opened: OpenedScopes, periods: Set<Int>
  ) {
    self.snapshot = snapshot
    tree = ScopeTree(snapshot.scopes, opened)
    children = tree.children
    roots = tree.parents.indices.filter { [tree] in tree.parents[$0] == nil }
    members = ScopeMembers(snapshot, index, tree, children)
    matcher = RepeatMatcher(snapshot, index, tree, periods)
  }

  mutating func find() {
    var families = [roots]
    var next = 0
    while next < families.count {
      let siblings = families[next].sorted { members.first[$0] < members.first[$1] }
      next += 1
      let isFolded = fold(siblings)
      families += siblings.filter { !isFolded.contains($0) && !children[$0].isEmpty }
        .map { children[$0] }
    }
  }

  /// Finds the sequences among calls that happened inside the same call; returns those that are not the first of their sequence.
  private mutating func fold(_ siblings: [Int]) -> Set<Int> {
    var isFolded: Set<Int> = []
    var isTaken: Set<Int> = []
    for kind in [Repetition.Kind.calls, .modules] {
      let free = siblings.filter { !isTaken.contains($0) && !tree.isOpen[$0] }
      for family in likely(free, kind) {
        for sequence in matcher.sequences(of: family, kind, lists: { members.positions(in: $0) })
        where sequence.isFed || sequence.scopes.count > 2 {
          sequences.append(sequence)
          isTaken.formUnion(sequence.scopes)
          isFolded.formUnion(sequence.scopes.dropFirst())
        }
      }
    }
    return isFolded
  }

  /// Calls that may be repeats of each other, as far as counting tells.
  private func likely(_ siblings: [Int], _ kind: Repetition.Kind) -> [[Int]] {
    struct Key: Hashable {
      var type: String
      var path: String?
      var nodes: Int?
    }
    var families: [[Int]] = []
    var familyOf: [Key: Int] = [:]
    for position in siblings where members.counts[position] > 0 {
      let scope = snapshot.scopes[position]
      guard scope.repetition == nil else { continue }
      // The first call holds the parameters of all.
      let key =
        kind == .calls
        ? Key(type: scope.type, path: scope.path)
        : Key(type: scope.type, nodes: members.counts[position])
      if let family = familyOf[key] {
        families[family].append(position)
      } else {
        familyOf[key] = families.count
        families.append([position])
      }
    }
    return families.flatMap(stretches).filter { $0.count > 1 }
  }

  /// Cuts a list of calls where the number of nodes computed in them changes: no sequence goes on there, and calls nested in each other would
  /// otherwise be listed once for each level.
  private func stretches(_ family: [Int]) -> [[Int]] {
    var stretches: [[Int]] = []
    for position in family {
      if let last = stretches.last?.last, members.computed[last] == members.computed[position] {
        stretches[stretches.count - 1].append(position)
      } else {
        stretches.append([position])
      }
    }
    return stretches
  }
}

/// Which nodes lie in a call and the calls inside it.
struct ScopeMembers {
  /// How many nodes lie in each call and the calls inside it, and the position of the first of them.
  let counts: [Int]
  let first: [Int]
  /// How many of those nodes are no parameters or buffers, which the first call holds for all.
  let computed: [Int]
  private let direct: EdgeLists
  private let children: [[Int]]

  init(
    _ snapshot: GraphSnapshot, _ index: GraphIndex, _ tree: ScopeTree, _ children: [[Int]]
  ) {
    var counts = [Int](repeating: 0, count: snapshot.scopes.count)
    var first = [Int](repeating: .max, count: counts.count)
    var computed = counts
    let scopeOf = snapshot.nodes.map { node in
      node.scope.flatMap { tree.position(of: $0) }.map { Int32($0) } ?? -1
    }
    for (position, scope) in scopeOf.enumerated() where scope >= 0 {
      counts[Int(scope)] += 1
      first[Int(scope)] = min(first[Int(scope)], position)
      if !index.isOwned(position, in: snapshot) { computed[Int(scope)] += 1 }
    }
    for position in counts.indices.reversed() {
      guard let parent = tree.parents[position] else { continue }
      counts[parent] += counts[position]
      first[parent] = min(first[parent], first[position])
      computed[parent] += computed[position]
    }
    self.counts = counts
    self.first = first
    self.computed = computed
    direct = EdgeLists(by: scopeOf, count: counts.count)
    self.children = children
  }

  /// The positions of all nodes in a call and the calls inside it, in their order.
  func positions(in scope: Int) -> [Int32] {
    var positions: [Int32] = []
    var open = [scope]
    while let next = open.popLast() {
      positions += direct[next]
      open += children[next]
    }
    return positions.sorted()
  }
}
