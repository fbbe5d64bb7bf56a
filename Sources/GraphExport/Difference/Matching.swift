/// Which nodes and module calls of two graphs belong together, and in which order both stand.
struct Matching: Hashable, Sendable {
  /// A node of the first graph, of the second, or of both.
  struct Member: Hashable, Sendable {
    var first: Int?
    var second: Int?
  }

  /// The nodes of both graphs in one topological order; what belongs together and has not moved is one member.
  private(set) var members: [Member] = []
  /// For each node of the first graph, the position of its partner in the second; -1 for none.
  let partner: [Int32]
  /// And the other way around.
  let partnerInFirst: [Int32]
  /// The first graph's nodes whose partner stands elsewhere in the order.
  let moved: Set<Int>
  /// For each module call of the second graph, that of the first graph to which it belongs.
  private(set) var scopes: [Int: Int] = [:]
  /// Steps without a partner in place of which others stand.
  private(set) var replacements: [ReplacedSteps] = []

  /// - Parameter areTwins: whether the two are made of different operations that come to the same.
  init(_ a: ComparedGraph, _ b: ComparedGraph, areTwins: Bool) {
    if areTwins {
      let matcher = TwinMatcher(a, b)
      partner = matcher.partner
      partnerInFirst = matcher.partnerInFirst
      moved = []
      // There is no common order: the second one's tells where a tensor stands.
      members = partnerInFirst.enumerated().map { second, first in
        Member(first: first < 0 ? nil : Int(first), second: second)
      }
      members += partner.indices.filter { partner[$0] < 0 }.map { Member(first: $0, second: nil) }
      return
    }
    let matcher = NodeMatcher(a, b)
    partner = matcher.partner
    partnerInFirst = matcher.partnerInFirst
    moved = matcher.moved
    mergeOrders(a, b)
    matchScopes(a, b)
    replacements = ReplacedSteps.find(a, b, self)
    // A module of which all was replaced is still the same module.
    for replacement in replacements {
      guard let before = a.snapshot.nodes[replacement.first[0]].scope,
        let after = b.snapshot.nodes[replacement.second[0]].scope,
        a.callText[before] == b.callText[after], scopes[after] == nil
      else { continue }
      scopes[after] = before
    }
  }

  /// Steps in the order of both; what is given stands before the first step that uses it, and a result behind its step.
  private mutating func mergeOrders(_ a: ComparedGraph, _ b: ComparedGraph) {
    var isMet = (
      [Bool](repeating: false, count: partner.count),
      [Bool](repeating: false, count: partnerInFirst.count)
    )
    members.reserveCapacity(partnerInFirst.count)
    func addFirst(_ position: Int, _ members: inout [Member]) {
      guard !isMet.0[position] else { return }
      isMet.0[position] = true
      let other = partner[position] < 0 || moved.contains(position) ? nil : Int(partner[position])
      if let other { isMet.1[other] = true }
      members.append(Member(first: position, second: other))
    }
    func addSecond(_ position: Int, _ members: inout [Member]) {
      guard !isMet.1[position] else { return }
      let other = partnerInFirst[position]
      if other >= 0, !moved.contains(Int(other)) { return addFirst(Int(other), &members) }
      isMet.1[position] = true
      members.append(Member(first: nil, second: position))
    }
    func addStep(first: Int?, second: Int?, _ members: inout [Member]) {
      if let first {
        for leaf in a.arguments(of: first) where a.isLeaf(leaf) { addFirst(leaf, &members) }
      }
      if let second {
        for leaf in b.arguments(of: second) where b.isLeaf(leaf) { addSecond(leaf, &members) }
      }
      if let first { addFirst(first, &members) }
      if let second { addSecond(second, &members) }
      if let first {
        for result in a.resultPositions(of: first) { addFirst(result, &members) }
      }
      if let second {
        for result in b.resultPositions(of: second) { addSecond(result, &members) }
      }
    }
    var next = 0
    let seconds = partnerInFirst.indices.filter { b.isStep($0) }
    for first in partner.indices where a.isStep(first) {
      let other = Int(partner[first])
      if other < 0 || moved.contains(first) {
        addStep(first: first, second: nil, &members)
        continue
      }
      while next < seconds.count, seconds[next] < other {
        addStep(first: nil, second: seconds[next], &members)
        next += 1
      }
      addStep(first: first, second: other, &members)
      next += 1
    }
    while next < seconds.count {
      addStep(first: nil, second: seconds[next], &members)
      next += 1
    }
    // What no step uses.
    for first in partner.indices { addFirst(first, &members) }
    for second in partnerInFirst.indices { addSecond(second, &members) }
  }

  /// A module call belongs to the one in which most of what lies in it lay.
  private mutating func matchScopes(_ a: ComparedGraph, _ b: ComparedGraph) {
    let parentsA = Dictionary(a.snapshot.scopes.map { ($0.id, $0.parent) }) { first, _ in first }
    let parentsB = Dictionary(b.snapshot.scopes.map { ($0.id, $0.parent) }) { first, _ in first }
    var votes: [Int: [Int: Int]] = [:]
    for (second, first) in partnerInFirst.enumerated() where first >= 0 {
      guard b.isStep(second) else { continue }
      var (scopeA, scopeB) = (
        a.snapshot.nodes[Int(first)].scope, b.snapshot.nodes[second].scope
      )
      while let idA = scopeA, let idB = scopeB {
        votes[idB, default: [:]][idA, default: 0] += 1
        scopeA = parentsA[idA] ?? nil
        scopeB = parentsB[idB] ?? nil
      }
    }
    var taken = Set<Int>()
    for scope in b.snapshot.scopes {
      guard let candidates = votes[scope.id] else { continue }
      let best = candidates.max { ($0.value, -$0.key) < ($1.value, -$1.key) }
      guard let best, taken.insert(best.key).inserted else { continue }
      scopes[scope.id] = best.key
    }
  }
}
