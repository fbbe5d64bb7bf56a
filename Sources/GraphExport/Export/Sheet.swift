/// The frames of a drawing on one page: each card has the same position in all of them, and room for the widest of its texts.
struct Sheet {
  /// The frames side by side, numbered.
  private(set) var diagram: Diagram
  private(set) var placement: Placement

  /// The room between two frames, and that for the title of one, in points.
  private static let gap = 28.0
  private static let titleHeight = 34.0
  /// How much wider than high a page is, about.
  private static let aspect = 1.4

  /// Puts frames onto a page.
  ///
  /// - Parameters:
  ///   - frames: what each shows, with the same cards and arrows.
  ///   - titles: what stands above each.
  ///   - layout: where everything lies in each of them.
  ///   - sizes: the width and the height of each card in points.
  ///   - whole: what says title, caption and legend of all.
  init(
    _ frames: [Diagram], titles: [String], layout: Placement,
    sizes: [(width: Double, height: Double)], whole: Diagram
  ) {
    let points = layout.routes.flatMap(\.self)
    let left = zip(layout.centers, sizes).map { $0.x - $1.width / 2 } + points.map(\.x)
    let right = zip(layout.centers, sizes).map { $0.x + $1.width / 2 } + points.map(\.x)
    let bottom = zip(layout.centers, sizes).map { $0.y - $1.height / 2 } + points.map(\.y)
    let top = zip(layout.centers, sizes).map { $0.y + $1.height / 2 } + points.map(\.y)
    let corner = Placement.Point(x: left.min() ?? 0, y: top.max() ?? 0)
    let width = (right.max() ?? 0) - corner.x + Self.gap
    let height = corner.y - (bottom.min() ?? 0) + Self.gap + Self.titleHeight
    let columns = Self.columns(of: frames.count, width: width, height: height)

    diagram = whole
    (diagram.cards, diagram.arrows, diagram.groups, diagram.pairs) = ([], [], [], [])
    diagram.direction = layout.direction
    placement = Placement(centers: [], routes: [], direction: layout.direction)
    // Each frame has numbers of its own for its cards, the first of which is that of its title.
    let step = 2 + (frames.flatMap(\.cards).map(\.id).max() ?? 0)
    for (number, frame) in frames.enumerated() {
      let offset = Placement.Point(
        x: Double(number % columns) * width - corner.x,
        y: -Double(number / columns) * height - corner.y - Self.titleHeight)
      let moved = { (point: Placement.Point) in
        Placement.Point(x: point.x + offset.x, y: point.y + offset.y)
      }
      let id = { (id: Int) in number * step + 1 + id }
      let title = "\(number + 1). \(titles[number])"
      diagram.cards.append(
        .init(
          id: number * step, style: .title, rows: [.line([.text(title, .moduleName)])],
          tooltip: title, description: title))
      placement.centers.append(
        .init(
          x: corner.x + offset.x + (width - Self.gap) / 2,
          y: corner.y + offset.y + Self.titleHeight / 2))
      for (card, center) in zip(frame.cards, layout.centers) {
        var card = card
        card.id = id(card.id)
        card.group = nil
        diagram.cards.append(card)
        placement.centers.append(moved(center))
      }
      for (arrow, route) in zip(frame.arrows, layout.routes) {
        var arrow = arrow
        (arrow.from, arrow.to) = (id(arrow.from), id(arrow.to))
        diagram.arrows.append(arrow)
        placement.routes.append(route.map(moved))
      }
    }
  }

  /// How many frames a row has, so that the page has about the shape of one.
  private static func columns(of count: Int, width: Double, height: Double) -> Int {
    let distance = { (columns: Int) -> Double in
      let rows = (count + columns - 1) / columns
      let shape = Double(columns) * width / (Double(rows) * height)
      // Empty room counts too.
      let share = Double(columns * rows) / Double(count)
      return max(shape / aspect, aspect / shape) * share
    }
    return (1...max(1, count)).min { distance($0) < distance($1) } ?? 1
  }
}

extension Pipeline {
  /// The frames of the drawing on one page.
  func sheet(of frames: [Drawing.Frame]) throws(DrawingError) -> Figure {
    var options = drawing.drawnOptions
    // All frames have one title, one caption and one legend; boxes of modules would need a layout by `dot`.
    options.parts.subtract([.title, .caption, .legend, .groups])
    options.labelsArrows = false
    let diagrams = frames.map { frame in
      var single = drawing
      single.snapshot = frame.snapshot
      return Diagram(of: single.withLeaves(of: single.visible), options).withoutGauges
    }
    guard let first = diagrams.first,
      diagrams.allSatisfy({
        $0.cards.map(\.id) == first.cards.map(\.id)
          && $0.arrows.map(\.from) == first.arrows.map(\.from)
          && $0.arrows.map(\.to) == first.arrows.map(\.to)
      })
    else { throw .layout("the frames of a sheet do not show the same cards and arrows") }
    var sizes = first.cards.map { _ in (width: 0.0, height: 0.0) }
    for diagram in diagrams {
      for (index, size) in try cardSizes(of: diagram).enumerated() {
        sizes[index] = (
          max(sizes[index].width, size.width), max(sizes[index].height, size.height)
        )
      }
    }
    let sheet = Sheet(
      diagrams, titles: frames.map(\.title), layout: Placement(layersOf: first, sizes: sizes),
      sizes: sizes, whole: drawing.diagram.withoutGauges)
    return try figure(of: sheet.diagram, at: sheet.placement)
  }
}

extension Diagram {
  /// The diagram without bars on a scale that would be another in each frame; the numbers stay.
  fileprivate var withoutGauges: Diagram {
    var diagram = self
    let isGauge = { (item: Item) in
      if case .gauge = item { true } else { false }
    }
    for (index, card) in cards.enumerated() {
      diagram.cards[index].rows = card.rows.map { row in
        guard case .ends(let left, let right) = row, left.contains(where: isGauge) else {
          return row
        }
        return .ends(left.filter { !isGauge($0) }, right)
      }
    }
    diagram.legend.removeAll { entry in
      if case .item(let item) = entry.sample { isGauge(item) } else { false }
    }
    return diagram
  }
}
