import ArgumentParser
import GraphExport
import Smolgrad

/// Where a figure goes, what it shows and how it looks: the options of every command that draws.
///
/// A command says what there is to draw, and this does the rest:
///
///     @OptionGroup var drawing: DrawingOptions<Tool>
///
///     func run() throws {
///       try drawing.draw(named: "square") { x * x }
///     }
struct DrawingOptions<Tool: VizTool>: ParsableArguments {
  @OptionGroup(title: "Output") var output: OutputOptions<Tool>
  @OptionGroup(title: "Views") var views: ViewOptions
  @OptionGroup(title: "Figure") var figure: FigureOptions<Tool>
  @OptionGroup(title: "Film") var film: FilmOptions
  @OptionGroup(title: "Worksheet") var worksheet: WorksheetOptions
  @OptionGroup(title: "Budget") var budget: BudgetOptions

  @Option(
    help: ArgumentHelp(
      "Color the cards by what they cost: \(CostRequest.kinds.map(word).joined(separator: ", ")); or by the numbers of a file, JSON or CSV, by name.",
      valueName: "cost"),
    completion: .list(CostRequest.kinds.map(word)))
  var colorBy: String?

  /// Traces a computation and draws it.
  ///
  /// Options and destination are checked first: a computation may take long, and an error would then come too late.
  ///
  /// - Parameters:
  ///   - name: what the file is called, unless the user said so.
  ///   - title: what the figure is called, unless the user said so; nil for its name.
  ///   - isChecking: whether the derivative of each operation is checked.
  ///   - again: computes it once more in double precision, for the check; nil where it is in double precision.
  ///   - varied: the computation with other values, for a page; nil for none.
  ///   - losing: finds the digits that were lost, if somebody wants to know.
  ///   - prepare: what is computed before, and not drawn.
  ///   - trace: computes the tensor that all the others led to.
  ///   - finish: adds to the drawing what is known after the computation.
  func draw(
    named name: String, title: String? = nil, checkingGradients isChecking: Bool = false,
    again: (() throws -> Tensor)? = nil, varying varied: VariedComputation? = nil,
    losing: (Tensor) throws -> LostDigitsReport? = { _ in nil },
    preparing prepare: () throws -> Void = {},
    tracing trace: () throws -> Tensor,
    finishing finish: (inout Drawing) -> Void = { _ in }
  ) throws {
    var report: GradientReport?
    var lost: LostDigitsReport?
    try draw(named: name) { look, cost in
      guard varied == nil || look.isPage else {
        throw CommandError(
          "--vary makes a page with a slider; write one, as in -o \(name).html", isUsage: true)
      }
      try prepare()
      let tensor: Tensor
      if isChecking {
        if cost?.kind == .time {
          throw CommandError(
            "--check-gradients and --color-by time exclude each other; give one of them",
            isUsage: true)
        }
        let (result, checks) = try GradientReport.checking(name, trace, again: again)
        (tensor, report) = (result, checks)
      } else {
        tensor = try recorded(trace, named: name, title: look.title ?? title ?? name)
      }
      guard !look.drawsBackward || tensor.requiresGradient else {
        throw CommandError(
          "\(name) has no backward pass: nothing that it computes with requires a gradient")
      }
      let title = look.title ?? title ?? name
      var drawing =
        try cost.map {
          Drawing(
            try $0.snapshot(of: tensor, title: title, capturing: look.capture, tracing: trace))
        } ?? look.drawing(of: tensor, title: title)
      look.addBackward(of: tensor, to: &drawing)
      finish(&drawing)
      drawing.variation = try varied?.variation(seenAs: look, title: title)
      if !look.drawsBackward {
        lost = try losing(tensor)
        if let report { drawing.snapshot = report.applied(to: drawing.snapshot) }
        drawing.options.marks = lost?.marks ?? []
      }
      return drawing
    }
    lost?.tell()
    try report?.tell()
  }

  /// Draws a snapshot that was made before, under its own title or the user's.
  ///
  /// What would need the tensors themselves, and is not in the snapshot, is an error.
  ///
  /// - Parameters:
  ///   - name: what the file is called, unless the user said so.
  ///   - read: finds the snapshot, once options and destination are known to be good.
  func draw(named name: String, reading read: () throws -> GraphSnapshot) throws {
    try draw(named: name) { look, _ in
      var snapshot = try read()
      try look.check(snapshot)
      if let title = look.title { snapshot.title = title }
      return Drawing(snapshot)
    }
  }

