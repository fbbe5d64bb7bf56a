/// Ranks in which modules stand one below the other: each module has ranks of its own, before those of the modules that use what it computes.
///
/// `dot` puts boxes that share a rank beside each other, which makes stairs of modules that follow each other, and would push the lanes of two
/// passes apart. So it is told the rank of each card. Of two passes it draws no boxes: `Placement.addBoxes` puts them around the cards.
struct ModuleRanks: Hashable {
  /// A rank: its cards, or room for borders and titles of boxes that are drawn later.
  struct Rank: Hashable {
    /// The `id`s of the cards.
    var cards: [Int] = []
    /// Whether a box begins here.
    var beginsBox = false
  }

  /// In the direction of the flow.
  private(set) var ranks: [Rank] = []
  /// The `id`s of tensors of the forward pass that stand in the lane of the backward pass, below the operations there that use them.
  private(set) var leavesBelow: Set<Int> = []

  /// Finds the ranks of a figure of both passes.
  ///
  /// - Parameter companions: the cards that stand on the ranks of others.
  /// - Returns: nil where arrows lead in a circle.
  init?(ofBothPasses diagram: Diagram, _ companions: Companions) {
    let graph = Graph(diagram, companions)
    guard let rank = graph.ranks() else { return nil }
    leavesBelow = graph.leavesBelow
    var ranks = [Rank?](repeating: nil, count: (rank.max() ?? -1) + 1)
    for (card, vertex) in graph.vertexOfCard.enumerated() {
      ranks[rank[vertex], default: Rank()].cards.append(diagram.cards[card].id)
    }
    for box in graph.boxes { ranks[rank[graph.begin(box)], default: Rank()].beginsBox = true }
    // Below a rank of cards there is room for the border of one box without a rank of its own.
    for last in Set(graph.boxes.map { rank[graph.end($0)] }).sorted() where ranks[last] == nil {
      if ranks[last - 1]?.cards.isEmpty ?? true { ranks[last] = Rank() }
    }
    self.ranks = ranks.compactMap(\.self)
  }

  /// Finds the ranks of another figure in which modules that follow each other would stand beside each other.
  ///
  /// - Returns: nil where they would not, where the figure would be twice as wide, or where arrows lead in a circle.
  init?(whereModulesOverlap diagram: Diagram, _ companions: Companions) {
    if diagram.groups.count < 2 { return nil }
    let graph = Graph(diagram, companions)
    guard let free = graph.freeRanks(), graph.hasOverlaps(free), let rank = graph.ranks() else {
      return nil
    }
    let cards = { (rank: [Int]) in
      var cards = [[Int]](repeating: [], count: (rank.max() ?? -1) + 1)
      for (card, vertex) in graph.vertexOfCard.enumerated() { cards[rank[vertex]].append(card) }
      return cards
    }
    // Signs are narrow.
    let most = { (ranks: [[Int]]) in
      ranks.map { $0.count { diagram.cards[$0].style != .sign } }.max() ?? 0
    }
    let found = cards(rank)
    guard most(found) <= 2 * most(cards(free)) else { return nil }
    ranks = found.filter { !$0.isEmpty }
      .map { Rank(cards: $0.map { card in diagram.cards[card].id }) }
  }
}

/// The cards of a diagram, those that share a rank as one vertex; then where each box begins and where it ends.
private struct Graph {
  let vertexOfCard: [Int]
  private(set) var leavesBelow: Set<Int> = []
  private let nest: Nest
  /// How many vertices have cards.
  private let count: Int
  /// From card to card.
  private var edges: [Link] = []
  /// From the beginning of a box to what is in it, and from there to its end.
  private var orders: [Link] = []
  /// From the end of a box, or from a card, to what follows it.
  private var between: [Link] = []

  var boxes: Range<Int> { nest.parent.indices }
  func begin(_ box: Int) -> Int { count + box }
  func end(_ box: Int) -> Int { count + boxes.count + box }
  private var total: Int { count + 2 * boxes.count }

  init(_ diagram: Diagram, _ companions: Companions) {
    nest = Nest(of: diagram)
    let positions = Dictionary(zip(diagram.cards.map(\.id), 0...)) { first, _ in first }
    var sets = DisjointSets(count: diagram.cards.count)
    let together =
      companions.positions.map { ($0.key, $0.value.user) } + companions.pairs
      + diagram.pairs.map { ($0.first, $0.second) }
    for (first, second) in together {
      if let a = positions[first], let b = positions[second] { sets.join(a, b) }
    }
    (vertexOfCard, count) = sets.numbered()
    var box = [Int?](repeating: nil, count: count)
    for (card, vertex) in vertexOfCard.enumerated() {
      let own = nest.boxOfCard[card]
      box[vertex] = box[vertex].map { nest.common($0, own) } ?? own
    }
    addOrders(box.map { $0 ?? -1 })
    addArrows(diagram, positions, box.map { $0 ?? -1 })
  }

