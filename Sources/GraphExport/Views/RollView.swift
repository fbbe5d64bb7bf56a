extension GraphSnapshot {
  /// The snapshot with repeats folded into the first of them, but for calls that stay open.
  func rolled(_ opened: OpenedScopes = OpenedScopes()) -> GraphSnapshot {
    guard scopes.count > 1 else { return self }
    let index = GraphIndex(self)
    var finder = RepeatFinder(self, index, opened)
    finder.find()
    guard !finder.runs.isEmpty else { return self }
    let folding = Folding(self, index, finder.runs)
    if let view = folding.snapshot() { return view }
    // What leaves a repeat outside comes back into a later one: folded, that would be a cycle.
    let isOnCycle = folding.placesOnCycles()
    let runs = finder.runs.filter { run in
      !run.repeats.joined().contains { isOnCycle[Int($0)] }
    }
    return runs.isEmpty ? self : Folding(self, index, runs).snapshot() ?? self
  }
}

/// Module calls that are drawn as one, each feeding the next.
struct RepeatRun {
  var kind: Repetition.Kind
  /// The places of the calls in the list of scopes.
  var scopes: [Int]
  /// The places of the nodes of each call; those at the same position stand for each other.
  var repeats: [[Int32]]
}

/// Finds calls that can be folded, from the outermost inwards: what lies inside a folded call is looked at in the first repeat.
struct RepeatFinder {
  private let snapshot: GraphSnapshot
  private let tree: ScopeTree
  private let children: [[Int]]
  private let roots: [Int]
  private let members: ScopeMembers
  private var matcher: RepeatMatcher
  private(set) var runs: [RepeatRun] = []

  init(_ snapshot: GraphSnapshot, _ index: GraphIndex, _ opened: OpenedScopes) {
    self.snapshot = snapshot
    tree = ScopeTree(snapshot.scopes, opened)
    var children = [[Int]](repeating: [], count: snapshot.scopes.count)
    var roots: [Int] = []
    for (place, parent) in tree.parents.enumerated() {
      if let parent { children[parent].append(place) } else { roots.append(place) }
    }
    self.children = children
    self.roots = roots
    members = ScopeMembers(snapshot, index, tree, children)
    matcher = RepeatMatcher(snapshot, index, tree)
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

  /// Finds the runs among calls that happened inside the same call; returns those that are not the first of their run.
  private mutating func fold(_ siblings: [Int]) -> Set<Int> {
    var isFolded: Set<Int> = []
    var isTaken: Set<Int> = []
    for kind in [Repetition.Kind.calls, .modules] {
      let free = siblings.filter { !isTaken.contains($0) && !tree.isOpen[$0] }
      for family in likely(free, kind) {
        for run in matcher.runs(of: family, kind, lists: { members.places(in: $0) }) {
          runs.append(run)
          isTaken.formUnion(run.scopes)
          isFolded.formUnion(run.scopes.dropFirst())
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
    for place in siblings where members.counts[place] > 0 {
      let scope = snapshot.scopes[place]
      guard scope.repetition == nil else { continue }
      // The first call holds the parameters of all.
      let key =
        kind == .calls
        ? Key(type: scope.type, path: scope.path)
        : Key(type: scope.type, nodes: members.counts[place])
      if let family = familyOf[key] {
        families[family].append(place)
      } else {
        familyOf[key] = families.count
        families.append([place])
      }
    }
    return families.flatMap(stretches).filter { $0.count > 1 }
  }

  /// Cuts a list of calls where the number of nodes computed in them changes: no run goes on there, and calls nested in each other would
  /// otherwise be listed once for each level.
  private func stretches(_ family: [Int]) -> [[Int]] {
    var stretches: [[Int]] = []
    for place in family {
      if let last = stretches.last?.last, members.computed[last] == members.computed[place] {
        stretches[stretches.count - 1].append(place)
      } else {
        stretches.append([place])
      }
    }
    return stretches
  }
}

/// Which nodes lie in a call and the calls inside it.
struct ScopeMembers {
  /// How many nodes lie in each call and the calls inside it, and the place of the first of them.
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
      node.scope.flatMap { tree.place(of: $0) }.map { Int32($0) } ?? -1
    }
    for (place, scope) in scopeOf.enumerated() where scope >= 0 {
      counts[Int(scope)] += 1
      first[Int(scope)] = min(first[Int(scope)], place)
      if !index.isOwned(place, in: snapshot) { computed[Int(scope)] += 1 }
    }
    for place in counts.indices.reversed() {
      guard let parent = tree.parents[place] else { continue }
      counts[parent] += counts[place]
      first[parent] = min(first[parent], first[place])
      computed[parent] += computed[place]
    }
    self.counts = counts
    self.first = first
    self.computed = computed
    direct = EdgeLists(by: scopeOf, count: counts.count)
    self.children = children
  }

  /// The places of all nodes in a call and the calls inside it, in their order.
  func places(in scope: Int) -> [Int32] {
    var places: [Int32] = []
    var open = [scope]
    while let next = open.popLast() {
      places += direct[next]
      open += children[next]
    }
    return places.sorted()
  }
}
