extension GraphSnapshot {
  /// The snapshot with its steps put together in segments, so that there are at most some 40 nodes.
  ///
  /// A segment is a stretch of the topological order, so that no two of them can feed each other. It ends where few tensors are on their way.
  /// Leaves that several segments use are one card. The root, a few inputs and what lies in opened calls stay.
  func inSegments(_ opened: OpenedScopes = OpenedScopes()) -> GraphSnapshot {
    guard nodes.count > Self.mostCards else { return self }
    var cutter = RunCutter(self, opened)
    cutter.findStretches()
    cutter.assignLeaves()
    return collapsing(cutter.parts, cutter.partOf, cutter.index)
  }
}

private struct RunCutter {
  let snapshot: GraphSnapshot
  let index: GraphIndex
  private(set) var parts: [Part] = []
  private(set) var partOf: [Int32]
  /// The leaves, and the nodes that stay as they are.
  private var isLeaf: [Bool]
  private var stays: [Bool]

  init(_ snapshot: GraphSnapshot, _ opened: OpenedScopes) {
    self.snapshot = snapshot
    let index = GraphIndex(snapshot)
    self.index = index
    partOf = [Int32](repeating: -1, count: index.count)
    isLeaf = (0..<index.count).map { position in
      snapshot.nodes[position].module == nil && index.edges(into: position).isEmpty
    }
    stays = snapshot.nodes.map { node in
      node.tensor?.isRoot ?? false || node.scope.map { opened.contains($0) } ?? false
    }
    let inputs = (0..<index.count).filter {
      isLeaf[$0] && snapshot.nodes[$0].tensor?.role == .input
    }
    if inputs.count <= 4 {
      for position in inputs { stays[position] = true }
    }
  }

  /// Cuts the order where few tensors are on their way, near the ends of equal stretches.
  mutating func findStretches() {
    let steps = (0..<index.count).filter { !isLeaf[$0] && !stays[$0] }
    let others = (0..<index.count).count { stays[$0] }
    let wanted = max(4, GraphSnapshot.mostCards - min(others, GraphSnapshot.mostCards) - 1)
    guard steps.count > wanted else { return }
    let widths = widths()
    let length = Double(steps.count) / Double(wanted)
    var start = 0
    for number in 1...wanted {
      guard start < steps.count else { break }
      let ideal = Int(nearest: Double(number) * length)
      let reach = max(0, Int(nearest: (length / 2).rounded(.down)))
      var end = steps.count
      if number < wanted {
        let candidates =
          max(start + 1, ideal - reach)...max(start + 1, min(steps.count, ideal + reach))
        end = candidates.min { a, b in
          let (first, second) = (cost(steps[a - 1], widths), cost(steps[b - 1], widths))
          return first != second ? first < second : abs(a - ideal) < abs(b - ideal)
        }!
      }
      makeSegments(steps[start..<end])
      start = end
    }
  }

  /// What speaks against a cut behind a step: the tensors on their way; an operation must not lose its result.
  private func cost(_ position: Int, _ widths: [Int32]) -> Int32 {
    snapshot.nodes[position].operation == nil ? widths[position] : .max
  }

  /// How many computed tensors are on their way to a later node, behind each position.
  private func widths() -> [Int32] {
    var change = [Int32](repeating: 0, count: index.count + 1)
    for position in 0..<index.count where !isLeaf[position] {
      let last =
        index.edges(outOf: position).lazy.map { index.targets[Int($0)] }.max() ?? Int32(position)
      change[position] += 1
      change[Int(last)] -= 1
    }
    var sum: Int32 = 0
    return change.dropLast().map { difference in
      sum += difference
      return sum
    }
  }

  /// A part for each stretch that nothing that stays interrupts.
  private mutating func makeSegments(_ steps: ArraySlice<Int>) {
    var first = steps.startIndex
    while first < steps.endIndex {
      var last = first
      while last + 1 < steps.endIndex, !isInterrupted(steps[last], steps[last + 1]) { last += 1 }
      if last > first {
        let positions = steps[first...last]
        for position in positions { partOf[position] = Int32(parts.count) }
        parts.append(Part(kind: .segment, scope: commonScope(of: positions)))
      }
      first = last + 1
    }
  }

  private func isInterrupted(_ a: Int, _ b: Int) -> Bool {
    b > a + 1 && (a + 1..<b).contains { stays[$0] && !isLeaf[$0] }
  }

  /// The innermost call that holds all of them.
  private func commonScope(of positions: ArraySlice<Int>) -> Int? {
    guard let first = positions.first, let scope = snapshot.nodes[first].scope,
      positions.allSatisfy({ snapshot.nodes[$0].scope == scope })
    else { return nil }
    return scope
  }

  /// A leaf that one segment uses lies in it; those that several use are a part together.
  mutating func assignLeaves() {
    var shared: [Int] = []
    for position in 0..<index.count where isLeaf[position] && !stays[position] {
      let users = index.edges(outOf: position).map { partOf[Int(index.targets[Int($0)])] }
      if let user = users.first, user >= 0, users.allSatisfy({ $0 == user }) {
        partOf[position] = user
      } else {
        shared.append(position)
      }
    }
    guard shared.count > 1 else { return }
    for position in shared { partOf[position] = Int32(parts.count) }
    let roles = Set(shared.compactMap { snapshot.nodes[$0].tensor?.role })
    let type = roles == [.parameter] ? "parameters" : roles == [.input] ? "inputs" : "given tensors"
    parts.append(
      Part(kind: .leaves, type: "\(shared.count) \(type)", scope: nil))
  }
}
