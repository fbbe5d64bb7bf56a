/// Which calls inside of one call stand for which inside of another.
struct ScopePairs {
  private let snapshot: GraphSnapshot
  private let tree: ScopeTree
  private var partner: [Int: Int]
  /// For each call how long the paths are, here and there, that those of the calls inside begin with.
  private var prefixes: [Int: (Int, Int)] = [:]

  /// - Parameter periods: the `id`s of scopes that hold calls of modules whose paths have no beginning in common.
  init(_ snapshot: GraphSnapshot, _ tree: ScopeTree, _ periods: Set<Int>, _ a: Int, _ b: Int) {
    self.snapshot = snapshot
    self.tree = tree
    partner = [a: b]
    let (one, other) = (snapshot.scopes[a], snapshot.scopes[b])
    if !periods.contains(one.id) { prefixes[a] = (one.path.count, other.path.count) }
  }

  /// Whether two calls stand for each other, and so do those around them.
  mutating func pair(_ a: Int?, _ b: Int?) -> Bool {
    guard var first = a.flatMap({ tree.position(of: $0) }),
      var second = b.flatMap({ tree.position(of: $0) })
    else { return false }
    var met: [(Int, Int)] = []
    while partner[first] == nil {
      let (one, other) = (snapshot.scopes[first], snapshot.scopes[second])
      guard one.type == other.type, one.call == other.call, let next = tree.parents[first],
        let otherNext = tree.parents[second]
      else { return false }
      met.append((first, second))
      (first, second) = (next, otherNext)
    }
    guard partner[first] == second else { return false }
    var prefix = prefixes[first]
    for (first, second) in met.reversed() {
      let (one, other) = (snapshot.scopes[first].path, snapshot.scopes[second].path)
      let known = prefix ?? (one.count, other.count)
      guard one.dropFirst(known.0) == other.dropFirst(known.1) else { return false }
      partner[first] = second
      prefixes[first] = known
      prefix = known
    }
    return true
  }
}
