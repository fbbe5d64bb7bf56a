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
  /// The stub that a node has become: one that fed what is kept, by its position.
  private var stubBefore: [Int32]
  /// The stub behind a node that is kept, by its position.
  private var stubAfter: [Int32]
  /// The nodes that were cut off right behind each stub.
  private var firstBehind: [Int] = []
  private var stubs: [StubNode] = []
  private var unreached = NodeCounts()

  init(_ old: GraphSnapshot, _ isKept: [Bool], _ index: GraphIndex) {
    self.old = old
    self.isKept = isKept
    self.index = index
    stubBefore = [Int32](repeating: -1, count: index.count)
    stubAfter = stubBefore
  }

  /// A stub for each node that fed what is kept, in order, then one for each kept node that feeds what is not.
  mutating func findStubs() {
    for position in 0..<index.count where !isKept[position] {
      guard index.edges(outOf: position).contains(where: { isKept[Int(index.targets[Int($0)])] })
      else {
        continue
      }
      stubBefore[position] = Int32(stubs.count)
      stubs.append(
        StubNode(
          before: old.nodes[position], label: label(of: position),
          isLeaf: index.edges(into: position).isEmpty))
      firstBehind.append(position)
    }
    for position in 0..<index.count where isKept[position] {
      let cut = index.edges(outOf: position).map { Int(index.targets[Int($0)]) }.filter {
        !isKept[$0]
      }
      guard let first = cut.first else { continue }
      stubAfter[position] = Int32(stubs.count)
      stubs.append(
        StubNode(
          side: .after, label: cut.count == 1 ? label(of: first) : "\(cut.count) uses",
          counts: NodeCounts()))
      firstBehind.append(position)
    }
  }

  /// What a reader calls a node; a result without a name is called after its operation.
  private func label(of position: Int) -> String {
    let node = old.nodes[position]
    if let label = node.tensor?.label ?? node.reference?.label ?? node.stub?.label { return label }
    guard node.tensor != nil, let edge = index.edges(into: position).first else { return node.name }
    return old.nodes[Int(index.sources[Int(edge)])].name
  }

  /// Walks away from all stubs at once.
  mutating func countBehindThem() {
    var owner = [Int32](repeating: -1, count: index.count)
    var queue: [Int32] = []
    func visit(_ position: Int, _ stub: Int32) {
      guard !isKept[position], owner[position] < 0 else { return }
      owner[position] = stub
      queue.append(Int32(position))
    }
    for (stub, position) in firstBehind.enumerated() {
      if isKept[position] {
        for edge in index.edges(outOf: position) {
          visit(Int(index.targets[Int(edge)]), Int32(stub))
        }
      } else {
        visit(position, Int32(stub))
      }
    }
    var next = 0
    while next < queue.count {
      let position = Int(queue[next])
      next += 1
      for edge in index.edges(into: position) {
        visit(Int(index.sources[Int(edge)]), owner[position])
      }
      for edge in index.edges(outOf: position) {
        visit(Int(index.targets[Int(edge)]), owner[position])
      }
    }
    for position in 0..<index.count where !isKept[position] {
      if owner[position] >= 0 {
        stubs[Int(owner[position])].counts += old.nodes[position].counts
      } else {
        unreached += old.nodes[position].counts
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
    for position in 0..<index.count {
      let node = old.nodes[position]
      if isKept[position] { new.nodes.append(node) }
      let number = isKept[position] ? stubAfter[position] : stubBefore[position]
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
    if !unreached.isEmpty { new.hidden = (new.hidden ?? NodeCounts()) + unreached }
    return new.withoutUnusedScopes()
  }
}

extension StubNode {
  fileprivate init(before node: GraphSnapshot.Node, label: String, isLeaf: Bool) {
    let output = node.module?.outputs.first
    self.init(
      side: .before, label: label, role: isLeaf ? node.tensor?.role : nil,
      shape: node.tensor?.shape ?? output?.shape ?? node.stub?.shape,
      dtype: node.tensor?.dtype ?? output?.dtype ?? node.stub?.dtype, counts: NodeCounts())
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
