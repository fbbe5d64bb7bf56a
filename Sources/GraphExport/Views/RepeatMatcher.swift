/// Compares module calls: operation by operation, with attributes, shapes, types, states of the gradients and wiring.
struct RepeatMatcher {
  private let snapshot: GraphSnapshot
  private let index: GraphIndex
  private let tree: ScopeTree
  private let periods: Set<Int>
  /// For each node of the calls at hand, in which of them it lies, counted from 1, and its offset there.
  private var callOf: [Int32]
  private var offsetOf: [Int32]

  /// - Parameter periods: the `id`s of scopes that are no calls, but hold several.
  init(
    _ snapshot: GraphSnapshot, _ index: GraphIndex, _ tree: ScopeTree, _ periods: Set<Int>
  ) {
    self.snapshot = snapshot
    self.index = index
    self.tree = tree
    self.periods = periods
    callOf = [Int32](repeating: 0, count: index.count)
    offsetOf = callOf
  }

  /// The longest sequences among calls in their order: each call equals the one before it, and is fed by it.
  mutating func sequences(
    of calls: [Int], _ kind: Repetition.Kind, lists: (Int) -> [Int32]
  ) -> [CallSequence] {
    var sequences: [CallSequence] = []
    var sequence: CallSequence?
    for call in calls {
      var positions = lists(call)
      if kind == .calls { positions.removeAll { index.isOwned(Int($0), in: snapshot) } }
      if var open = sequence {
        enter(positions, call: open.repeats.count + 1)
        if let isFed = isRepeat(positions, call, after: open) {
          open.isFed = open.isFed && isFed
          open.scopes.append(call)
          open.repeats.append(positions)
          sequence = open
          continue
        }
        leave(positions)
        close(open, &sequences)
      }
      sequence = CallSequence(kind: kind, scopes: [call], repeats: [positions])
      enter(positions, call: 1)
    }
    if let sequence { close(sequence, &sequences) }
    return sequences
  }

  private mutating func close(_ sequence: CallSequence, _ sequences: inout [CallSequence]) {
    if sequence.repeats.count > 1 { sequences.append(sequence) }
    for positions in sequence.repeats { leave(positions) }
  }

  private mutating func enter(_ positions: [Int32], call: Int) {
    for (offset, position) in positions.enumerated() {
      callOf[Int(position)] = Int32(call)
      offsetOf[Int(position)] = Int32(offset)
    }
  }

  private mutating func leave(_ positions: [Int32]) {
    for position in positions { callOf[Int(position)] = 0 }
  }

  /// Whether a call repeats the last one of a sequence, and if so, whether that feeds it.
  private func isRepeat(_ positions: [Int32], _ call: Int, after sequence: CallSequence) -> Bool? {
    let last = sequence.repeats[sequence.repeats.count - 1]
    let lastScope = sequence.scopes[sequence.scopes.count - 1]
    guard positions.count == last.count, !positions.isEmpty else { return nil }
    if sequence.kind == .modules, snapshot.scopes[call].path == snapshot.scopes[lastScope].path {
      return nil
    }
    var scopes = ScopePairs(snapshot, tree, periods, lastScope, call)
    var isFed = false
    for (a, b) in zip(last, positions) {
      let (first, second) = (snapshot.nodes[Int(a)], snapshot.nodes[Int(b)])
      guard first.isAlike(second), scopes.pair(first.scope, second.scope),
        isFedAlike(Int(a), Int(b), sequence, &isFed)
      else { return nil }
    }
    if sequence.kind == .calls { return isFed || hasParameters(positions) ? isFed : nil }
    return isFed && feedsOnly(last, next: sequence.repeats.count + 1) ? true : nil
  }

