/// Both computations as one snapshot, with what is to be said of each node.
///
/// What belongs together is one node, with what the second computation knows of it; what only the first has stands where it stood.
struct MergedGraph {
  private(set) var snapshot = GraphSnapshot(nodes: [], edges: [])
  private(set) var comparison = Diagram.Comparison()

  private let difference: GraphDifference
  private let members: [Matching.Member]
  /// The position in the merged order of each node of the two.
  private var memberOfFirst: [Int]
  private var memberOfSecond: [Int]

  init(_ difference: GraphDifference) {
    self.difference = difference
    // Twins are made of different operations: the second one is drawn, with what the first one came to.
    members = difference.matching.members.filter {
      !difference.options.comparesOnlyResults || $0.second != nil
    }
    memberOfFirst = [Int](repeating: -1, count: difference.from.nodes.count)
    memberOfSecond = [Int](repeating: -1, count: difference.to.nodes.count)
    for (number, member) in members.enumerated() {
      if let first = member.first { memberOfFirst[first] = number }
      if let second = member.second { memberOfSecond[second] = number }
    }
    let titles = [difference.from.title, difference.to.title].compactMap(\.self)
    snapshot.title = Set(titles).count > 1 ? titles.joined(separator: " → ") : titles.first
    let (first, second) = (GraphIndex(difference.from), GraphIndex(difference.to))
    addNodes(first, second, scopes: addScopes())
    addEdges(first, second)
    addEntries()
  }

  /// The module calls of the second computation, and those that only the first has.
  ///
  /// - Returns: the merged call of each of the first computation.
  private mutating func addScopes() -> [Int: Int] {
    snapshot.scopes = difference.to.scopes
    var merged = Dictionary(
      difference.matching.scopes.map { ($0.value, $0.key) }, uniquingKeysWith: min)
    var next = (difference.to.scopes.lazy.map(\.id).max() ?? -1) + 1
    for scope in difference.from.scopes where merged[scope.id] == nil {
      var copy = scope
      copy.id = next
      copy.parent = scope.parent.flatMap { merged[$0] }
      merged[scope.id] = next
      snapshot.scopes.append(copy)
      next += 1
    }
    return merged
  }

  private mutating func addNodes(
    _ first: GraphIndex, _ second: GraphIndex, scopes: [Int: Int]
  ) {
    var names = UniqueNames(expecting: members.count)
    snapshot.nodes.reserveCapacity(members.count)
    for (number, member) in members.enumerated() {
      var node: GraphSnapshot.Node
      if let second = member.second {
        node = difference.to.nodes[second]
      } else {
        node = difference.from.nodes[member.first!]
        node.scope = node.scope.flatMap { scopes[$0] }
      }
      node.id = number
      node.name = names.unique(node.name)
      if case .reference(var reference) = node.content {
        let index = member.second == nil ? first : second
        let members = member.second == nil ? memberOfFirst : memberOfSecond
        if let target = index.position(of: reference.target) {
          reference.target = members[target]
          node.content = .reference(reference)
        }
      }
      snapshot.nodes.append(node)
    }
  }

  private mutating func addEdges(_ first: GraphIndex, _ second: GraphIndex) {
    for (number, member) in members.enumerated() {
      var position = 0
      if let target = member.second {
        for edge in second.edges(into: target) {
          var copy = difference.to.edges[Int(edge)]
          copy.from = memberOfSecond[Int(second.sources[Int(edge)])]
          copy.to = number
          position = max(position, copy.position + 1)
          snapshot.edges.append(copy)
        }
      }
      // Of twins the second one is drawn alone.
      guard let target = member.first, !difference.options.comparesOnlyResults else { continue }
      for edge in first.edges(into: target) {
        let source = memberOfFirst[Int(first.sources[Int(edge)])]
        // Where both are the same, the second computation's arrows say it.
        let isOnlyFirst =
          member.second == nil || members[source].second == nil
        guard isOnlyFirst, source < number else { continue }
        var copy = difference.from.edges[Int(edge)]
        (copy.from, copy.to, copy.contribution) = (source, number, nil)
        if member.second != nil { (copy.position, position) = (position, position + 1) }
        snapshot.edges.append(copy)
      }
    }
  }

  private mutating func addEntries() {
    for (number, member) in members.enumerated() {
      // Of twins, most nodes have no partner, and need none.
      guard !difference.options.comparesOnlyResults else { break }
      if member.first == nil { comparison.entries[number] = .init(presence: .second) }
      if member.second == nil { comparison.entries[number] = .init(presence: .first) }
    }
    comparison.summary = difference.summary
    for change in difference.changes {
      if let scope = change.scope {
        comparison.scopes[scope, default: .init()].add(change)
        continue
      }
      guard
        let number = change.second.map({ memberOfSecond[$0] })
          ?? change.first.map({ memberOfFirst[$0] }), number >= 0
      else { continue }
      var entry = comparison.entries[number] ?? .init()
      if let first = change.first { entry.before = difference.from.nodes[first].tensor }
      entry.add(change)
      comparison.entries[number] = entry
    }
  }
}

extension Diagram.Comparison.Entry {
  fileprivate mutating func add(_ change: GraphDifference.Change) {
    messages.append(change.message)
    if change.kind == .attribute, let name = change.attribute { changedAttributes.insert(name) }
    largestShare = max(largestShare, change.difference ?? 0)
    switch change.kind {
    case .value: valueDiffers = true
    case .gradient: gradientDiffers = true
    case .added, .removed: break
    case .moved:
      lines.append("moved here")
      hasMoved = true
    case .renamed: lines.append("was \(change.node)")
    case .attribute where change.replacementWords != nil:
      lines.append(change.replacementWords!)
      linesOfPart.append(change.replacementWords!)
    case .attribute, .dtype, .shape:
      let name = change.attribute.map { $0 == "operation" ? "" : "\($0) " } ?? ""
      lines.append("\(name)\(change.arrow)")
    }
    if change.isFirstDivergence {
      firstIn.append(change.kind == .gradient ? "backward" : "forward")
    }
  }
}
