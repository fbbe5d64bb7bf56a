/// Chooses which calls of modules an overview opens.
///
/// It begins with what lies in no module, and opens one call after the other: the one that holds the largest share of the parameters or of
/// the operations first, together with its siblings of the same type if there is room. Calls in which no others happened come last.
struct OverviewPlan {
  /// How a call is drawn.
  enum State {
    /// As one card.
    case closed
    /// As a box in which operations that follow each other are one card.
    case grouped
    /// As a box with all that it holds.
    case full
  }

  private let content: OverviewContent
  private let budget: Int
  /// How each call is drawn; the last one stands for what lies in none.
  private(set) var states: [State]
  private var cards = 0
  /// How many cards each call has directly inside, if it is drawn in full, and if operations are grouped.
  private let full: [Int]
  private let grouped: [Int]
  private let weights: [Double]
  private var openedTypes: [String: Int] = [:]

  /// With more operations than these they are grouped as long as modules are waiting to be opened.
  private static let mostOperations = 12
  /// How much beyond the budget a call may lead that holds most of all.
  private static let reach = 14
  /// The least share of a call that is worth a box.
  private static let leastShare = 0.02
  /// With fewer cards than these a figure says too little.
  private static let fewestCards = 12

  init(_ content: OverviewContent, budget: Int) {
    self.content = content
    self.budget = budget
    let outside = content.outside
    states = [State](repeating: .closed, count: outside + 1)
    var full = [Int](repeating: 0, count: outside + 1)
    for (node, role) in content.roles.enumerated() where role == .card {
      full[content.scopeOf[node]] += 1
    }
    for scope in full.indices { full[scope] += content.detached[scope].count }
    self.full = full
    let stretches = Stretches(content)
    grouped = full.indices.map { scope in
      min(full[scope], stretches.counts[scope] + content.detached[scope].count)
    }
    weights = Self.weights(content)
  }

  /// Whether there is nothing but operations, so that only segments of them can be put together.
  var hasSegments: Bool {
    let open = states.indices.filter { states[$0] == .grouped }
    return cards < Self.fewestCards && open.contains { full[$0] > budget }
  }

  /// The larger of its shares in all parameters and in all operations, for each call.
  private static func weights(_ content: OverviewContent) -> [Double] {
    var amounts = [NodeCounts](repeating: NodeCounts(), count: content.outside + 1)
    for (node, scope) in content.scopeOf.enumerated() {
      amounts[scope] += content.snapshot.nodes[node].counts
    }
    var whole = amounts[content.outside]
    for scope in content.tree.parents.indices.reversed() {
      if let parent = content.tree.parents[scope] {
        amounts[parent] += amounts[scope]
      } else {
        whole += amounts[scope]
      }
    }
    return amounts.map { amount in
      max(
        Double(amount.parameters) / Double(max(1, whole.parameters)),
        Double(amount.operations) / Double(max(1, whole.operations)))
    }
  }

  mutating func choose() {
    let outside = content.outside
    cards = content.children[outside].count { isDrawn($0) }
    open(outside)
    for scope in content.tree.parents.indices where content.tree.isOpen[scope] {
      open(scope, inFull: true)
    }
    // A figure of one card says nothing.
    if let only = drawnChildren(outside).only, states[only] == .closed { open(only) }
    while openNext() {}
    fill()
  }

  private func isDrawn(_ scope: Int) -> Bool { content.members.counts[scope] > 0 }

  private func drawnChildren(_ scope: Int) -> [Int] { content.children[scope].filter(isDrawn) }

  /// How many more cards there are when a call is opened.
  private func cost(_ scope: Int) -> Int {
    directCards(scope) + drawnChildren(scope).count - 1
  }

  private func directCards(_ scope: Int) -> Int {
    full[scope] <= Self.mostOperations ? full[scope] : grouped[scope]
  }

  private mutating func open(_ scope: Int, inFull: Bool = false) {
    guard states[scope] == .closed else { return }
    let isFull = inFull || full[scope] <= Self.mostOperations
    states[scope] = isFull ? .full : .grouped
    if scope == content.outside {
      cards += directCards(scope)
      return
    }
    cards += (isFull ? full[scope] : grouped[scope]) + drawnChildren(scope).count - 1
    openedTypes[content.snapshot.scopes[scope].type, default: 0] += 1
  }

