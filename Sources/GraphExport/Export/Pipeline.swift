import Graphviz

extension Drawing {
  /// Starts the process that will draw the first picture.
  ///
  /// A program with a single thread that will draw, and reads its command line before, gains a few milliseconds by it.
  public static func prepare() { Renderer.prepare() }
}

/// The way from a tensor to a figure.
///
/// ```text
/// tensor → snapshot → views → diagram → layout → figure
/// ```
///
/// A tensor belongs to one thread, so `Drawing(of:)` captures it at once, and `Drawing.apply` the views that were asked for. All that
/// follows is `figure(by:)`, for each of the `LayoutAttempt`s until one succeeds.
struct Pipeline {
  /// Draws DOT text, and has something else done meanwhile; Graphviz, unless a test says otherwise.
  typealias Render =
    @Sendable (
      _ dot: String, _ format: OutputFormat, _ engine: LayoutEngine, _ size: BitmapSize,
      _ timeout: Duration?, _ meanwhile: () -> Void
    ) throws(RenderError) -> Rendering

  /// Why an attempt failed.
  struct Refusal: Error {
    var reason: String
    /// What Graphviz said, if it is to blame.
    var error: RenderError?
    /// Whether the graph is too large for it to begin.
    var isTooLarge = false
  }

  let drawing: Drawing
  let picture: Picture
  let output: Drawing.Output
  let render: Render
  let deadline: Deadline

  init(
    _ drawing: Drawing, as picture: Picture, output: Drawing.Output = .init(),
    render: @escaping Render = Self.graphviz
  ) {
    self.drawing = drawing
    self.picture = picture
    self.output = output
    self.render = render
    deadline = Deadline(after: drawing.budget.time)
  }

  /// Draws with Graphviz, in a process of its own where the system allows it, and in no more than 4 GiB of memory.
  static let graphviz: Render = {
    (dot, format, engine, size, timeout, meanwhile) throws(RenderError) -> Rendering in
    try Renderer.render(
      dot, as: format, engine: engine, size: size, memory: 4 << 30, timeout: timeout,
      meanwhile: meanwhile)
  }

  /// The figure, by the first attempt that succeeds.
  ///
  /// - Throws: `DrawingError.layout` if none does, `DrawingError.overBudget` where a simpler figure is not wanted.
  func figure() throws(DrawingError) -> Figure {
    if drawing.isSheet { return try sheet() }
    let (shown, known) = drawing.overview()
    var refusal: Refusal?
    for attempt in shown.hasBothPasses ? LayoutAttempt.forBothPasses : LayoutAttempt.all {
      if let refusal {
        switch attempt.condition {
        case .always: break
        case .insteadOfTooLarge: if !refusal.isTooLarge { continue }
        case .asSimplerFigure:
          if drawing.budget.isStrict { throw .overBudget(refusal.reason) }
        }
      }
      do throws(Refusal) {
        return try figure(of: shown, by: attempt, because: refusal?.reason, knowing: known)
      } catch {
        if case .missingPlugin? = error.error { throw .layout(error.reason) }
        refusal = error
      }
    }
    let advice =
      if case .timedOut? = refusal?.error {
        "; allow more time, or draw less: a smaller depth, or a focus on a part"
      } else {
        ""
      }
    throw .layout((refusal?.reason ?? "") + advice)
  }

  /// Each step from the snapshot on, in order.
  private func figure(
    of shown: GraphSnapshot, by attempt: LayoutAttempt, because reason: String?,
    knowing known: KnownRendering?
  ) throws(Refusal) -> Figure {
    try checkTime(for: attempt, shown)
    let snapshot = try view(of: shown, attempt.views)
    try checkCost(of: snapshot, for: attempt)
    report(attempt, shown, snapshot)
    var diagram = drawing.diagram(of: snapshot, attempt.options(drawing.drawnOptions))
    if attempt.layout == .layers { diagram.sortCardsByFlow() }
    let timeout = deadline.share(attempt.share).map { max($0, attempt.leastTime) }
    let placement = try placement(of: diagram, by: attempt, timeout)
    return try figure(
      of: attempt.layout == .layers
        ? placement.map(diagram.fitting) ?? diagram : diagram, placement,
      note: attempt.note.map { note in
        attempt.condition == .asSimplerFigure ? "\(note), because \(reason ?? "")" : note
      }, timeout: timeout, knowing: known)
  }
}

// The steps.
extension Pipeline {
  private func view(
    of snapshot: GraphSnapshot, _ views: [GraphView]
  ) throws(Refusal) -> GraphSnapshot {
    do {
      return try snapshot.applying(views)
    } catch {
      throw Refusal(reason: "\(error)")
    }
  }

