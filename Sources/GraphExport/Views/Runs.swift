extension GraphSnapshot {
  /// The snapshot with its steps put together in runs, so that there are at most some 40 nodes.
  ///
  /// A run is a stretch of the topological order, so that no two of them can feed each other. It ends where few tensors are on their way.
  /// Leaves that several runs use are one card. The root, a few inputs and what lies in opened calls stay.
  func inRuns(_ opened: OpenedScopes = OpenedScopes()) -> GraphSnapshot {
    guard nodes.count > Self.mostCards else { return self }
    var cutter = RunCutter(self, opened)
    cutter.findStretches()
    cutter.placeLeaves()
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
    isLeaf = (0..<index.count).map { place in
      snapshot.nodes[place].module == nil && index.edges(into: place).isEmpty
    }
    stays = snapshot.nodes.map { node in
      node.tensor?.isRoot ?? false || node.scope.map { opened.contains($0) } ?? false
    }
    let inputs = (0..<index.count).filter {
      isLeaf[$0] && snapshot.nodes[$0].tensor?.role == .input
    }
    if inputs.count <= 4 {
      for place in inputs { stays[place] = true }
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
      makeRuns(steps[start..<end])
      start = end
    }
  }

  /// What speaks against a cut behind a step: the tensors on their way; an operation must not lose its result.
  private func cost(_ place: Int, _ widths: [Int32]) -> Int32 {
    snapshot.nodes[place].operation == nil ? widths[place] : .max
  }

  /// How many computed tensors are on their way to a later node, behind each place.
  private func widths() -> [Int32] {
    var change = [Int32](repeating: 0, count: index.count + 1)
    for place in 0..<index.count where !isLeaf[place] {
      let last = index.edges(outOf: place).lazy.map { index.targets[Int($0)] }.max() ?? Int32(place)
      change[place] += 1
      change[Int(last)] -= 1
    }
    var sum: Int32 = 0
    return change.dropLast().map { difference in
      sum += difference
      return sum
    }
  }

  /// A part for each stretch that nothing that stays interrupts.
  private mutating func makeRuns(_ steps: ArraySlice<Int>) {
    var first = steps.startIndex
    while first < steps.endIndex {
      var last = first
      while last + 1 < steps.endIndex, !isInterrupted(steps[last], steps[last + 1]) { last += 1 }
      if last > first {
        let places = steps[first...last]
        for place in places { partOf[place] = Int32(parts.count) }
        parts.append(Part(kind: .run, scope: commonScope(of: places)))
      }
      first = last + 1
    }
  }

  private func isInterrupted(_ a: Int, _ b: Int) -> Bool {
    b > a + 1 && (a + 1..<b).contains { stays[$0] && !isLeaf[$0] }
  }

  /// The innermost call that holds all of them.
  private func commonScope(of places: ArraySlice<Int>) -> Int? {
    guard let first = places.first, let scope = snapshot.nodes[first].scope,
      places.allSatisfy({ snapshot.nodes[$0].scope == scope })
    else { return nil }
    return scope
  }

  /// A leaf that one run uses lies in it; those that several use are a part together.
  mutating func placeLeaves() {
    var shared: [Int] = []
    for place in 0..<index.count where isLeaf[place] && !stays[place] {
      let users = index.edges(outOf: place).map { partOf[Int(index.targets[Int($0)])] }
      if let user = users.first, user >= 0, users.allSatisfy({ $0 == user }) {
        partOf[place] = user
      } else {
        shared.append(place)
      }
    }
    guard shared.count > 1 else { return }
    for place in shared { partOf[place] = Int32(parts.count) }
    let roles = Set(shared.compactMap { snapshot.nodes[$0].tensor?.role })
    let type = roles == [.parameter] ? "parameters" : roles == [.input] ? "inputs" : "given tensors"
    parts.append(
      Part(kind: .leaves, type: "\(shared.count) \(type)", scope: nil))
  }
}