  /// The calls that could be opened now, the heaviest first.
  private func candidates(_ isWanted: (Int) -> Bool) -> [Int] {
    content.tree.parents.indices.filter { scope in
      states[scope] == .closed && isDrawn(scope) && isWanted(scope)
        && states[content.tree.parents[scope] ?? content.outside] != .closed
    }.sorted { a, b in
      let (first, second) = (priority(a), priority(b))
      return first != second ? first > second : a < b
    }
  }

  /// A type that has been opened before has less to say.
  private func priority(_ scope: Int) -> Double {
    weights[scope] / Double(1 + openedTypes[content.snapshot.scopes[scope].type, default: 0])
  }

  /// Opens the heaviest call that there is room for, with its siblings of the same type if these fit too.
  private mutating func openNext() -> Bool {
    let candidates = candidates { scope in
      !content.tree.isLeaf[scope] && weights[scope] >= Self.leastShare
        && !drawnChildren(scope).isEmpty && content.computesGradient[scope]
    }
    for scope in candidates {
      let family = candidates.filter { isSibling($0, scope) }
      let isHeavy = weights[scope] > 0.5 && cards < Self.fewestCards
      if cards + family.reduce(0, { $0 + cost($1) }) <= budget {
        for member in family { open(member) }
        return true
      }
      if cards + cost(scope) <= budget + (isHeavy ? min(Self.reach, budget / 2) : 0) {
        open(scope)
        return true
      }
    }
    return false
  }

  private func isSibling(_ a: Int, _ b: Int) -> Bool {
    content.tree.parents[a] == content.tree.parents[b]
      && content.snapshot.scopes[a].type == content.snapshot.scopes[b].type
  }

  /// Uses the room that is left: grouped operations are drawn one by one, and leaf modules of several operations are opened.
  private mutating func fill() {
    let (full, grouped) = (full, grouped)
    let isSmaller = { (a: Int, b: Int) in
      (full[a] - grouped[a], a) < (full[b] - grouped[b], b)
    }
    for scope in states.indices.filter({ states[$0] == .grouped }).sorted(by: isSmaller)
    where cards + full[scope] - grouped[scope] <= budget {
      cards += full[scope] - grouped[scope]
      states[scope] = .full
    }
    while cards < Self.fewestCards, openLeaves() {}
  }

  /// Opens the heaviest leaf module of several operations, with all others of its type: that one of them is open and the next one closed
  /// would say that they differ.
  private mutating func openLeaves() -> Bool {
    let candidates = candidates { content.tree.isLeaf[$0] && operations(in: $0) > 3 }
    let types = candidates.map { content.snapshot.scopes[$0].type }
    for type in types {
      let family = zip(candidates, types).filter { $1 == type }.map(\.0)
      guard cards + family.reduce(0, { $0 + full[$1] }) <= budget else { continue }
      for leaf in family { open(leaf, inFull: true) }
      return true
    }
    return false
  }

  private func operations(in scope: Int) -> Int {
    content.members.positions(in: scope).count {
      content.roles[Int($0)] != .quiet && content.snapshot.nodes[Int($0)].operation != nil
    }
  }
}

/// Operations that lie directly in a call, one behind the other without another call between them.
struct Stretches {
  /// How many stretches there are in each call.
  private(set) var counts: [Int]
  /// For each node that has a card of its own in its call: in which stretch of that it lies.
  private(set) var stretchOf: [Int]

  init(_ content: OverviewContent) {
    counts = [Int](repeating: 0, count: content.outside + 1)
    stretchOf = [Int](repeating: -1, count: content.roles.count)
    var isOpen = [Bool](repeating: false, count: content.outside + 1)
    for (node, scope) in content.scopeOf.enumerated() {
      if content.roles[node] == .card, content.snapshot.nodes[node].operation != nil {
        if !isOpen[scope] { counts[scope] += 1 }
        isOpen[scope] = true
      }
      if isOpen[scope] { stretchOf[node] = counts[scope] - 1 }
      var inner = scope
      while inner != content.outside {
        inner = content.tree.parents[inner] ?? content.outside
        isOpen[inner] = false
      }
    }
  }
}
