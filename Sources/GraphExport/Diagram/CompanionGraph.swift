/// A card that could stand beside its user, and of how many it is the last; by positions.
struct CompanionCandidate {
  var card: Int
  var user: Int
  var length: Int
}

/// The cards by their positions, and the arrows with the flow.
struct CompanionGraph {
  /// From card to card with the flow.
  let links: [Link]
  private let cards: [Diagram.Card]
  let arguments: Adjacency
  private let uses: Adjacency
  /// For each card, how many cards lead to it one by one, itself included, if these are all that it needs; else 0.
  private let lengths: [Int]

  /// The most cards that stand beside the flow one after the other.
  private static let longest = 4

  init(_ diagram: Diagram) {
    cards = diagram.cards
    let positions = Dictionary(zip(cards.map(\.id), 0...)) { first, _ in first }
    let withTheFlow = diagram.arrows.filter { !$0.isAgainstTheFlow }
    links = withTheFlow.compactMap { arrow in
      guard let from = positions[arrow.from], let to = positions[arrow.to], from < to else {
        return nil
      }
      return Link(from: from, to: to)
    }
    arguments = Adjacency(count: cards.count, links, key: \.to, value: \.from)
    uses = Adjacency(count: cards.count, links, key: \.from, value: \.to)
    // Two arrows with words between cards of one rank have no room.
    let explained = Set(diagram.arrows.filter(\.isAgainstTheFlow).map(\.to))
    var lengths = [Int](repeating: 0, count: cards.count)
    for (card, content) in cards.enumerated()
    where uses[card].count == 1 && !explained.contains(content.id) && content.style != .stub {
      let before = arguments[card]
      if before.isEmpty {
        lengths[card] = 1
      } else if let only = before.only, lengths[only] > 0, lengths[only] < Self.longest,
        cards[only].group == content.group,
        lengths[only] > 1 || cards[only].style.isBesideTheFlow
      {
        lengths[card] = lengths[only] + 1
      }
    }
    self.lengths = lengths
  }

  /// How many cards lead to a card one by one, itself included.
  func length(_ card: Int) -> Int { lengths[card] }

  /// Whether all that a card needs are a few cards before it, one after the other.
  func isAside(_ card: Int) -> Bool { lengths[card] > 0 }

  /// Whether all that is computed for a card comes from outside of its box: it stands at the beginning, where arrows into the box pass nothing.
  func isFedFromOutside(_ card: Int) -> Bool {
    let fed = arguments[card].filter { !isAside($0) }
    return cards[card].group != nil && !fed.isEmpty
      && fed.allSatisfy { cards[$0].group != cards[card].group }
  }

  /// Whether a card takes what is computed in another box.
  func isFedByOtherBox(_ card: Int) -> Bool {
    cards[card].group != nil
      && arguments[card].contains { cards[$0].group != nil && cards[$0].group != cards[card].group }
  }

  /// The cards that could stand beside their users, in the order of these: all arguments of no others' making but the one that the flow comes through.
  var candidates: [CompanionCandidate] {
    cards.indices.flatMap { user -> [CompanionCandidate] in
      var aside = arguments[user].filter { lengths[$0] > 0 }
      let isFed = aside.count < arguments[user].count
      if !isFed {
        // The first of equals.
        let flow = aside.indices.max { isLessOfAFlow(aside[$0], aside[$1]) }
        if let flow { aside.remove(at: flow) }
      }
      aside.removeAll { cards[$0].group != cards[user].group }
      if aside.count > 2 { aside = isFed ? two(of: aside) : [] }
      return aside.map { CompanionCandidate(card: $0, user: user, length: lengths[$0]) }
    }
  }

  /// The two of several cards that there is room for on both sides of their user, so that the flow has its way between the others: parameters
  /// before all others, as of a batch norm its weight and bias.
  private func two(of aside: [Int]) -> [Int] {
    let isParameter = { (card: Int) in cards[card].style == .parameter }
    let chosen = (aside.filter(isParameter) + aside.filter { !isParameter($0) }).prefix(2)
    return aside.filter(chosen.contains)
  }

  /// Whether a reader would rather take the second of two cards for where the computation comes from.
  private func isLessOfAFlow(_ a: Int, _ b: Int) -> Bool {
    let (isAside, isOtherAside) = (cards[a].style.isBesideTheFlow, cards[b].style.isBesideTheFlow)
    return isAside != isOtherAside ? isAside : lengths[a] < lengths[b]
  }
}