  /// Runs a computation; where it does not get to its end, draws what there is and where it failed.
  private func recorded(
    _ trace: () throws -> Tensor, named name: String, title: String
  ) throws -> Tensor {
    let history = PartialHistory()
    /// Draws the unfinished computation, and says so.
    func drawUnfinished(_ failure: OperationFailure?) {
      guard !history.ends.isEmpty else { return }
      do {
        try draw(named: name, isColored: false) { _, _ in
          Drawing(of: history, failure: failure, title: title)
        }
        StandardStreams.report("the figure shows what was computed before the failure")
      } catch {
        StandardStreams.report("nor could the unfinished computation be drawn: \(error)")
      }
    }
    if let receiver = FigureReceiver.current {
      return try history.record(trace) { receiver.fail($0) }
    }
    do {
      return try history.record(trace) { failure in
        drawUnfinished(failure)
        CommandRunner<Tool>.stop(after: failure)
      }
    } catch {
      drawUnfinished(nil)
      throw error
    }
  }

  private func draw(
    named name: String, isColored: Bool = true,
    _ make: (FigureLook, CostRequest?) throws -> Drawing
  ) throws {
    let request = try worksheet.resolved()
    let film = try film.resolved()
    var look = try figure.resolved(explaining: film.needsContributions)
    try film.check(look)
    try request?.prepare(&look)
    guard request == nil || !(film.needsContributions || film.sheet != nil) else {
      throw CommandError(
        "a worksheet is a figure of its own; leave --film, --order and --sheet out", isUsage: true)
    }
    let cost = isColored ? try colorBy.map(CostRequest.init) : nil
    let views = try views.resolved(CommandLineArguments.current)
    let budget = try budget.resolved()
    let receiver = FigureReceiver.current
    let destination = receiver == nil ? try output.destination(named: name) : nil
    if let destination { try film.check(destination) }
    if destination?.format.name == Format.html.name { look.makePage() }
    try request?.check(destination?.format)
    let progress = ProgressLine("computing \(name)")
    defer { progress?.end() }
    var errors: [Finding] = []
    /// Computes what is drawn, and lets it look as it was asked to.
    func compute() throws -> Drawing {
      var drawing = try make(look, cost)
      try film.checkSheet(of: drawing)
      // Before views leave something out.
      errors = drawing.snapshot.errors
      drawing.theme = look.theme
      let marks = drawing.options.marks
      drawing.options = look.options
      drawing.options.marks = marks + drawing.snapshot.checkMarks + errors.map(\.mark)
      drawing.sharedLeaves = look.sharedLeaves
      try film.apply(to: &drawing)
      try cost?.apply(to: &drawing)
      try views.apply(to: &drawing)
      drawing.budget = budget
      try film.checkShown(by: drawing)
      return drawing
    }
    /// Whether all modules have to be open; nil before the first computation.
    var isOpen: Bool?
    /// What a worksheet is made of: with its modules open, where those that are closed have no number to work out.
    func computeOpen(_ request: WorksheetRequest) throws -> Drawing {
      var drawing = try compute()
      guard views.views.isEmpty, isOpen != false else { return drawing }
      if isOpen == true {
        try drawing.apply([.depth(.all)])
        return drawing
      }
      let open = try request.opened(drawing)
      isOpen = open.collapsesLargeGraphs != drawing.collapsesLargeGraphs
      if isOpen == true {
        Remarks.make(
          "no number outside of closed modules can be a box, so all are open (--depth all)")
      }
      return open
    }
    if let request, request.hasFilesOfItsOwn {
      try drawWorksheets(request, destination, progress) { try computeOpen(request) }
      return
    }
    var drawing: Drawing
    if let request {
      drawing = try request.worksheet(of: try computeOpen(request))
    } else {
      drawing = try compute()
    }
    guard let destination else {
      receiver?.receive(try output.order(of: drawing, named: name))
      return
    }
    if film.passes != nil, film.sheet == nil,
      let files = destination.path.flatMap(NumberedFiles.init)
    {
      try writeFrames(of: drawing, files, destination) { progress?.show($0) }
      progress?.end()
      return
    }
    let figure = try destination.draw(drawing) { progress?.show($0) }
    progress?.end()
    try destination.write(figure)
    report(errors)
  }

  /// Writes each frame of a film into a file of its own.
  private func writeFrames(
    of drawing: Drawing, _ files: NumberedFiles, _ destination: Destination,
    progress: @escaping @Sendable (String) -> Void
  ) throws {
    var (drawing, destination) = (drawing, destination)
    for number in 0..<(try drawing.filmOfWhatIsDrawn()?.frames.count ?? 0) {
      drawing.film?.shown = .frame(number)
      destination.path = files.name(number)
      try destination.write(try destination.draw(drawing, progress: progress))
    }
  }

  /// One line on what is wrong with the computation that is drawn.
  private func report(_ errors: [Finding]) {
    guard let worst = errors.first else { return }
    let more = errors.count > 1 ? " (and \(errors.count - 1) more)" : ""
    Remarks.make("\(worst.kind.rawValue): \(worst.message)\(more)")
  }
}
