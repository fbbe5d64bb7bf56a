// Views that show a part of the graph as it is.
extension GraphSnapshot {
  /// What is at most `radius` arrows away from a thing, whichever way they point.
  func focused(on name: String, radius: Int) throws(ViewError) -> GraphSnapshot {
    let index = GraphIndex(self)
    var isKept = [Bool](repeating: false, count: index.count)
    var ring = try positions(named: name)
    for position in ring { isKept[position] = true }
    var step = 0
    while step < radius, !ring.isEmpty {
      step += 1
      var next: [Int] = []
      func visit(_ position: Int) {
        guard !isKept[position] else { return }
        isKept[position] = true
        next.append(position)
      }
      for position in ring {
        for edge in index.edges(into: position) { visit(Int(index.sources[Int(edge)])) }
        for edge in index.edges(outOf: position) { visit(Int(index.targets[Int(edge)])) }
      }
      ring = next
    }
    return cutOut(isKept, index)
  }

  /// All that lies on any path from one thing to another, both included.
  func path(from: String, to: String) throws(ViewError) -> GraphSnapshot {
    let index = GraphIndex(self)
    let (first, last) = (try positions(named: from), try positions(named: to))
    let isKept = zip(index.descendants(of: first), index.ancestors(of: last)).map { $0 && $1 }
    guard isKept.contains(true) else {
      let back = zip(index.descendants(of: last), index.ancestors(of: first))
      throw .noPath(from: from, to: to, leadsBack: back.contains { $0 && $1 })
    }
    return cutOut(isKept, index)
  }

  /// All but the operations of a file, or of a line of it, with what they compute; the root stays.
  func hidingOperations(of source: String) throws(ViewError) -> GraphSnapshot {
    let index = GraphIndex(self)
    var isKept = nodes.map { !($0.operation?.stands(in: source) ?? false) }
    guard isKept.contains(false) else {
      throw .unknownName(source, near: near(source, modulesOnly: false))
    }
    for node in isKept.indices where !isKept[node] && nodes[node].operation != nil {
      for edge in index.edges(outOf: node) {
        let result = Int(index.targets[Int(edge)])
        if nodes[result].tensor?.isRoot != true { isKept[result] = false }
      }
    }
    for node in isKept.indices where isKept[node] && index.edges(into: node).isEmpty {
      let uses = index.edges(outOf: node).map { Int(index.targets[Int($0)]) }
      if !uses.isEmpty, uses.allSatisfy({ !isKept[$0] }) { isKept[node] = false }
    }
    return cutOut(isKept, index)
  }

  /// A module alone, in all its calls.
  func only(_ path: String) throws(ViewError) -> GraphSnapshot {
    let inside = positions(inModule: path)
    guard !inside.isEmpty else {
      throw .unknownModule(path, near: near(path, modulesOnly: true))
    }
    let index = GraphIndex(self)
    var isKept = [Bool](repeating: false, count: index.count)
    for position in inside { isKept[position] = true }
    return cutOut(isKept, index)
  }
}

extension GraphIndex {
  /// Whether each node is one of these or computed from one of them.
  func descendants(of positions: [Int]) -> [Bool] {
    reach(positions, edgesOf: edges(outOf:), ends: targets)
  }

  /// Whether each node is one of these or leads to one of them.
  func ancestors(of positions: [Int]) -> [Bool] {
    reach(positions, edgesOf: edges(into:), ends: sources)
  }

  private func reach(_ positions: [Int], edgesOf: (Int) -> ArraySlice<Int32>, ends: [Int32])
    -> [Bool]
  {
    var isReached = [Bool](repeating: false, count: count)
    var stack = positions
    for position in positions { isReached[position] = true }
    while let position = stack.popLast() {
      for edge in edgesOf(position) {
        let end = Int(ends[Int(edge)])
        if !isReached[end] {
          isReached[end] = true
          stack.append(end)
        }
      }
    }
    return isReached
  }
}
