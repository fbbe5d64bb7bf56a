/// Folds sequences of repeats into the first of them.
struct Folding {
  private let old: GraphSnapshot
  private let index: GraphIndex
  private let sequences: [CallSequence]
  /// The position of the node that stands for each.
  private var standIn: [Int32]
  /// The positions of the nodes that a node stands for.
  private var members: [Int: [Int32]] = [:]
  /// Edges from one repeat to the next, and those inside all but the first.
  private var isFolded: [Bool]

  init(_ old: GraphSnapshot, _ index: GraphIndex, _ sequences: [CallSequence]) {
    self.old = old
    self.index = index
    self.sequences = sequences
    standIn = (0..<Int32(index.count)).map { $0 }
    isFolded = [Bool](repeating: false, count: old.edges.count)
    var sequenceOf = [Int32](repeating: -1, count: index.count)
    // From the outermost sequences inwards.
    for (number, sequence) in sequences.enumerated() {
      for position in sequence.repeats.joined() { sequenceOf[Int(position)] = Int32(number) }
      for positions in sequence.repeats.dropFirst() {
        for (position, first) in zip(positions, sequence.repeats[0]) {
          standIn[Int(position)] = first
          for edge in index.edges(into: Int(position))
          where sequenceOf[Int(index.sources[Int(edge)])] == Int32(number) {
            isFolded[Int(edge)] = true
          }
        }
      }
      for (offset, first) in sequence.repeats[0].enumerated() {
        members[Int(first)] = sequence.repeats.flatMap { positions in
          members[Int(positions[offset])] ?? [positions[offset]]
        }
      }
    }
    for position in standIn.indices {
      // At most as often as sequences are nested.
      while standIn[Int(standIn[position])] != standIn[position] {
        standIn[position] = standIn[Int(standIn[position])]
      }
    }
  }

  /// The folded snapshot; nil if it would have a cycle.
  func snapshot() -> GraphSnapshot? {
    let edges = mappedEdges()
    guard let order = order(edges) else { return nil }
    var new = old
    let told = tellDifferences(in: &new)
    new.nodes = order.map { position in
      var node = old.nodes[position]
      if let attributes = told[Int32(position)], case .operation(var operation) = node.content {
        operation.attributes = attributes
        node.content = .operation(operation)
      }
      if let members = members[position] {
        node.repeats = Repeats(of: members, in: old.nodes)
        node.cost = GraphSnapshot.Node.cost(of: members.lazy.map { old.nodes[Int($0)] })
      }
      return node
    }
    var rank = [Int32](repeating: -1, count: index.count)
    for (position, node) in order.enumerated() { rank[node] = Int32(position) }
    let lists = EdgeLists(by: edges.map { rank[Int($0.target)] }, count: order.count)
    new.edges = []
    for position in order.indices {
      for number in lists[position] { new.edges.append(edge(edges[Int(number)])) }
    }
    for sequence in sequences {
      let last = old.scopes[sequence.scopes[sequence.scopes.count - 1]]
      new.scopes[sequence.scopes[0]].repetition = Repetition(
        kind: sequence.kind, count: sequence.scopes.count, lastPath: last.path)
    }
    return new.withoutUnusedScopes()
  }

  /// Says of the calls that are drawn as one what differs between them; returns what is to be said of operations.
  private func tellDifferences(in new: inout GraphSnapshot) -> [Int32: [OperationNode.Attribute]] {
    let tree = ScopeTree(old.scopes, OpenedScopes())
    let children = tree.children
    func inside(_ scope: Int) -> [Int] {
      var found: [Int] = []
      var open = [scope]
      while let next = open.popLast() {
        found.append(next)
        open += children[next].reversed()
      }
      return found
    }
    var told: [Int32: [OperationNode.Attribute]] = [:]
    for sequence in sequences {
      let differences = RepeatDifferences(sequence, in: old, scopesInside: inside)
      for (scope, attributes) in differences.scopes { new.scopes[scope].attributes = attributes }
      new.scopes[sequence.scopes[0]].attributes += differences.attributes
      told.merge(differences.operations) { first, _ in first }
    }
    return told
  }

  private struct MappedEdge: Hashable {
    var source: Int32
    var target: Int32
    var position: Int
    /// The edge that it was.
    var number: Int32

