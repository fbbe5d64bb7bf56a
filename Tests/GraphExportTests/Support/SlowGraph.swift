import GraphExport

/// A snapshot as sets of names and numbers, with the simplest algorithms that there are: what the views are compared with.
struct SlowGraph {
  var snapshot: GraphSnapshot

  init(_ snapshot: GraphSnapshot) {
    self.snapshot = snapshot
  }

  var ids: [Int] { snapshot.nodes.map(\.id) }

  func node(_ id: Int) -> GraphSnapshot.Node? { snapshot.nodes.first { $0.id == id } }

  func sources(of id: Int) -> Set<Int> { Set(snapshot.edges.filter { $0.to == id }.map(\.from)) }

  func targets(of id: Int) -> Set<Int> { Set(snapshot.edges.filter { $0.from == id }.map(\.to)) }

  func neighbors(of id: Int) -> Set<Int> { sources(of: id).union(targets(of: id)) }

  /// All that can be reached over any number of steps, the start included.
  func closure(of start: Set<Int>, _ step: (Int) -> Set<Int>) -> Set<Int> {
    var found = start
    while true {
      let next = found.reduce(into: found) { $0.formUnion(step($1)) }
      if next == found { return found }
      found = next
    }
  }

  func descendants(of start: Set<Int>) -> Set<Int> { closure(of: start, targets) }

  func ancestors(of start: Set<Int>) -> Set<Int> { closure(of: start, sources) }

  /// All at most so many steps away, whichever way the edges point.
  func around(_ start: Set<Int>, radius: Int) -> Set<Int> {
    (0..<radius).reduce(start) { ring, _ in
      ring.reduce(into: ring) { $0.formUnion(neighbors(of: $1)) }
    }
  }

  /// The calls around a call, the innermost first, itself included.
  func chain(of scope: Int?) -> [GraphSnapshot.Scope] {
    guard let scope, let found = snapshot.scopes.first(where: { $0.id == scope }) else { return [] }
    return [found] + chain(of: found.parent)
  }

  /// The nodes in a module, however deep.
  func inside(_ path: String) -> Set<Int> {
    Set(
      snapshot.nodes.filter { chain(of: $0.scope).contains { $0.path == path } }.map(\.id))
  }

  /// Whether every edge joins nodes that are there, and points forward in the list of nodes.
  var isTopological: Bool {
    snapshot.edges.allSatisfy { edge in
      guard let from = ids.firstIndex(of: edge.from), let to = ids.firstIndex(of: edge.to) else {
        return false
      }
      return from < to
    }
  }

  /// Whether ids and names are those of one node each, and calls are there and stand behind those around them.
  var isConsistent: Bool {
    let scopes = snapshot.scopes.map(\.id)
    return Set(ids).count == ids.count && Set(snapshot.nodes.map(\.name)).count == ids.count
      && snapshot.nodes.allSatisfy { $0.scope.map(scopes.contains) ?? true }
      && snapshot.scopes.enumerated().allSatisfy { index, scope in
        scope.parent.map { scopes[..<index].contains($0) } ?? true
      }
  }
}
