// Operations that follow each other as one card.
extension DifferenceView {
  /// Steps that follow each other as one card each, but for those around what differs first and what only one of the two has.
  func inStretches(of view: DifferenceView) -> DifferenceView {
    let nodes = view.snapshot.nodes
    let index = GraphIndex(view.snapshot)
    func entry(_ position: Int) -> Diagram.Comparison.Entry? {
      view.comparison.entries[nodes[position].id]
    }
    // What must be seen first comes first; of the rest as much as there is room for.
    var stays = [Bool](repeating: false, count: nodes.count)
    var room = Self.mostCards / 2
    func keep(_ isWanted: (Int) -> Bool) {
      for position in nodes.indices where room > 0 && !stays[position] && isWanted(position) {
        stays[position] = true
        room -= 1
      }
    }
    keep { nodes[$0].tensor?.isRoot == true }
    keep { !(entry($0)?.firstIn.isEmpty ?? true) }
    keep { entry($0).map { $0.presence != .both } ?? false }
    keep { !(entry($0)?.lines.isEmpty ?? true) }
    let isLeaf = nodes.indices.map { index.edges(into: $0).isEmpty }
    var parts: [Part] = []
    var partOf = [Int32](repeating: -1, count: nodes.count)
    // Stretches of about the same length between what stays.
    let steps = nodes.indices.filter { !isLeaf[$0] && !stays[$0] }
    let length = max(2, steps.count / max(1, Self.mostCards - stays.count { $0 } - 2))
    var current: (part: Int32, count: Int)?
    for position in nodes.indices where !isLeaf[position] {
      guard !stays[position] else {
        current = nil
        continue
      }
      // An operation and its result stay together.
      if let (_, count) = current, count >= length, nodes[position].tensor == nil { current = nil }
      if current == nil {
        current = (Int32(parts.count), 0)
        parts.append(Part(kind: .segment))
      }
      partOf[position] = current!.part
      current!.count += 1
    }
    for position in nodes.indices where isLeaf[position] && !stays[position] {
      if let user = Self.onlyPart(using: position, index, partOf) { partOf[position] = user }
    }
    return view.collapsing(parts, partOf, parts.map { _ in .init() })
  }

  /// Operations of one module call in which nothing differs, and which follow each other, as one card each.
  var joiningEqualSteps: DifferenceView {
    let nodes = snapshot.nodes
    let index = GraphIndex(snapshot)
    var parts: [Part] = []
    var partOf = [Int32](repeating: -1, count: nodes.count)
    var run: [Int] = []
    func endRun() {
      if run.count(where: { nodes[$0].operation != nil }) > 1 {
        for position in run { partOf[position] = Int32(parts.count) }
        parts.append(Part(kind: .segment, scope: nodes[run[0]].scope))
      }
      run = []
    }
    func isEqual(_ position: Int) -> Bool {
      comparison.entries[nodes[position].id] == nil && nodes[position].module == nil
        && nodes[position].tensor?.isRoot != true
    }
    let isLeaf = nodes.indices.map { index.edges(into: $0).isEmpty }
    for position in nodes.indices where !isLeaf[position] {
      if let last = run.last, nodes[last].scope != nodes[position].scope { endRun() }
      if isEqual(position) { run.append(position) } else { endRun() }
    }
    endRun()
    for position in nodes.indices where isLeaf[position] && isEqual(position) {
      guard nodes[position].tensor.map({ $0.role != .input }) ?? false else { continue }
      if let user = Self.onlyPart(using: position, index, partOf) { partOf[position] = user }
    }
    return collapsing(parts, partOf, parts.map { _ in .init() })
  }

  /// The part that all that uses a node belongs to; nil if there is none.
  private static func onlyPart(
    using position: Int, _ index: GraphIndex, _ partOf: [Int32]
  ) -> Int32? {
    let users = Set(index.edges(outOf: position).map { partOf[Int(index.targets[Int($0)])] })
    return users.count == 1 ? users.first : nil
  }
}
