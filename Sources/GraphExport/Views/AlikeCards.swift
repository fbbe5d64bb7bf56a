// Cards that stand beside each other and say the same.
extension GraphSnapshot {
  /// How many cards that are alike are drawn one by one.
  private static let mostAlike = 2

  /// The snapshot with one card instead of several operations of the same kind between the same neighbors, such as the parts that a
  /// loop cuts out of its input, of several nameless leaves that the same operation uses, and of parameters that nothing uses.
  func joiningAlikeCards() -> GraphSnapshot {
    struct Key: Hashable {
      var what: String
      var scope: Int?
      var sources: [Int32]
      var targets: [Int32]

      var isUnused: Bool { what == Node.unusedParameters }
    }
    let graph = GraphIndex(self)
    var groups: [Key: [Int]] = [:]
    for (node, content) in nodes.enumerated() {
      guard
        let what = content.alikeName(
          isLeaf: graph.edges(into: node).isEmpty, isUsed: !graph.edges(outOf: node).isEmpty)
      else { continue }
      let key = Key(
        what: what, scope: content.scope,
        sources: graph.edges(into: node).map { graph.sources[Int($0)] },
        targets: Set(graph.edges(outOf: node).map { graph.targets[Int($0)] }).sorted())
      groups[key, default: []].append(node)
    }
    var partOf = [Int32](repeating: -1, count: nodes.count)
    var parts: [Part] = []
    let alike = groups.filter { key, members in
      // What nothing uses has nothing to say about the others.
      key.isUnused || members.count > Self.mostAlike
    }.sorted { $0.value[0] < $1.value[0] }
    for (key, members) in alike {
      for node in members { partOf[node] = Int32(parts.count) }
      let isLeaf = key.sources.isEmpty
      let leaves =
        members.count == 1
        ? "unused \(nodes[members[0]].shortName)" : "\(members.count) \(key.what)"
      parts.append(
        Part(
          kind: isLeaf ? .leaves : .segment,
          type: isLeaf ? leaves : "\(key.what) × \(members.count)", scope: key.scope))
    }
    return parts.isEmpty ? self : collapsing(parts, partOf, graph)
  }
}

extension GraphSnapshot.Node {
  fileprivate static let unusedParameters = "unused parameters"

  /// The last word of its path.
  fileprivate var shortName: String {
    let whole = tensor?.label ?? name
    return whole.split(separator: ".").last.map(String.init) ?? whole
  }

  /// What cards that are alike have in common; nil for a card that always stands alone.
  fileprivate func alikeName(isLeaf: Bool, isUsed: Bool) -> String? {
    switch content {
    case .operation(let operation): operation.failure == nil && !isLeaf ? operation.type : nil
    case .tensor(let tensor) where isLeaf && !isUsed && !tensor.isRoot && tensor.role == .parameter:
      Self.unusedParameters
    case .tensor(let tensor):
      isLeaf && tensor.label == nil && !tensor.isRoot ? "\(tensor.role.rawValue)s" : nil
    case .reference, .module, .stub: nil
    }
  }
}
