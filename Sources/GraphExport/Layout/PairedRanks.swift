/// The ranks of a figure of both passes, in which modules stand one below the other: each takes ranks of its own, over both lanes.
///
/// `dot` would put boxes that share a rank beside each other, and push the lanes apart. So it is told the rank of each card, and draws no
/// boxes; `Placement.addBoxes` puts them around the cards afterwards.
struct PairedRanks {
  /// A rank: its cards, or room for borders and titles of boxes.
  struct Rank: Hashable {
    /// The `id`s of the cards.
    var cards: [Int] = []
    /// Whether a box begins here.
    var beginsBox = false
  }

  /// From top to bottom.
  private(set) var ranks: [Rank]
  /// The `id`s of tensors of the forward pass that stand in the lane of the backward pass, below the operations there that use them.
  private(set) var leavesBelow: Set<Int> = []

  /// Finds ranks for a diagram with pairs and groups.
  ///
  /// - Parameters:
  ///   - companions: the cards that stand on the ranks of others.
  /// - Returns: nil where arrows lead in a circle.
  init?(_ diagram: Diagram, _ companions: Companions) {
    let nest = Nest(of: diagram)
    let positions = Dictionary(zip(diagram.cards.map(\.id), 0...)) { first, _ in first }
    // Cards that share a rank are one vertex.
    var sets = DisjointSets(count: diagram.cards.count)
    for (card, position) in companions.positions {
      if let a = positions[card], let b = positions[position.user] { sets.join(a, b) }
    }
    for pair in diagram.pairs {
      if let a = positions[pair.first], let b = positions[pair.second] { sets.join(a, b) }
    }
    let (vertexOfCard, count) = sets.numbered()
    var box = [Int?](repeating: nil, count: count)
    for (card, vertex) in vertexOfCard.enumerated() {
      box[vertex] =
        box[vertex].map { nest.common($0, nest.boxOfCard[card]) }
        ?? nest.boxOfCard[card]
    }
    let boxes = nest.parent.indices
    let begin = { (box: Int) in count + box }
    let end = { (box: Int) in count + boxes.count + box }
    var orders: [Link] = []
    for (vertex, box) in box.enumerated() {
      guard let box, box >= 0 else { continue }
      orders += [Link(from: begin(box), to: vertex), Link(from: vertex, to: end(box))]
    }
    for box in boxes where nest.parent[box] >= 0 {
      let outer = nest.parent[box]
      orders += [Link(from: begin(outer), to: begin(box)), Link(from: end(box), to: end(outer))]
    }
    var edges: [Link] = []
    var between: [Link] = []
    var known: Set<Link> = []
    // A tensor of the forward pass stands there, and not where the backward pass uses it.
    let forward = Set(
      diagram.arrows.map(\.to) + diagram.arrows.filter { $0.style == .value }.map(\.from)
        + diagram.pairs.map(\.first))
    for arrow in diagram.arrows where arrow.style != .tie || !forward.contains(arrow.from) {
      guard let from = positions[arrow.from], let to = positions[arrow.to] else { continue }
      // What only the backward pass uses stands below its user there.
      if arrow.style == .tie { leavesBelow.insert(arrow.from) }
      let (a, b) = arrow.isAgainstTheFlow || arrow.style == .tie ? (to, from) : (from, to)
      let link = Link(from: vertexOfCard[a], to: vertexOfCard[b])
      guard link.from != link.to, known.insert(link).inserted else { continue }
      edges.append(link)
      let (first, second) = (box[link.from] ?? -1, box[link.to] ?? -1)
      let common = nest.common(first, second)
      // The whole of the one box stands above the whole of the other.
      let ends = Link(
        from: nest.child(of: common, around: first).map(end) ?? link.from,
        to: nest.child(of: common, around: second).map(begin) ?? link.to)
      if ends != link, known.insert(ends).inserted { between.append(ends) }
    }
    let total = count + 2 * boxes.count
    guard FlowOrder.sorted(count: total, edges + orders) != nil else { return nil }
    if FlowOrder.sorted(count: total, edges + orders + between) != nil {
      orders += between
    } else {
      // Two modules that use each other stand beside each other.
      for link in between where FlowOrder.sorted(count: total, edges + orders + [link]) != nil {
        orders.append(link)
      }
    }
    guard let order = FlowOrder.sorted(count: total, edges + orders) else { return nil }
    var number = order
    for (index, vertex) in order.enumerated() { number[vertex] = index }
    let numbered = { (link: Link) in Link(from: number[link.from], to: number[link.to]) }
    let rank = BalancedRanks(
      count: total, edges: edges.map(numbered), orders: orders.map(numbered)
    ).rank
    var ranks = [Rank?](repeating: nil, count: (rank.max() ?? -1) + 1)
    for (card, vertex) in vertexOfCard.enumerated() {
      ranks[rank[number[vertex]], default: Rank()].cards.append(diagram.cards[card].id)
    }
    for box in boxes { ranks[rank[number[begin(box)]], default: Rank()].beginsBox = true }
    // Below a rank of cards there is room for the border of one box without a rank of its own.
    for last in Set(boxes.map { rank[number[end($0)]] }).sorted() where ranks[last] == nil {
      if ranks[last - 1]?.cards.isEmpty ?? true { ranks[last] = Rank() }
    }
    self.ranks = ranks.compactMap(\.self)
  }
}

extension [PairedRanks.Rank?] {
  fileprivate subscript(index: Int, default value: PairedRanks.Rank) -> PairedRanks.Rank {
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
