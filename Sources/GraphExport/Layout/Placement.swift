/// Where the cards and arrows of a diagram lie on the page, in points; y grows upwards, as it does for Graphviz.
struct Placement: Hashable {
  /// A point on the page.
  struct Point: Hashable {
    var x: Double
    var y: Double
  }

  /// The middle of each card, in the order of the diagram's cards.
  var centers: [Point]
  /// The corners of each arrow's way in the direction of the flow, in the order of the diagram's arrows.
  var routes: [[Point]]
  /// The numbers of arrows against the direction of the flow, although what they carry is not: those between two passes.
  var reversed: Set<Int> = []
  /// The way that the curves of the routes leave and arrive.
  var direction: Diagram.Direction
  /// The curves of arrows that another layout has drawn, in place of their routes; empty where this one has.
  var curves: [Curve?] = []
  /// Where words stand beside arrows, by their numbers.
  var labels: [Int: Point] = [:]
  /// The boxes around groups, by the groups' `id`s.
  var boxes: [Int: Outline] = [:]

  /// Curves, end to end: each corner but the first has two control points before it.
  struct Curve: Hashable {
    var points: [Point]
    /// The tips of its heads.
    var startTip: Point?
    var endTip: Point?
  }

  /// The cards of modules that have no box, since their cards lie apart: each has an edge of its own.
  var edgedCards: [Edge] = []

  /// A card of a module without a box, by its position in the list of cards, and the `id` of the module's group.
  struct Edge: Hashable {
    var card: Int
    var group: Int
    var lowerLeft: Point
    var upperRight: Point
  }

  /// How much of a title has room in its box.
  enum TitleWords: Hashable {
    case all, type, none
  }

  /// The box around a group, and the middle of its title.
  struct Outline: Hashable {
    var lowerLeft: Point
    var upperRight: Point
    var title: Point?
    /// How wide and high the title is.
    var titleSize: Point?
    var titleWords = TitleWords.all
    /// Whether the title has a ground of its own over the arrows, since they run through it.
    var isTitleOnTop = false
  }

  /// Makes a placement of its parts.
  init(centers: [Point], routes: [[Point]], direction: Diagram.Direction) {
    self.centers = centers
    self.routes = routes
    self.direction = direction
  }

  /// Lays a diagram out in layers.
  ///
  /// - Parameters:
  ///   - sizes: the width and the height of each card in points.
  ///   - labels: those of the words beside each arrow; nil for none.
  init(
    layersOf diagram: Diagram, sizes: [(width: Double, height: Double)], labels: [Point?] = [],
    isOverdue: () -> Bool = { false }
  ) {
    direction = diagram.direction
    let isRightward = direction == .right
    let positions = Dictionary(uniqueKeysWithValues: zip(diagram.cards.map(\.id), 0...))
    let ends = diagram.arrows.map { arrow in
      let ends = (positions[arrow.from] ?? 0, positions[arrow.to] ?? 0)
      return arrow.isAgainstTheFlow
        ? Link(from: ends.1, to: ends.0) : Link(from: ends.0, to: ends.1)
    }
    let layout = LayeredLayout(
      sizes: sizes.map {
        isRightward
          ? .init(along: $0.width, across: $0.height) : .init(along: $0.height, across: $0.width)
      },
      edges: ends.map { $0.from < $0.to ? $0 : Link(from: $0.to, to: $0.from) },
      labels: labels.map { size in size.map { isRightward ? $0.x : $0.y } ?? 0 },
      nest: diagram.groups.isEmpty ? Nest() : Nest(of: diagram),
      spacing: .init(
        titleAlong: isRightward ? 0 : Self.titleHeight,
        titleAcross: isRightward ? Self.titleHeight : 0),
      isOverdue: isOverdue)
    let point = { (point: LayeredLayout.Point) in
      isRightward
        ? Point(x: point.along, y: -point.across) : Point(x: point.across, y: -point.along)
    }
    centers = layout.centers.map(point)
    routes = layout.routes.map { $0.map(point) }
    reversed = Set(ends.indices.filter { ends[$0].from > ends[$0].to })
    for (group, frame) in zip(diagram.groups, layout.frames) {
      guard let (a, b) = frame.map({ (point($0.start), point($0.end)) }) else { continue }
      self.boxes[group.id] = Outline(
        lowerLeft: .init(x: min(a.x, b.x), y: min(a.y, b.y)),
        upperRight: .init(x: max(a.x, b.x), y: max(a.y, b.y)))
    }
    for (number, card) in diagram.cards.enumerated() {
      guard let group = card.group, self.boxes[group] == nil else { continue }
      let (center, size) = (centers[number], sizes[number])
      let (right, up) = (size.width / 2 + Self.edgeMargin, size.height / 2 + Self.edgeMargin)
      edgedCards.append(
        .init(
          card: number, group: group, lowerLeft: .init(x: center.x - right, y: center.y - up),
          upperRight: .init(x: center.x + right, y: center.y + up)))
    }
  }

  /// The room for the title of a box above what is in it.
  static let titleHeight = 14.0
  /// How far the edge of a card whose module has no box is from the card.
  private static let edgeMargin = 3.0
}

extension Placement {
  /// The placement moved on the page.
  func moved(by offset: Point) -> Placement {
    let moved = { (point: Point) in Point(x: point.x + offset.x, y: point.y + offset.y) }
    var placement = self
    placement.centers = centers.map(moved)
    placement.routes = routes.map { $0.map(moved) }
    placement.curves = curves.map { curve in
      curve.map {
        Curve(
          points: $0.points.map(moved), startTip: $0.startTip.map(moved),
          endTip: $0.endTip.map(moved))
      }
    }
    placement.labels = labels.mapValues(moved)
    placement.boxes = boxes.mapValues { outline in
      var outline = outline
      (outline.lowerLeft, outline.upperRight) = (
        moved(outline.lowerLeft), moved(outline.upperRight)
      )
      outline.title = outline.title.map(moved)
      return outline
    }
    placement.edgedCards = edgedCards.map { edge in
      var edge = edge
      (edge.lowerLeft, edge.upperRight) = (moved(edge.lowerLeft), moved(edge.upperRight))
      return edge
    }
    return placement
  }

  /// The corners of the page around everything.
  ///
  /// - Parameter sizes: the width and the height of each card.
  func frame(
    of sizes: [(width: Double, height: Double)]
  ) -> (lowerLeft: Point, upperRight: Point) {
    let corners = zip(centers, sizes).flatMap { center, size in
      [-0.5, 0.5].map { Point(x: center.x + $0 * size.width, y: center.y + $0 * size.height) }
    }
    let points =
      corners + routes.joined() + curves.compactMap { $0?.points }.joined()
      + boxes.values.flatMap { [$0.lowerLeft, $0.upperRight] }
    return (
      Point(x: points.map(\.x).min() ?? 0, y: points.map(\.y).min() ?? 0),
      Point(x: points.map(\.x).max() ?? 0, y: points.map(\.y).max() ?? 0)
    )
  }
}

extension Diagram.Arrow {
  /// Whether the arrow leads from a later card to an earlier one.
  var isAgainstTheFlow: Bool {
    switch style {
    case .positiveGradient, .negativeGradient: true
    case .value, .tie: false
    }
  }
}