  /// Where everything lies; nil if Graphviz decides that when it draws.
  private func placement(
    of diagram: Diagram, by attempt: LayoutAttempt, _ timeout: Duration?
  ) throws(Refusal) -> Placement? {
    guard attempt.layout == .layers else {
      // The titles of groups are moved where no arrow runs; in an SVG, after the layout. Boxes over two lanes are put around their cards.
      guard !diagram.groups.isEmpty, picture.format != .svg || !diagram.pairs.isEmpty else {
        return nil
      }
      return try layoutByDot(of: diagram, timeout)?.placement.withFreeTitles
    }
    let sizes = try sizes(of: diagram, timeout)
    return layers(of: diagram, sizes)
  }

  /// A layout in layers with the titles of boxes and the words beside arrows, as far as there is time.
  ///
  /// - Parameter sizes: the width and the height of each card.
  func layers(
    of diagram: Diagram, _ sizes: [(width: Double, height: Double)]
  ) -> Placement {
    let labels = diagram.labelSizes
    let isOverdue = { deadline.remaining == .zero }
    return Placement(layersOf: diagram, sizes: sizes, labels: labels, isOverdue: isOverdue)
      .withTitles(of: diagram.groups)
      .withLabels(of: diagram, labels, sizes: sizes, isOverdue: isOverdue)
  }

  /// Where `dot` puts everything, and how large the cards are; nil where its answer is not whole.
  func layoutByDot(
    of diagram: Diagram, _ timeout: Duration?
  ) throws(Refusal) -> DotLayout.Result? {
    let question = DotLayout(diagram)
    let answer = try render(question.dot, .json, engine: .dot, timeout: timeout)
    return question.result(fromJSON: answer.text)
  }

  func sizes(
    of diagram: Diagram, _ timeout: Duration?
  ) throws(Refusal) -> [(width: Double, height: Double)] {
    let question = CardSizes(diagram)
    let answer = try render(
      question.dot, .plain, engine: .givenPositions, timeout: timeout
    ).text
    guard let sizes = question.sizes(fromPlain: answer) else {
      throw Refusal(reason: "Graphviz did not tell the sizes of the cards")
    }
    return sizes
  }

  /// The figure with a note below it, without asking Graphviz once more for what is known already.
  func figure(
    of diagram: Diagram, _ placement: Placement?, note: String?, timeout: Duration?,
    knowing known: KnownRendering? = nil
  ) throws(Refusal) -> Figure {
    let engine = placement == nil ? LayoutEngine.dot : .givenPositions
    var remarks = [note].compactMap(\.self)
    var diagram = diagram
    diagram.addToCaption(remarks)
    let prepared = picture.prepare(diagram, drawing.theme, placement)
    let isKnown = engine == .dot && picture.format == .svg && known?.dot == prepared.dot
    var (rendering, finish) =
      if isKnown, let known {
        (known.rendering, prepared.begin())
      } else {
        try render(prepared, engine: engine, timeout: timeout)
      }
    if let bitmap = rendering.bitmap, bitmap.reduction < 1 {
      let reduction =
        "reduced to \(NumberText.percent(bitmap.reduction)) of its size to fit into a bitmap"
      diagram.addToCaption([reduction])
      let reduced = picture.prepare(diagram, drawing.theme, placement)
      (rendering, finish) = try render(reduced, engine: engine, timeout: timeout)
      remarks.append(
        "\(reduction), \(bitmap.width) x \(bitmap.height) pixels; SVG and PDF have no such limit")
    }
    let data = finish(rendering)
    if let most = drawing.budget.bytes, data.count > most {
      throw Refusal(reason: "the file would have \(data.count) bytes, more than \(most)")
    }
    let letters = MissingLetters.remark(on: rendering.missingCharacters)
    return Figure(
      data: data, remarks: remarks.map { "the figure is \($0)" } + [letters].compactMap(\.self))
  }

  /// What Graphviz draws, and what makes the file of it.
  private func render(
    _ prepared: Picture.Prepared, engine: LayoutEngine, timeout: Duration?
  ) throws(Refusal) -> (Rendering, Picture.Prepared.Finish) {
    var finish: Picture.Prepared.Finish?
    let rendering = try render(prepared.dot, picture.format, engine: engine, timeout: timeout) {
      finish = prepared.begin()
    }
    return (rendering, finish ?? prepared.begin())
  }

  private func render(
    _ dot: String, _ format: OutputFormat, engine: LayoutEngine, timeout: Duration?,
    meanwhile: () -> Void = {}
  ) throws(Refusal) -> Rendering {
    do throws(RenderError) {
      return try render(dot, format, engine, output.pixelSize.bitmapSize, timeout, meanwhile)
    } catch {
      if case .timedOut = error {
        let name = engine == .dot ? "dot" : "Graphviz"
        throw Refusal(reason: "\(name) took longer than its share of \(budgetText)", error: error)
      }
      throw Refusal(reason: "\(error)", error: error)
    }
  }
}
