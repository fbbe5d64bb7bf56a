// A part of the graph alone: what is at the other ends of the edges that are cut becomes stubs.
extension GraphSnapshot {
  /// The nodes that are kept, and a stub wherever an edge was cut.
  ///
  /// Each node that is not kept is counted at the stub that is nearest, whichever way the edges run, and at no other.
  func cutOut(_ isKept: [Bool], _ index: GraphIndex) -> GraphSnapshot {
    var cut = Cut(self, isKept, index)
    cut.findStubs()
    cut.countBehindThem()
    return cut.snapshot()
  }
}

private struct Cut {
  let old: GraphSnapshot
  let isKept: [Bool]
  let index: GraphIndex
  /// The stub that a node has become: one that fed what is kept, by its place.
  private var stubBefore: [Int32]
  /// The stub behind a node that is kept, by its place.
  private var stubAfter: [Int32]
  /// The nodes that were cut off right behind each stub.
  private var firstBehind: [Int] = []
  private var stubs: [StubNode] = []
  private var unreached = Amount()

  init(_ old: GraphSnapshot, _ isKept: [Bool], _ index: GraphIndex) {
    self.old = old
    self.isKept = isKept
    self.index = index
    stubBefore = [Int32](repeating: -1, count: index.count)
    stubAfter = stubBefore
  }

  /// A stub for each node that fed what is kept, in order, then one for each kept node that feeds what is not.
  mutating func findStubs() {
    for place in 0..<index.count where !isKept[place] {
      guard index.edges(outOf: place).contains(where: { isKept[Int(index.targets[Int($0)])] })
      else {
        continue
      }
      stubBefore[place] = Int32(stubs.count)
      stubs.append(
        StubNode(
          before: old.nodes[place], label: label(of: place),
          isLeaf: index.edges(into: place).isEmpty))
      firstBehind.append(place)
    }
    for place in 0..<index.count where isKept[place] {
      let cut = index.edges(outOf: place).map { Int(index.targets[Int($0)]) }.filter { !isKept[$0] }
      guard let first = cut.first else { continue }
      stubAfter[place] = Int32(stubs.count)
      stubs.append(
        StubNode(
          side: .after, label: cut.count == 1 ? label(of: first) : "\(cut.count) uses",
          amount: Amount()))
      firstBehind.append(place)
    }
  }

  /// What a reader calls a node; a result without a name is called after its operation.
  private func label(of place: Int) -> String {
    let node = old.nodes[place]
    if let label = node.tensor?.label ?? node.reference?.label ?? node.stub?.label { return label }
    guard node.tensor != nil, let edge = index.edges(into: place).first else { return node.name }
    return old.nodes[Int(index.sources[Int(edge)])].name
  }

  /// Walks away from all stubs at once.
  mutating func countBehindThem() {
    var owner = [Int32](repeating: -1, count: index.count)
    var queue: [Int32] = []
    func visit(_ place: Int, _ stub: Int32) {
      guard !isKept[place], owner[place] < 0 else { return }
      owner[place] = stub
      queue.append(Int32(place))
    }
    for (stub, place) in firstBehind.enumerated() {
      if isKept[place] {
        for edge in index.edges(outOf: place) {
          visit(Int(index.targets[Int(edge)]), Int32(stub))
        }
      } else {
        visit(place, Int32(stub))
      }
    }
    var next = 0
    while next < queue.count {
      let place = Int(queue[next])
      next += 1
      for edge in index.edges(into: place) {
        visit(Int(index.sources[Int(edge)]), owner[place])
      }
      for edge in index.edges(outOf: place) {
        visit(Int(index.targets[Int(edge)]), owner[place])
      }
    }
    for place in 0..<index.count where !isKept[place] {
      if owner[place] >= 0 {
        stubs[Int(owner[place])].amount += old.nodes[place].amount
      } else {
        unreached += old.nodes[place].amount
      }
    }
  }

  func snapshot() -> GraphSnapshot {
    var names = UniqueNames()
    for node in old.nodes { _ = names.unique(node.name) }
    var nextID = (old.nodes.lazy.map(\.id).max() ?? 0) + 1
    var ids = [Int](repeating: 0, count: stubs.count)
    var new = old
    new.nodes = []
    for place in 0..<index.count {
      let node = old.nodes[place]
      if isKept[place] { new.nodes.append(node) }
      let number = isKept[place] ? stubAfter[place] : stubBefore[place]
      guard number >= 0 else { continue }
      let stub = stubs[Int(number)]
      ids[Int(number)] = nextID
      new.nodes.append(
        .init(
          id: nextID, name: names.unique("\(node.name), \(stub.side.rawValue)"),
          content: .stub(stub)))
      nextID += 1
    }
    new.edges = []
    var lastCut = [Int32](repeating: -1, count: index.count)
    for (number, edge) in old.edges.enumerated() {
      let (source, target) = (Int(index.sources[number]), Int(index.targets[number]))
      guard source >= 0 else { continue }
      var edge = edge
      switch (isKept[source], isKept[target]) {
      case (true, true): new.edges.append(edge)
      case (false, true):
        edge.from = ids[Int(stubBefore[source])]
        new.edges.append(edge)
      case (true, false):
        // All that is cut off behind a node is one stub, with one edge.
        guard lastCut[source] < 0 else { continue }
        lastCut[source] = 0
        new.edges.append(.init(from: edge.from, to: ids[Int(stubAfter[source])], position: 0))
      case (false, false): break
      }
    }
    if !unreached.isEmpty { new.hidden = (new.hidden ?? Amount()) + unreached }
    return new.withoutUnusedScopes()
  }
}

extension StubNode {
  fileprivate init(before node: GraphSnapshot.Node, label: String, isLeaf: Bool) {
    let output = node.module?.outputs.first
    self.init(
      side: .before, label: label, role: isLeaf ? node.tensor?.role : nil,
      shape: node.tensor?.shape ?? output?.shape ?? node.stub?.shape,
      dtype: node.tensor?.dtype ?? output?.dtype ?? node.stub?.dtype, amount: Amount())
  }
}

extension GraphSnapshot {
  /// The snapshot without the calls that nothing is left of.
  func withoutUnusedScopes() -> GraphSnapshot {
    var used: Set<Int> = []
    for node in nodes {
      if let scope = node.scope { used.insert(scope) }
    }
    for scope in scopes.reversed() where used.contains(scope.id) {
      if let parent = scope.parent { used.insert(parent) }
    }
    guard used.count < scopes.count else { return self }
    var view = self
    view.scopes.removeAll { !used.contains($0.id) }
    return view
  }
}
