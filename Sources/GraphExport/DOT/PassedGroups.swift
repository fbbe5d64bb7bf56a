/// The groups that an arrow enters beside their first cards, such as the residual one of a block: from a card that leads to their beginning,
/// to one that gets something from inside too.
///
/// `dot` draws such an arrow at the side of the group's cards. In a wide box it stays inside, where else it would run along the border.
struct PassedGroups {
  /// In figures of more cards than this, arrows lie so close that wider boxes would leave no room for the words beside them.
  private static let mostCards = 100

  /// The `id` of each.
  let ids: Set<Int>

  init(_ diagram: Diagram) {
    guard diagram.cards.count <= Self.mostCards else {
      ids = []
      return
    }
    let parents = Dictionary(diagram.groups.map { ($0.id, $0.parent) }) { first, _ in first }
    let groups = Dictionary(diagram.cards.map { ($0.id, $0.group) }) { first, _ in first }
    /// The groups around a card, the innermost first.
    func around(_ card: Int) -> [Int] {
      var found: [Int] = []
      var next = groups[card] ?? nil
      while let group = next {
        found.append(group)
        next = parents[group] ?? nil
      }
      return found
    }
    /// For each group and each card outside, the cards that its arrows lead to.
    var entered: [Entrance: Set<Int>] = [:]
    /// For each group the cards that get something from inside that was computed there.
    var continued: [Int: Set<Int>] = [:]
    let arrows = diagram.arrows.filter { $0.from != $0.to && !$0.isAgainstTheFlow }
    let computed = Set(arrows.map(\.to))
    for arrow in arrows {
      let outer = Set(around(arrow.from))
      for group in around(arrow.to) {
        if outer.contains(group) {
          if computed.contains(arrow.from) { continued[group, default: []].insert(arrow.to) }
        } else {
          entered[Entrance(group: group, card: arrow.from), default: []].insert(arrow.to)
        }
      }
    }
    // Of boxes in each other the innermost is enough.
    ids = Set(
      arrows.compactMap { arrow in
        around(arrow.to).first { group in
          (entered[Entrance(group: group, card: arrow.from)]?.count ?? 0) > 1
            && continued[group]?.contains(arrow.to) == true
        }
      })
  }

  private struct Entrance: Hashable {
    var group: Int
    var card: Int
  }
}
