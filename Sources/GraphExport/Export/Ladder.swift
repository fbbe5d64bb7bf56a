import Graphviz

/// The ways to lay a figure out, from the best to the surest; each that fails or takes too long costs a step down, not the figure.
///
/// First `dot`, for graphs that it can cope with; then layers of our own, in which Graphviz draws what it is given; then the
/// computation collapsed to a few cards.
struct Ladder {
  /// Draws DOT text; Graphviz, unless a test says otherwise.
  typealias Render =
    @Sendable (
      _ dot: String, _ format: OutputFormat, _ engine: LayoutEngine, _ size: BitmapSize,
      _ timeout: Duration?
    ) throws(RenderError) -> Rendering

  /// Why a step was left.
  private struct Refusal: Error {
    var reason: String
    /// What Graphviz said, if it is to blame.
    var error: RenderError?
  }

  let drawing: Drawing
  let picture: Picture
  private let render: Render
  private let deadline: Deadline

  init(_ drawing: Drawing, as picture: Picture, render: @escaping Render = Self.graphviz) {
    self.drawing = drawing
    self.picture = picture
    self.render = render
    deadline = Deadline(after: drawing.budget.time)
  }

  /// Draws with Graphviz, in a process of its own where the system allows it, and in no more than 4 GiB of memory.
  static let graphviz: Render = {
    (dot, format, engine, size, timeout) throws(RenderError) -> Rendering in
    try Renderer.render(
      dot, as: format, engine: engine, size: size, memory: 4 << 30, timeout: timeout)
  }

  /// The figure, by the first step that succeeds.
  ///
  /// - Throws: `DrawingError.layout` if none does, `DrawingError.overBudget` where a step down is not wanted.
  func figure() throws(DrawingError) -> Figure {
    let shown = drawing.visible
    var reason = ""
    for step in Step.allCases {
      do throws(Refusal) {
        return try draw(shown, by: step, because: reason)
      } catch {
        if case .missingPlugin? = error.error { throw .layout(error.reason) }
        if drawing.budget.isStrict { throw .overBudget(error.reason) }
        reason = error.reason
      }
    }
    throw .layout(reason)
  }
}

// The steps.
extension Ladder {
  private enum Step: CaseIterable {
    case dot, layers, summary
  }

  private func draw(_ shown: GraphSnapshot, by step: Step, because reason: String) throws(Refusal)
    -> Figure
  {
    switch step {
    case .dot: try laidOutByDot(shown)
    case .layers: try laidOutInLayers(shown, because: reason)
    case .summary: try collapsed(shown, because: reason)
    }
  }

  private func laidOutByDot(_ shown: GraphSnapshot) throws(Refusal) -> Figure {
    let canEnd = Renderer.canIsolate
    var snapshot = shown
    var cost = snapshot.layoutCost
    var note: String?
    if !cost.isFeasible(canBeEnded: canEnd) {
      snapshot = snapshot.splittingDistantLeaves()
      cost = snapshot.layoutCost
      note = "tensors with distant uses drawn at each use"
    }
    guard cost.isFeasible(canBeEnded: canEnd) else {
      throw Refusal(reason: "\(NumberText.count(cost.nodes)) nodes are too many for dot")
    }
    report("laying out \(NumberText.count(cost.nodes)) nodes with dot")
    let diagram = Diagram(of: snapshot, drawing.options)
    return try draw(diagram, note: note, engine: .dot, timeout: deadline.share(0.6))
  }

