// Views that show a part of the graph as it is.
extension GraphSnapshot {
  /// What is at most `radius` arrows away from a thing, whichever way they point.
  func focused(on name: String, radius: Int) throws(ViewError) -> GraphSnapshot {
    let index = GraphIndex(self)
    var isKept = [Bool](repeating: false, count: index.count)
    var ring = try places(named: name)
    for place in ring { isKept[place] = true }
    var step = 0
    while step < radius, !ring.isEmpty {
      step += 1
      var next: [Int] = []
      func visit(_ place: Int) {
        guard !isKept[place] else { return }
        isKept[place] = true
        next.append(place)
      }
      for place in ring {
        for edge in index.edges(into: place) { visit(Int(index.sources[Int(edge)])) }
        for edge in index.edges(outOf: place) { visit(Int(index.targets[Int(edge)])) }
      }
      ring = next
    }
    return cutOut(isKept, index)
  }

  /// All that lies on any path from one thing to another, both included.
  func path(from: String, to: String) throws(ViewError) -> GraphSnapshot {
    let index = GraphIndex(self)
    let (first, last) = (try places(named: from), try places(named: to))
    let isKept = zip(index.descendants(of: first), index.ancestors(of: last)).map { $0 && $1 }
    guard isKept.contains(true) else {
      let back = zip(index.descendants(of: last), index.ancestors(of: first))
      throw .noPath(from: from, to: to, leadsBack: back.contains { $0 && $1 })
    }
    return cutOut(isKept, index)
  }

  /// A module alone, in all its calls.
  func only(_ path: String) throws(ViewError) -> GraphSnapshot {
    let inside = places(inModule: path)
    guard !inside.isEmpty else {
      throw .unknownModule(path, near: near(path, modulesOnly: true))
    }
    let index = GraphIndex(self)
    var isKept = [Bool](repeating: false, count: index.count)
    for place in inside { isKept[place] = true }
    return cutOut(isKept, index)
  }
}

extension GraphIndex {
  /// Whether each node is one of these or computed from one of them.
  func descendants(of places: [Int]) -> [Bool] {
    reach(places, edgesOf: edges(outOf:), ends: targets)
  }

  /// Whether each node is one of these or leads to one of them.
  func ancestors(of places: [Int]) -> [Bool] {
    reach(places, edgesOf: edges(into:), ends: sources)
  }

  private func reach(_ places: [Int], edgesOf: (Int) -> ArraySlice<Int32>, ends: [Int32]) -> [Bool]
  {
    var isReached = [Bool](repeating: false, count: count)
    var stack = places
    for place in places { isReached[place] = true }
    while let place = stack.popLast() {
      for edge in edgesOf(place) {
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