  /// Whether the arguments of two nodes come from the same node, or from nodes that stand for each other: within their own call, from the
  /// call before, or from outside.
  private func isFedAlike(_ a: Int, _ b: Int, _ sequence: CallSequence, _ isFed: inout Bool) -> Bool
  {
    let (first, second) = (index.edges(into: a), index.edges(into: b))
    guard first.count == second.count else { return false }
    let number = Int32(sequence.repeats.count)
    for (one, other) in zip(first, second) {
      guard snapshot.edges[Int(one)].position == snapshot.edges[Int(other)].position else {
        return false
      }
      let (u, w) = (Int(index.sources[Int(one)]), Int(index.sources[Int(other)]))
      switch (callOf[u], callOf[w]) {
      case (number, number + 1):
        guard offsetOf[u] == offsetOf[w] else { return false }
      case (number - 1, number) where number > 1:
        guard offsetOf[u] == offsetOf[w] else { return false }
        isFed = true
      case (0, number) where number == 1:
        guard snapshot.nodes[u].hasShape(of: snapshot.nodes[w]) else { return false }
        isFed = true
      case (0, 0):
        guard u == w || isInterchangeable(u, w, sequence.kind) else { return false }
      default: return false
      }
    }
    return true
  }

  /// Whether calls may get these two from outside, which are both drawn, each with its arrow: anything for calls of the same module, and
  /// what carries no gradient, such as masks of two kinds, for calls of different ones.
  private func isInterchangeable(_ u: Int, _ w: Int, _ kind: Repetition.Kind) -> Bool {
    guard !index.isOwned(u, in: snapshot), !index.isOwned(w, in: snapshot),
      snapshot.nodes[u].hasShape(of: snapshot.nodes[w])
    else {
      return false
    }
    return kind == .calls
      || (snapshot.isWithoutGradient(u, index) && snapshot.isWithoutGradient(w, index))
  }

  /// Whether the nodes of a call use parameters of a module: a module without any may be called where the calls have nothing in common.
  private func hasParameters(_ positions: [Int32]) -> Bool {
    positions.contains { position in
      index.edges(into: Int(position)).contains { edge in
        let source = Int(index.sources[Int(edge)])
        return index.isOwned(source, in: snapshot)
          && snapshot.nodes[source].tensor?.role == .parameter
      }
    }
  }

  /// Whether everything that leaves a call goes into the next one.
  private func feedsOnly(_ positions: [Int32], next: Int) -> Bool {
    let number = callOf[Int(positions[0])]
    return positions.allSatisfy { position in
      index.edges(outOf: Int(position)).allSatisfy { edge in
        let call = callOf[Int(index.targets[Int(edge)])]
        return call == number || call == Int32(next)
      }
    }
  }
}

extension GraphIndex {
  /// Whether a node is a parameter or a buffer, which all calls of a module share.
  func isOwned(_ position: Int, in snapshot: GraphSnapshot) -> Bool {
    guard let role = snapshot.nodes[position].tensor?.role, edges(into: position).isEmpty else {
      return false
    }
    return role == .parameter || role == .buffer
  }
}

extension GraphSnapshot.Node {
  /// Whether two nodes differ in numbers alone; a whole number may say how a block is built, a fraction does not.
  fileprivate func isAlike(_ other: GraphSnapshot.Node) -> Bool {
    guard repeats == nil, other.repeats == nil else { return false }
    switch (content, other.content) {
    case (.operation(var a), .operation(var b)):
      // The same module may be called in several lines.
      (a.source, b.source) = (nil, nil)
      guard a.attributes.differsInFractionsOnly(from: b.attributes) else { return false }
      b.attributes = a.attributes
      return a == b
    case (.tensor(let a), .tensor(let b)):
      return a.role == b.role && a.shape == b.shape && a.dtype == b.dtype
        && a.requiresGradient == b.requiresGradient && !a.isRoot && !b.isRoot
        && a.gradient.isAlike(b.gradient)
        && (a.role != .constant || !a.holdsIntegers || a.value == b.value)
    // What is inside of a part, or behind a stub, can't be compared.
    default: return false
    }
  }

  fileprivate func hasShape(of other: GraphSnapshot.Node) -> Bool {
    guard let tensor, let other = other.tensor else { return tensor == nil && other.tensor == nil }
    return tensor.shape == other.shape && tensor.dtype == other.dtype
  }
}

extension TensorNode.Gradient {
  fileprivate func isAlike(_ other: TensorNode.Gradient) -> Bool {
    switch (self, other) {
    case (.computed, .computed): true
    case (.absent(let a), .absent(let b)): a == b
    case (.computed, .absent), (.absent, .computed): false
    }
  }
}