  private mutating func addOrders(_ boxOfVertex: [Int]) {
    for (vertex, box) in boxOfVertex.enumerated() where box >= 0 {
      orders += [Link(from: begin(box), to: vertex), Link(from: vertex, to: end(box))]
    }
    for box in boxes where nest.parent[box] >= 0 {
      let outer = nest.parent[box]
      orders += [Link(from: begin(outer), to: begin(box)), Link(from: end(box), to: end(outer))]
    }
  }

  private mutating func addArrows(_ diagram: Diagram, _ positions: [Int: Int], _ box: [Int]) {
    // A tensor of the forward pass stands there, and not where the backward pass uses it.
    let forward = Set(
      diagram.arrows.map(\.to) + diagram.arrows.filter { $0.style == .value }.map(\.from)
        + diagram.pairs.map(\.first))
    var known: Set<Link> = []
    for arrow in diagram.arrows where arrow.style != .tie || !forward.contains(arrow.from) {
      guard let from = positions[arrow.from], let to = positions[arrow.to] else { continue }
      // What only the backward pass uses stands below its user there.
      if arrow.style == .tie { leavesBelow.insert(arrow.from) }
      let (a, b) = arrow.isAgainstTheFlow || arrow.style == .tie ? (to, from) : (from, to)
      let link = Link(from: vertexOfCard[a], to: vertexOfCard[b])
      guard link.from != link.to, known.insert(link).inserted else { continue }
      edges.append(link)
      let common = nest.common(box[link.from], box[link.to])
      // The whole of the one box stands above the whole of the other.
      let ends = Link(
        from: nest.child(of: common, around: box[link.from]).map(end) ?? link.from,
        to: nest.child(of: common, around: box[link.to]).map(begin) ?? link.to)
      // Of one pass, an input may stand beside the box, where only what is late in it uses it.
      guard !diagram.pairs.isEmpty || ends.from >= count else { continue }
      if ends != link, known.insert(ends).inserted { between.append(ends) }
    }
  }

  /// The rank of each vertex if no box stood above another; nil where arrows lead in a circle.
  func freeRanks() -> [Int]? { ranks(edges, orders: []) }

  /// Whether modules that follow each other might share more than the rank on which parameters stand before their users.
  ///
  /// - Parameter rank: what `freeRanks` found.
  func hasOverlaps(_ rank: [Int]) -> Bool {
    // With as many arrows to both sides a card may stand anywhere between its neighbors.
    var last = rank
    let before = Adjacency(count: total, edges, key: \.to, value: \.from)
    let after = Adjacency(count: total, edges, key: \.from, value: \.to)
    for vertex in (0..<count).sorted(by: { (rank[$0], $0) > (rank[$1], $1) })
    where before[vertex].count == after[vertex].count {
      if let next = after[vertex].map({ last[$0] }).min() { last[vertex] = next - 1 }
    }
    let ends = nest.ranges(vertexOfCard.map { last[$0] })
    let begins = nest.ranges(vertexOfCard.map { rank[$0] })
    return between.contains { link in
      guard link.from >= end(0), link.to >= count, let first = ends[link.from - end(0)],
        let second = begins[link.to - count]
      else { return false }
      return first.upperBound > second.lowerBound
    }
  }

  /// The rank of each vertex; nil where arrows lead in a circle.
  func ranks() -> [Int]? {
    if let ranks = ranks(edges, orders: orders + between) { return ranks }
    // Two modules that use each other stand beside each other.
    var orders = orders
    for link in between
    where FlowOrder.sorted(count: total, edges + orders + [link]) != nil { orders.append(link) }
    return ranks(edges, orders: orders)
  }

  private func ranks(_ edges: [Link], orders: [Link]) -> [Int]? {
    guard let order = FlowOrder.sorted(count: total, edges + orders) else { return nil }
    var number = order
    for (index, vertex) in order.enumerated() { number[vertex] = index }
    let numbered = { (link: Link) in Link(from: number[link.from], to: number[link.to]) }
    let rank = BalancedRanks(
      count: total, edges: edges.map(numbered), orders: orders.map(numbered)
    ).rank
    return number.map { rank[$0] }
  }
}

extension [ModuleRanks.Rank?] {
  fileprivate subscript(index: Int, default value: ModuleRanks.Rank) -> ModuleRanks.Rank {
    get { self[index] ?? value }
    set { self[index] = newValue }
  }
}

extension Nest {
  /// The boxes of a diagram's groups, by their positions in its list.
  init(of diagram: Diagram) {
    let boxes = Dictionary(uniqueKeysWithValues: zip(diagram.groups.map(\.id), 0...))
    self.init(
      parent: diagram.groups.map { $0.parent.flatMap { boxes[$0] } ?? -1 },
      boxOfCard: diagram.cards.map { $0.group.flatMap { boxes[$0] } ?? -1 })
  }
}
