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
  /// The way that the curves of the routes leave and arrive.
  var direction: Diagram.Direction

  /// Makes a placement of its parts.
  init(centers: [Point], routes: [[Point]], direction: Diagram.Direction) {
    self.centers = centers
    self.routes = routes
    self.direction = direction
  }

  /// Lays a diagram out in layers.
  ///
  /// - Parameter sizes: the width and the height of each card in points.
  init(
    layersOf diagram: Diagram, sizes: [(width: Double, height: Double)],
    isOverdue: () -> Bool = { false }
  ) {
    direction = diagram.direction
    let isRightward = direction == .right
    let positions = Dictionary(uniqueKeysWithValues: zip(diagram.cards.map(\.id), 0...))
    let layout = LayeredLayout(
      sizes: sizes.map {
        isRightward
          ? .init(along: $0.width, across: $0.height) : .init(along: $0.height, across: $0.width)
      },
      edges: diagram.arrows.map { arrow in
        let ends = (positions[arrow.from] ?? 0, positions[arrow.to] ?? 0)
        return arrow.isAgainstTheFlow
          ? .init(from: ends.1, to: ends.0) : .init(from: ends.0, to: ends.1)
      },
      isOverdue: isOverdue)
    let point = { (point: LayeredLayout.Point) in
      isRightward
        ? Point(x: point.along, y: -point.across) : Point(x: point.across, y: -point.along)
    }
    centers = layout.centers.map(point)
    routes = layout.routes.map { $0.map(point) }
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
