import Graphviz

extension Drawing {
  /// Whether several frames are drawn on one page.
  var isSheet: Bool {
    if case .sheet? = film?.shown { true } else { !frames.isEmpty }
  }

  /// The same with an overview in place of a large computation.
  fileprivate func collapsed() throws -> Drawing {
    let views: [GraphView] = [.depth(.automatic), .joinedEdges]
    var drawing = self
    drawing.snapshot = try visible.applying(views)
    drawing.frames = try frames.map { try $0.applying(views) }
    drawing.film?.order = nil
    return drawing
  }
}

extension Pipeline {
  /// The frames of the drawing, or of its film, on one page.
  ///
  /// Of what is too large for `dot` these are overviews: nobody could find anything on a page of several figures in layers.
  func sheet() throws(DrawingError) -> Figure {
    do throws(Refusal) {
      try checkCost(of: drawing.withLeaves(of: drawing.visible), for: .byDot)
    } catch {
      if drawing.budget.isStrict { throw .overBudget(error.reason) }
      guard let overview = try? drawing.collapsed() else { throw .layout(error.reason) }
      return try Pipeline(overview, as: picture, output: output, render: render)
        .sheet(note: "collapsed, because \(error.reason)")
    }
    return try sheet(note: nil)
  }

  private func sheet(note: String?) throws(DrawingError) -> Figure {
    guard drawing.frames.isEmpty else {
      return try sheet(
        of: diagrams(of: drawing.frames, sheetOptions),
        titles: drawing.frames.enumerated().map { "\($0 + 1). \($1.title)" },
        whole: drawing.diagram.withoutGauges, note: note)
    }
    return try sheetOfFilm(note: note)
  }

  /// What each of several frames shows.
  func diagrams(of frames: [Drawing.Frame], _ options: Diagram.Options) -> [Diagram] {
    frames.map { frame in
      var single = drawing
      single.snapshot = frame.snapshot
      return Diagram(of: single.withLeaves(of: single.visible), options).withoutGauges
    }
  }

  /// The frames of the drawing's film on one page.
  private func sheetOfFilm(note: String?) throws(DrawingError) -> Figure {
    let visible = drawing.visible
    let diagram = drawing.diagram(of: visible, sheetOptions)
    let captions = diagram.playback?.captions ?? []
    let frames = drawing.film?.sheetFrames(of: captions.count) ?? []
    var page = Diagram(of: drawing.withLeaves(of: visible), drawing.filmed(drawing.drawnOptions))
    page.playback = .init(captions: [""], moment: 0)
    return try sheet(
      of: frames.map(diagram.atMoment), titles: frames.map { captions[$0] }, whole: page,
      note: note)
  }

  /// All frames have one title, one caption and one legend.
  private var sheetOptions: Diagram.Options {
    var options = drawing.drawnOptions
    options.parts.subtract([.title, .caption, .legend])
    return options
  }

  private func sheet(
    of diagrams: [Diagram], titles: [String], whole: Diagram, note: String?
  ) throws(DrawingError) -> Figure {
    let (layout, sizes) = try layout(of: diagrams)
    let frames = diagrams.map { $0.fitting(layout) }
    let sheet = Sheet(
      frames, titles: titles, layout: layout, sizes: sizes, whole: whole.fitting(layout))
    return try figure(of: sheet.diagram, at: sheet.placement, note: note)
  }

  /// Where everything lies in each frame: by `dot` where that is a matter of an instant, else in layers.
  ///
  /// - Throws: `DrawingError.layout` where they do not show the same cards and arrows.
  func layout(
    of diagrams: [Diagram]
  ) throws(DrawingError) -> (Placement, sizes: [(width: Double, height: Double)]) {
    guard var widest = diagrams.first,
      diagrams.allSatisfy({
        $0.cards.map(\.id) == widest.cards.map(\.id)
          && $0.arrows.map(\.from) == widest.arrows.map(\.from)
          && $0.arrows.map(\.to) == widest.arrows.map(\.to)
      })
    else { throw .layout("they do not show the same cards and arrows") }
    var sizes = widest.cards.map { _ in (width: 0.0, height: 0.0) }
    var labelWidths = widest.arrows.map { _ in 0.0 }
    for diagram in diagrams {
      for (index, size) in try cardSizes(of: diagram).enumerated() {
        if size.width > sizes[index].width { widest.cards[index] = diagram.cards[index] }
        sizes[index] = (
          max(sizes[index].width, size.width), max(sizes[index].height, size.height)
        )
      }
      for (index, size) in diagram.labelSizes.enumerated() {
        guard let size, size.x > labelWidths[index] else { continue }
        labelWidths[index] = size.x
        widest.arrows[index].label = diagram.arrows[index].label
        widest.arrows[index].blank = diagram.arrows[index].blank
      }
    }
    let positions = Dictionary(zip(widest.cards.map(\.id), 0...)) { first, _ in first }
    let links = widest.arrows.compactMap { arrow -> Link? in
      guard let from = positions[arrow.from], let to = positions[arrow.to] else { return nil }
      return arrow.isAgainstTheFlow ? Link(from: to, to: from) : Link(from: from, to: to)
    }
    let cost = LayoutCost(count: widest.cards.count, edges: links)
    if cost.isFeasible(canBeEnded: Renderer.canIsolate), let found = layoutByDot(of: widest) {
      return (found.placement, found.sizes)
    }
    return (layers(of: widest, sizes), sizes)
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

// For a sheet of several figures.
extension Pipeline {
  /// The width and the height of each card in points.
  func cardSizes(of diagram: Diagram) throws(DrawingError) -> [(width: Double, height: Double)] {
    do throws(Refusal) { return try sizes(of: diagram, deadline.remaining) } catch {
      throw .layout(error.reason)
    }
  }

  /// Where `dot` puts everything; nil if it fails.
  func layoutByDot(of diagram: Diagram) -> DotLayout.Result? {
    try? layoutByDot(of: diagram, deadline.remaining)
  }

  /// The figure of a diagram with a placement, and a note below it.
  func figure(
    of diagram: Diagram, at placement: Placement, note: String?
  ) throws(DrawingError) -> Figure {
    do throws(Refusal) {
      return try figure(of: diagram, placement, note: note, timeout: deadline.remaining)
    } catch {
      throw .layout(error.reason)
    }
  }
}