    static func == (a: Self, b: Self) -> Bool {
      a.source == b.source && a.target == b.target && a.position == b.position
    }

    func hash(into hasher: inout Hasher) {
      hasher.combine(source)
      hasher.combine(target)
      hasher.combine(position)
    }
  }

  /// The edges between the nodes that are left, each once.
  private func mappedEdges() -> [MappedEdge] {
    var edges: [MappedEdge] = []
    var met: Set<MappedEdge> = []
    for number in old.edges.indices where index.sources[number] >= 0 && !isFolded[number] {
      let edge = MappedEdge(
        source: standIn[Int(index.sources[number])], target: standIn[Int(index.targets[number])],
        position: old.edges[number].position, number: Int32(number))
      let isUntouched = members[Int(edge.source)] == nil && members[Int(edge.target)] == nil
      if isUntouched || met.insert(edge).inserted { edges.append(edge) }
    }
    return edges
  }

  private func edge(_ mapped: MappedEdge) -> GraphSnapshot.Edge {
    var edge = old.edges[Int(mapped.number)]
    edge.from = old.nodes[Int(mapped.source)].id
    edge.to = old.nodes[Int(mapped.target)].id
    if members[Int(mapped.source)] != nil || members[Int(mapped.target)] != nil {
      // It stands for several, and each of them delivers something else.
      edge.contribution = nil
      edge.saved = nil
    }
    return edge
  }

  /// The positions of the nodes that are left, in an order in which all edges point forward; nil if there is none.
  private func order(_ edges: [MappedEdge]) -> [Int]? {
    let left = standIn.indices.filter { standIn[$0] == Int32($0) }
    if edges.allSatisfy({ $0.source < $0.target }) { return left }
    let outgoing = EdgeLists(by: edges.map(\.source), count: index.count)
    var waiting = [Int32](repeating: 0, count: index.count)
    for edge in edges { waiting[Int(edge.target)] += 1 }
    var ready = SmallestFirst()
    for position in left where waiting[position] == 0 { ready.insert(Int32(position)) }
    var order: [Int] = []
    while let position = ready.popFirst() {
      order.append(Int(position))
      for number in outgoing[Int(position)] {
        let target = edges[Int(number)].target
        waiting[Int(target)] -= 1
        if waiting[Int(target)] == 0 { ready.insert(target) }
      }
    }
    return order.count == left.count ? order : nil
  }

  /// Which nodes would lie on a cycle or between cycles: what is left when beginnings and ends have been taken away.
  func nodesOnCycles() -> [Bool] {
    let edges = mappedEdges()
    var isLeft = standIn.indices.map { standIn[$0] == Int32($0) }
    for ends in [(\MappedEdge.source, \MappedEdge.target), (\.target, \.source)] {
      let lists = EdgeLists(by: edges.map { $0[keyPath: ends.0] }, count: index.count)
      var waiting = [Int32](repeating: 0, count: index.count)
      for edge in edges where isLeft[Int(edge.source)] && isLeft[Int(edge.target)] {
        waiting[Int(edge[keyPath: ends.1])] += 1
      }
      var free = isLeft.indices.filter { isLeft[$0] && waiting[$0] == 0 }
      while let position = free.popLast() {
        isLeft[position] = false
        for number in lists[position] {
          let end = Int(edges[Int(number)][keyPath: ends.1])
          guard isLeft[end] else { continue }
          waiting[end] -= 1
          if waiting[end] == 0 { free.append(end) }
        }
      }
    }
    return standIn.map { isLeft[Int($0)] }
  }
}

extension Repeats {
  fileprivate init(of members: [Int32], in nodes: [GraphSnapshot.Node]) {
    self.init(count: members.count)
    guard let first = members.first, nodes[Int(first)].tensor != nil else { return }
    means.reserveCapacity(members.count)
    gradientNorms.reserveCapacity(members.count)
    for position in members {
      guard case .tensor(let tensor) = nodes[Int(position)].content else { continue }
      let gradient = tensor.gradient.summary?.statistics
      let value = tensor.value.statistics
      means.append(value.mean)
      gradientNorms.append(gradient?.norm)
      nonFiniteValues += NonFiniteCounts(value)
      nonFiniteGradients += NonFiniteCounts(gradient)
    }
  }
}
