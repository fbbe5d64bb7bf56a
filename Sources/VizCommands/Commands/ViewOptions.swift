import ArgumentParser
import GraphExport

/// Which part of the computation a figure shows, and how much of it as one: the words of the library's `GraphView`.
///
/// Views are applied in the order in which they stand on the command line.
struct ViewOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Draw modules below this depth as one card each: a number, auto (within about 40 cards), or all. (default: auto)",
      valueName: "depth"))
  var depth: String?

  @Option(
    help: ArgumentHelp(
      "Open the module at this path, and those around it; may be given several times.",
      valueName: "path"))
  var expand: [String] = []

  @Flag(help: "Fold modules that repeat each other, and calls that repeat each other, into one.")
  var roll = false

  @Option(
    help: ArgumentHelp("Draw what is near a tensor, an operation or a module.", valueName: "name"))
  var focus: String?

  @Option(
    help: ArgumentHelp("How many arrows --focus reaches. (default: 2)", valueName: "number"))
  var radius: Int?

  @Option(
    help: ArgumentHelp(
      "Draw all that lies on any path from one thing to another.", valueName: "from..to"))
  var path: String?

  @Option(help: ArgumentHelp("Draw this module alone.", valueName: "path"))
  var only: String?

  @Option(
    help: ArgumentHelp(
      "Leave out some of \(words(GraphView.Hidden.self)), or the operations of a line of the program, such as model.py:12; with commas between them.",
      valueName: "kinds"),
    completion: .words(GraphView.Hidden.self))
  var hide: [String] = []

  /// The views that were asked for, or an error that says what is wrong with them.
  ///
  /// ArgumentParser keeps the order among the values of one property only: it tells neither where an option stood nor, to a property with
  /// several names, by which of them a value came. So the order of different options is looked up in the words of the command line, here and
  /// nowhere else.
  ///
  /// - Parameter arguments: the words of the command line.
  func resolved(_ arguments: [String]) throws -> ChosenViews {
    var views: [(option: String, view: ChosenViews.View)] = []
    func add(_ option: String, _ view: GraphView) { views.append((option, .known(view))) }
    // What is collapsed can't be folded, so this stands before the depth.
    if roll { add("--roll", .rolled(expanding: expand)) }
    let depth = try depth.map(Self.depth)
    // The automatic depth alone is what is drawn anyway.
    let isUsual = depth == .automatic && expand.isEmpty && !roll
    if let depth, !isUsual || focus != nil || path != nil || only != nil || !hide.isEmpty {
      add("--depth", .depth(depth, expanding: expand))
      if case .levels = depth { add("--depth", .hidingCrowdedResults) }
    }
    if depth == .all, !expand.isEmpty {
      throw CommandError(
        "--expand opens what --depth collapses; with --depth all nothing is", isUsage: true)
    }
    if let radius, focus == nil || radius < 0 {
      throw CommandError(
        radius < 0
          ? "--radius is a number of arrows from 0 on, not \(radius)"
          : "--radius goes with --focus, which says what it is around", isUsage: true)
    }
    if let focus { add("--focus", .focus(focus, radius: radius ?? 2)) }
    if let path {
      guard path.contains("..") else {
        throw CommandError(
          "--path needs two names with two dots between them, such as x..loss, not '\(path)'",
          isUsage: true)
      }
      views.append(("--path", .path(path)))
    }
    if let only { add("--only", .only(only)) }
    let kinds = hide.flatMap { $0.split(separator: ",", omittingEmptySubsequences: false) }
    if !kinds.isEmpty {
      // A file, or a line of one, has a point in its name; a kind has none.
      for source in kinds.filter({ $0.contains(".") }) {
        add("--hide", .hidingOperations(of: String(source)))
      }
      let others = kinds.filter { !$0.contains(".") }
      if !others.isEmpty {
        add("--hide", .hiding(try others.map { try choose("kind to hide", String($0)) }))
      }
    }
    func index(of option: String) -> Int {
      arguments.firstIndex { $0 == option || $0.hasPrefix(option + "=") } ?? arguments.count
    }
    let order = views.map { view in
      view.option == "--roll"
        ? min(index(of: "--roll"), index(of: "--depth")) : index(of: view.option)
    }
    var chosen = zip(order, views).sorted { $0.0 < $1.0 }.map(\.1.view)
    if depth == nil, !expand.isEmpty {
      chosen.append(.known(.depth(.automatic, expanding: expand)))
    }
    return ChosenViews(views: chosen)
  }

  private static func depth(_ text: String) throws(CommandError) -> GraphView.Depth {
    switch text {
    case "auto": return .automatic
    case "all": return .all
    default:
      guard let levels = Int(text), levels >= 0 else {
        throw CommandError(
          "--depth is a number from 0 on, auto or all, not '\(text)'", isUsage: true)
      }
      return .levels(levels)
    }
  }
}

/// The views of a command line, some of which depend on the names that there are.
struct ChosenViews {
  enum View {
    case known(GraphView)
    /// Two names with two dots between them; the names may hold dots, too.
    case path(String)
  }

  var views: [View]

  /// Applies them to what a drawing shows.
  func apply(to drawing: inout Drawing) throws {
    guard !views.isEmpty else { return }
    var firstError: ViewError?
    for views in readings() {
      do {
        return try drawing.apply(views)
      } catch let error as ViewError {
        firstError = firstError ?? error
        guard case .unknownName = error else { throw error }
      }
    }
    if let firstError { throw firstError }
  }

  /// All ways to read the paths.
  private func readings() -> [[GraphView]] {
    var readings: [[GraphView]] = [[]]
    for view in views {
      switch view {
      case .known(let view): readings = readings.map { $0 + [view] }
      case .path(let text):
        readings = readings.flatMap { reading in
          Self.splits(text).map { reading + [.path(from: $0.from, to: $0.to)] }
        }
      }
    }
    return readings
  }

  /// The text before and behind each pair of dots.
  private static func splits(_ text: String) -> [(from: String, to: String)] {
    let scalars = Array(text.unicodeScalars)
    return scalars.indices.dropLast().compactMap { index in
      guard scalars[index] == ".", scalars[index + 1] == "." else { return nil }
      var (from, to) = (String.UnicodeScalarView(), String.UnicodeScalarView())
      from.append(contentsOf: scalars[..<index])
      to.append(contentsOf: scalars[(index + 2)...])
      return (String(from), String(to))
    }
  }
}
