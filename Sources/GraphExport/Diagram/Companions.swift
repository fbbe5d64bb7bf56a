/// Which cards stand beside the one that uses them, so that the computation runs straight: parameters, constants, targets.
///
/// Such a card has one use, and is computed from nothing, or step by step from a parameter or a constant, such as a bias that is reshaped
/// first. It stands on the rank of its user, on one of the two sides.
struct Companions {
  /// A side of a card.
  enum Side: Hashable {
    /// To the left where the figure runs down; above where it runs to the right, but in a box Graphviz may turn both around.
    case before
    /// To the right, or below.
    case after
  }

  /// Where a card stands.
  struct Position: Hashable {
    /// The card beside it, which uses it.
    var user: Int
    /// On which side of its user it stands.
    var side: Side
  }

  /// The positions of the cards that stand beside others, by the numbers of the cards.
  private(set) var positions: [Int: Position] = [:]
  /// Two cards of one rank that both have others beside them: the first has its own before it, the second after it, and nothing stands
  /// between them.
  private(set) var pairs: [(first: Int, second: Int)] = []
  /// The cards of rows, in which several users each have one card before them: what belongs together is to be kept together.
  private(set) var cardsOfRows: Set<Int> = []
  /// On how many ranks the parameters or constants of a card stand above it in its box, because there are too many of them.
  ///
  /// What comes from outside has to begin above them, so that the box stands below and not beside it.
  private(set) var ranksAbove: [Int: Int] = [:]

  /// More cards on one rank of a box leave no room beside one of them.
  private static let mostNeighbors = 4

  /// No cards.
  init() {}

  /// Of a figure of both passes, the numbers and the tensors of the forward pass that one operation of the backward pass uses; two of them at
  /// most.
  init(ofBothPasses diagram: Diagram) {
    // A picture needs more height than its user has.
    let small = diagram.cards.filter {
      [.reference, .constant].contains($0.style) && $0.rows.count == 1
    }
    let candidates = Set(small.map(\.id))
    var uses: [Int: Int] = [:]
    for arrow in diagram.arrows { uses[arrow.from, default: 0] += 1 }
    let computed = Set(diagram.arrows.map(\.to) + diagram.pairs.flatMap { [$0.first, $0.second] })
    var beside: [Int: Int] = [:]
    for arrow in diagram.arrows {
      guard candidates.contains(arrow.from), uses[arrow.from] == 1,
        !computed.contains(arrow.from), beside[arrow.to, default: 0] < 2
      else { continue }
      positions[arrow.from] = Position(
        user: arrow.to, side: beside[arrow.to] == nil ? .before : .after)
      beside[arrow.to, default: 0] += 1
    }
  }

  /// The same, where the users that share a rank and a lane have room for them: two users for one each, on the sides where no arrow has to
  /// run around the other user; more of them for none, nor two with other cards that could stand between.
  ///
  /// - Parameter ranks: the cards of each rank.
  func separated(_ diagram: Diagram, ranks: [[Int]]) -> Companions {
    let backward = Set(
      diagram.arrows.filter(\.isAgainstTheFlow).flatMap { [$0.from, $0.to] })
    let cards = Dictionary(grouping: positions.keys.sorted()) { positions[$0]!.user }
    var separated = self
    for rank in ranks {
      for isBackward in [false, true] {
        let users = rank.filter { cards[$0] != nil && backward.contains($0) == isBackward }.sorted()
        guard users.count > 1 else { continue }
        let isCrowded =
          rank.count {
            backward.contains($0) == isBackward && positions[$0] == nil
          } > 2
        for (number, user) in users.enumerated() {
          for (index, card) in cards[user]!.enumerated() {
            separated.positions[card] =
              isCrowded || index > 0
              ? nil : Position(user: user, side: number == 0 ? .before : .after)
          }
        }
        if !isCrowded { separated.pairs.append((users[0], users[1])) }
      }
    }
    return separated
  }

  /// Chooses the cards of a diagram that stand beside others.
  ///
  /// Of one card that has more than two of them two stand beside it and the others above, or all of them where nothing else leads to it. Where there is no room because there are several
  /// users on a rank, the arrows would run around each other: these stay on a rank of their own.
  init(_ diagram: Diagram) {
    let graph = CompanionGraph(diagram)
    let candidates = graph.candidates
    let rank = Ranks(
      count: diagram.cards.count, edges: graph.links, isEarly: graph.isFedFromOutside
    )
    .rank
    let spot = { (card: Int, steps: Int) in
      Spot(group: diagram.cards[card].group, rank: rank[card] - steps)
    }
    var crowds: [Spot: Int] = [:]
    for card in diagram.cards.indices where !graph.isAside(card) {
      crowds[spot(card, 0), default: 0] += 1
    }
    var users: [Spot: [Int]] = [:]
    for candidate in candidates where users[spot(candidate.user, 0)]?.last != candidate.user {
      users[spot(candidate.user, 0), default: []].append(candidate.user)
    }
    // The weights of a neuron, each before its product: arrows from other neurons would run around a rank of weights above.
    let lengths = Dictionary(grouping: candidates, by: \.user).mapValues { $0.map(\.length) }
    let rows = users.filter { spot, users in
      (3...Self.mostNeighbors).contains(users.count) && crowds[spot] == users.count
        && users.allSatisfy { lengths[$0] == [1] && graph.isFedByOtherBox($0) }
    }
    var taken: [Side: Set<Spot>] = [.before: [], .after: []]
    // The longest first: they need room on several ranks.
    for candidate in candidates.sorted(by: { ($1.length, $0.user) < ($0.length, $1.user) }) {
      let beside = users[spot(candidate.user, 0)]!
      if rows[spot(candidate.user, 0)] != nil {
        let card = diagram.cards[candidate.card].id
        positions[card] = Position(user: diagram.cards[candidate.user].id, side: .before)
        cardsOfRows.insert(card)
        continue
      }
      let spots = (0..<candidate.length).map { spot(candidate.user, $0) }
      guard beside.count <= 2, spots.allSatisfy({ crowds[$0, default: 0] <= Self.mostNeighbors })
      else { continue }
      let sides: [Side] =
        beside.count == 1 ? [.before, .after] : beside[0] == candidate.user ? [.before] : [.after]
      guard let side = sides.first(where: { taken[$0]!.isDisjoint(with: spots) }) else { continue }
      taken[side]!.formUnion(spots)
      positions[diagram.cards[candidate.card].id] = Position(
        user: diagram.cards[candidate.user].id, side: side)
    }
    for user in diagram.cards.indices where diagram.cards[user].group != nil {
      let above = graph.arguments[user].filter {
        graph.isAside($0) && diagram.cards[$0].group == diagram.cards[user].group
          && positions[diagram.cards[$0].id] == nil
      }
      ranksAbove[diagram.cards[user].id] = above.map(graph.length).max()
    }
    let used = Set(positions.values.map(\.user))
    pairs = users.values.filter { $0.count == 2 }.sorted { $0[0] < $1[0] }
      .map { (diagram.cards[$0[0]].id, diagram.cards[$0[1]].id) }
      .filter { used.contains($0.0) && used.contains($0.1) }
  }
}

/// A position in a box where one card can stand on either side.
private struct Spot: Hashable {
  var group: Int?
  var rank: Int
}