  private func laidOutInLayers(_ shown: GraphSnapshot, because reason: String) throws(Refusal)
    -> Figure
  {
    if let remaining = deadline.remaining, Self.estimate(shown) > remaining {
      let (nodes, edges) = (shown.nodes.count, shown.edges.count)
      let many =
        edges / 2 > nodes ? "\(NumberText.count(edges)) arrows" : "\(NumberText.count(nodes)) nodes"
      throw Refusal(reason: "\(many) are too many for what is left of \(budgetText)")
    }
    let split = shown.splittingBusyLeaves()
    let passages = split.layoutCost.passages
    guard passages <= LayoutCost.mostPassages,
      deadline.remaining.map({ .microseconds(40) * passages <= $0 }) ?? true
    else { throw Refusal(reason: "arrows pass \(NumberText.count(passages)) ranks, too many") }
    report("placing \(NumberText.count(shown.nodes.count)) nodes in layers")
    var options = drawing.options
    // Modules are no layers: their boxes would lie across each other.
    options.parts.remove(.groups)
    // Cards are wider than high: a rank of many takes less room as a column.
    options.direction = options.direction ?? .right
    var diagram = Diagram(of: split, options)
    for arrow in diagram.arrows.indices { diagram.arrows[arrow].label = nil }
    let timeout = deadline.share(0.75)
    let sizes = CardSizes(diagram)
    guard
      let answer = sizes.sizes(
        fromPlain: try render(sizes.dot, .plain, engine: .givenPositions, timeout: timeout).text)
    else { throw Refusal(reason: "Graphviz did not tell the sizes of the cards") }
    let placement = Placement(layersOf: diagram, sizes: answer) { deadline.remaining == .zero }
    return try draw(
      diagram, placement,
      note:
        "laid out in layers, without module boxes and with leaves drawn at each use, because \(reason)",
      engine: .givenPositions, timeout: timeout)
  }

  private func collapsed(_ shown: GraphSnapshot, because reason: String) throws(Refusal) -> Figure {
    let snapshot = shown.automaticallyCollapsed().joiningParallelEdges()
    report("collapsing to \(snapshot.nodes.count) nodes")
    let diagram = Diagram(of: snapshot, drawing.options)
    // A summary is wanted even where the time is over.
    let timeout = deadline.remaining.map { max($0, .seconds(1)) }
    return try draw(
      diagram, note: "collapsed, because \(reason)", engine: .dot, timeout: timeout)
  }

  /// About how long the second step takes: some tenths of a millisecond for each node, or for two edges where these are many.
  private static func estimate(_ snapshot: GraphSnapshot) -> Duration {
    .microseconds(250) * max(snapshot.nodes.count, snapshot.edges.count / 2)
  }
}

// What the steps have in common.
extension Ladder {
  /// Draws a diagram, with a note below the figure.
  private func draw(
    _ diagram: Diagram, _ placement: Placement? = nil, note: String?, engine: LayoutEngine,
    timeout: Duration?
  ) throws(Refusal) -> Figure {
    var remarks = [note].compactMap(\.self)
    var diagram = diagram
    diagram.addToCaption(remarks)
    var prepared = picture.prepare(diagram, drawing.theme, placement)
    var rendering = try render(prepared.dot, picture.format, engine: engine, timeout: timeout)
    if let bitmap = rendering.bitmap, bitmap.reduction < 1 {
      let reduction =
        "reduced to \(NumberText.percent(bitmap.reduction)) of its size to fit into a bitmap"
      diagram.addToCaption([reduction])
      prepared = picture.prepare(diagram, drawing.theme, placement)
      rendering = try render(prepared.dot, picture.format, engine: engine, timeout: timeout)
      remarks.append(
        "\(reduction), \(bitmap.width) x \(bitmap.height) pixels; SVG and PDF have no such limit")
    }
    let data = prepared.finish(rendering)
    if let most = drawing.budget.bytes, data.count > most {
      throw Refusal(reason: "the file would have \(data.count) bytes, more than \(most)")
    }
    let letters = MissingLetters.remark(on: rendering.missingCharacters)
    return Figure(
      data: data, remarks: remarks.map { "the figure is \($0)" } + [letters].compactMap(\.self))
  }

  private func render(
    _ dot: String, _ format: OutputFormat, engine: LayoutEngine, timeout: Duration?
  ) throws(Refusal) -> Rendering {
    do throws(RenderError) {
      return try render(dot, format, engine, drawing.pixelSize.bitmapSize, timeout)
    } catch {
      if case .timedOut = error {
        throw Refusal(
          reason:
            "\(engine.name == "dot" ? "dot" : "Graphviz") took longer than its share of \(budgetText)",
          error: error)
      }
      throw Refusal(reason: "\(error)", error: error)
    }
  }

  private func report(_ step: String) { drawing.progress?(step) }

  /// The time that the user allowed: what is left of it is another each time, and has no place in a figure.
  private var budgetText: String {
    drawing.budget.time.map { "\(NumberText.rough($0 / .seconds(1))) s" } ?? "the time"
  }
}

extension Diagram {
  /// Says more below the figure.
  mutating func addToCaption(_ notes: [String]) {
    guard !notes.isEmpty else { return }
    caption = ([caption] + notes).compactMap(\.self).joined(separator: " · ")
  }
}
