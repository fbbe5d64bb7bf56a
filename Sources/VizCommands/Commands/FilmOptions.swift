import ArgumentParser
import GraphExport

/// How the backward pass is shown as it happens: the words of the library's `Film`.
struct FilmOptions: ParsableArguments {
  @Option(
    defaultAsFlag: Film.Passes.backward.rawValue,
    help: ArgumentHelp(
      "Show the backward pass as it happens, an operation after the other, or both passes: \(words(Film.Passes.self)). As SVG it plays by itself; -o film-%02d.png writes its frames, --sheet puts them on one page.",
      valueName: "passes"),
    completion: .words(Film.Passes.self))
  var film: String?

  @Option(
    help: ArgumentHelp("How long a frame of a film stands. (default: 1)", valueName: "number"))
  var seconds: Double?

  @Option(
    defaultAsFlag: FilmRequest.Order.topological.rawValue,
    help: ArgumentHelp(
      "Number the operations in the order in which the backward pass comes to them: \(words(FilmRequest.Order.self)). The naive one does not sort them first, and its mistakes are marked.",
      valueName: "order"),
    completion: .words(FilmRequest.Order.self))
  var order: String?

  @Option(
    defaultAsFlag: "all",
    help: ArgumentHelp(
      "Draw frames of a film, or steps of a training run, as small figures on one page: how many of them, or all.",
      valueName: "n"))
  var sheet: String?

  /// What was asked for, or an error that says what is wrong with it.
  func resolved() throws -> FilmRequest {
    let passes: Film.Passes? = try film.map { try choose("choice of passes", $0) }
    let order: FilmRequest.Order? = try order.map { try choose("order", $0) }
    guard film != nil || seconds == nil else {
      throw CommandError("--seconds is about a film; add --film", isUsage: true)
    }
    if let seconds, !(seconds >= 0.1 && seconds <= 60) {
      throw CommandError("a frame stands from 0.1 to 60 seconds, not \(seconds)", isUsage: true)
    }
    guard seconds == nil || sheet == nil else {
      throw CommandError(
        "--seconds and --sheet exclude each other: a sheet does not play", isUsage: true)
    }
    return FilmRequest(
      passes: passes, order: order, seconds: seconds ?? 1, sheet: try sheetCount())
  }

  /// How many figures a sheet has; nil for no sheet, `FilmRequest.all` for one with every frame.
  private func sheetCount() throws -> Int? {
    guard let sheet else { return nil }
    if sheet == "all" { return FilmRequest.all }
    guard let count = Int(sheet), count > 0 else {
      throw CommandError(
        "a sheet has from 1 figure on, or all; '\(sheet)' is neither", isUsage: true)
    }
    return count
  }
}

/// A film as it was asked for.
struct FilmRequest {
  /// The orders in which operations can have their turn.
  enum Order: String, CaseIterable {
    case topological, naive
  }

  /// Stands for every frame.
  static let all = 0

  /// Nil for no film.
  var passes: Film.Passes?
  /// Nil where no order is shown.
  var order: Order?
  var seconds: Double
  /// How many figures a sheet has; nil for no sheet.
  var sheet: Int?

  /// Whether what operations deliver has to be known.
  var needsContributions: Bool { passes != nil || order != nil }

  /// Makes sure that what is drawn can be shown so.
  func check(_ look: FigureLook) throws(CommandError) {
    guard needsContributions else { return }
    let option = passes == nil ? "--order" : "--film"
    if look.drawsBackward {
      throw CommandError(
        "\(option) is about the figure of the forward pass, and --view backward or combined draws another; leave one of them out",
        isUsage: true)
    }
    if look.options.view == .values {
      throw CommandError(
        "\(option) is about gradients, which --view values leaves out; leave one of them out",
        isUsage: true)
    }
  }

  /// Makes sure that a film can go where it is wanted.
  func check(_ destination: Destination) throws(CommandError) {
    guard passes != nil, sheet == nil else { return }
    if let path = destination.path, path.contains("%"), NumberedFiles(path) == nil {
      throw CommandError(
        "'\(path)' has not one number to count frames with; write %d, or %02d for two digits, once",
        isUsage: true)
    }
    let isNumbered = destination.path.flatMap(NumberedFiles.init) != nil
    let name = destination.format.name
    if ["png", "pdf"].contains(name), !isNumbered {
      throw CommandError(
        "a film plays as SVG; as \(name), write its frames with -o film-%02d.\(name), or a sheet of them with --sheet",
        isUsage: true)
    }
  }

  /// Makes sure that a sheet has figures.
  func checkSheet(of drawing: Drawing) throws(CommandError) {
    guard sheet != nil, passes == nil, drawing.frames.isEmpty else { return }
    throw CommandError(
      "--sheet puts the frames of a film on a page, or the steps of a training run; add --film, or to trace --steps",
      isUsage: true)
  }

  /// Adds the film to a drawing, before views leave something out.
  func apply(to drawing: inout Drawing) throws {
    var order: [Int]?
    switch self.order {
    case .naive:
      let naive = try NaiveOrder(of: drawing.snapshot)
      drawing.snapshot = naive.snapshot
      drawing.options.marks += naive.marks
      drawing.options.incomingGradients = naive.incoming
      order = naive.operations
    case .topological:
      let film = try Film(of: drawing.snapshot)
      order = film.frames.compactMap(\.node)
    case nil: break
    }
    if let order {
      drawing.options.turns = Dictionary(
        zip(order, 1...), uniquingKeysWith: { first, _ in first })
    }
    guard let passes else { return }
    var options = Drawing.FilmOptions()
    options.passes = passes
    if self.order == .naive { options.order = order }
    options.shown = sheet.map { .sheet($0 == Self.all ? nil : $0) } ?? .playing(seconds: seconds)
    drawing.film = options
  }

  /// Makes sure that the operations are drawn one by one where their order is naive.
  func checkShown(by drawing: Drawing) throws(CommandError) {
    guard order == .naive, drawing.visible.nodes.contains(where: { $0.module != nil }) else {
      return
    }
    throw CommandError(
      "the naive order is shown for operations one by one, and some are drawn as one card; add --depth all",
      isUsage: true)
  }
}

extension Drawing {
  /// Whether it moves.
  var plays: Bool {
    if case .playing? = film?.shown { true } else { false }
  }
}
