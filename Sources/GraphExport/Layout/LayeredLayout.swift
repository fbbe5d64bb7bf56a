/// Puts cards into layers along the direction of the arrows, in about linear time.
///
/// It follows Sugiyama, Tagawa and Toda, "Methods for Visual Understanding of Hierarchical System Structures" (1981), in four
/// phases, each in a file of its own: ranks, order within the ranks, coordinates, routes. Where `dot` finds each phase's optimum,
/// which takes minutes from some ten thousand cards on, each phase here is a few sweeps over all ranks.
///
/// Along is the direction of the arrows, across the other one; both in points, from 0.
struct LayeredLayout {
  /// How much room a card takes.
  struct Size: Hashable {
    var along: Double
    var across: Double
  }

  /// The way of one arrow: its corners.
  ///
  /// Between two of them it runs straight, or changes sides in a curve that leaves and arrives along.
  typealias Route = [Point]

  /// A point on the page.
  struct Point: Hashable {
    var along: Double
    var across: Double
  }

  /// The distances that the layout keeps.
  struct Spacing: Hashable {
    /// Between cards of one rank.
    var cards = 9.0
    /// Between ranks, at least.
    var ranks = 30.0
    /// Between ranks where arrows are steep, at most; less where the layout would be too long, and more where it would be too broad.
    var widestRanks = 140.0
    /// How many times as long as broad a layout is at most, and as broad as long, as far as room for steep arrows can decide it.
    var proportion = 4.0
    /// Room for an arrow that passes a rank.
    var passage = 7.0
    /// Between arrows that join the same two cards.
    var parallelArrows = 7.0
    /// Between a box and what is in it.
    var boxes = 10.0
    /// Room for the title of a box, along or across.
    var titleAlong = 0.0
    var titleAcross = 14.0
  }

  /// A box around cards.
  struct Frame: Hashable {
    var start: Point
    var end: Point
  }

  /// The middle of each card.
  private(set) var centers: [Point]
  /// The way of each edge; empty for one that does not lead forward.
  private(set) var routes: [Route]
  /// The box around each group of cards; nil for one whose cards lie apart.
  private(set) var frames: [Frame?]

  /// Lays out a graph.
  ///
  /// - Parameters:
  ///   - sizes: the size of each card, in a topological order.
  ///   - edges: the arrows; several may join the same cards, and one that does not lead to a later card has no say and no way.
  ///   - labels: how long along the words beside each arrow are, 0 for none; empty where no arrow has any.
  ///   - nest: the boxes; they are drawn around cards that have arrows.
  ///   - isOverdue: asked between sweeps; once it says so, the layout ends with what it has.
  init(
    sizes: [Size], edges: [Link], labels: [Double] = [], nest asked: Nest = Nest(),
    spacing: Spacing = Spacing(), isOverdue: () -> Bool = { false }
  ) {
    var isLinked = [Bool](repeating: false, count: sizes.count)
    for edge in edges where edge.from < edge.to {
      isLinked[edge.from] = true
      isLinked[edge.to] = true
    }
    var nest = asked.isEmpty ? asked : asked.keeping(isLinked)
    // Two arrows between the same cards, such as those of a value and of its gradient, pull no more than one.
    var known: Set<Link> = []
    let ranks = Ranks(
      count: sizes.count, edges: edges.filter { known.insert($0).inserted },
      boxes: nest.isEmpty ? nil : .init(enters: nest.enters, box: nest.boxOfCard))
    nest = nest.withoutScattered(ranks.rank)
    var layers = Layers(
      sizes: sizes, edges: edges, ranks: ranks, isIncluded: isLinked, spacing: spacing, nest: nest)
    layers.order(isOverdue: isOverdue)
    let boxOrder = nest.isEmpty ? nil : layers.orderBoxes(isOverdue: isOverdue)
    let packing = boxOrder.map { BoxPacking(layers, $0, spacing) }
    let across = layers.acrossPositions(
      spacing: spacing, packing: packing, isOverdue: isOverdue)
    let bands = layers.bands(across: across, labels: labels, spacing: spacing)
    let shelf = Shelf(
      sizes, isLinked.indices.filter { !isLinked[$0] }, length: bands.last?.end ?? 0, spacing)
    let frames = layers.frames(across: across, bands: bands, spacing: spacing)
    // Boxes reach further than the cards in them.
    let offset = shelf.depth - min(0, frames.compactMap { $0?.start.across }.min() ?? 0)
    let moved = { (point: Point) in Point(along: point.along, across: point.across + offset) }
    centers = sizes.indices.map { card in
      shelf.centers[card]
        ?? moved(Point(along: bands[layers.rank[card]].middle, across: across[card]))
    }
    routes = layers.routes(across: across, bands: bands, spacing: spacing).map { $0.map(moved) }
    self.frames = frames.map { frame in
      frame.map { Frame(start: moved($0.start), end: moved($0.end)) }
    }
  }
}

/// Cards without arrows, such as weights that are drawn at each of their uses: in rows beside all others.
private struct Shelf {
  /// The middle of each card that is on it.
  private(set) var centers: [Int: LayeredLayout.Point] = [:]
  /// How much room the rows take across.
  private(set) var depth = 0.0

  /// The least length of a row, for figures that are nothing but such cards.
  private static let shortest = 1200.0

  init(
    _ sizes: [LayeredLayout.Size], _ cards: [Int], length: Double, _ spacing: LayeredLayout.Spacing
  ) {
    var along = 0.0
    var row = 0.0
    for card in cards {
      let size = sizes[card]
      if along > 0, along + size.along > max(length, Self.shortest) {
        depth += row + spacing.cards
        (along, row) = (0, 0)
      }
      centers[card] = .init(along: along + size.along / 2, across: depth + size.across / 2)
      along += size.along + 2 * spacing.cards
      row = max(row, size.across)
    }
    if !cards.isEmpty { depth += row + 2 * spacing.ranks }
  }
}
