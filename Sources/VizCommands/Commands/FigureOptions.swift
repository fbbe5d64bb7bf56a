import ArgumentParser
import Expressions
import GraphExport
import Spelling

/// What a figure shows and how it looks: the words of the library's `Diagram.Options` and `Theme`.
struct FigureOptions<Tool: VizTool>: ParsableArguments {
  @Option(
    help: "The colors: \(Tool.themes.map(\.name).joined(separator: ", ")).",
    completion: .list(Tool.themes.map(\.name)))
  var theme = Tool.themes[0].name

  @Option(help: "The numbers: \(words(ShownPass.self)).", completion: .words(ShownPass.self))
  var view = ShownPass.both.rawValue

  @Option(
    defaultAsFlag: Diagram.Explanation.contributions.rawValue,
    help: ArgumentHelp(
      "How far to explain where gradients come from: \(words(Diagram.Explanation.self)).",
      valueName: "how far"),
    completion: .words(Diagram.Explanation.self))
  var explain: String?

  @Option(
    help: ArgumentHelp(
      "How often to draw a leaf that is used several times: \(words(Drawing.SharedLeaves.self)).",
      valueName: "how often"),
    completion: .words(Drawing.SharedLeaves.self))
  var sharedLeaves = word(Drawing.SharedLeaves.once)

  @Option(
    help: "The room that an operation takes: \(words(Diagram.Detail.self)).",
    completion: .words(Diagram.Detail.self))
  var detail = Diagram.Detail.full.rawValue

  @Option(
    help: ArgumentHelp(
      "The most cells a side of a tensor's picture, from 1 to \(Thumbnail.side).", valueName: "n"))
  var cells: Int?

  @Option(
    help: ArgumentHelp(
      "The way the computation runs: \(words(Diagram.Direction.self)). "
        + "(default: right if it has no modules and fits a page, else down)"),
    completion: .words(Diagram.Direction.self))
  var direction: String?

  @Option(help: "The name below the figure. (default: that of the model, or the expression)")
  var title: String?

  @Flag var hidden: [HiddenPart] = []

  /// The choices that were named, or an error that lists them.
  ///
  /// - Parameter explaining: whether what operations contribute has to be known, whatever is explained.
  func resolved(explaining: Bool = false) throws -> FigureLook {
    var options = Diagram.Options()
    let shown: ShownPass = try choose("view", view)
    options.view = Diagram.View(rawValue: shown.rawValue) ?? .both
    options.explanation = try explain.map { try choose("explanation", $0) } ?? .none
    if options.explanation != .none, ![.both, .gradients].contains(shown) {
      throw CommandError(
        "--explain is about the gradients of the forward figure; it goes with --view both or gradients, not \(view)",
        isUsage: true)
    }
    let leaves: Drawing.SharedLeaves = try choose("choice of shared leaves", sharedLeaves)
    options.detail = try choose("detail", detail)
    options.cells = try cells.map { count throws(CommandError) in
      guard (1...Thumbnail.side).contains(count) else {
        throw CommandError(
          "--cells \(count): a picture has from 1 to \(Thumbnail.side) cells a side", isUsage: true)
      }
      return count
    }
    options.direction = try direction.map { try choose("direction", $0) }
    options.parts.subtract(hidden.map(\.part))
    let theme = try choose("theme", theme, among: Tool.themes, \.name)
    return FigureLook(
      capture: shown.capture
        ?? (options.explanation == .none && !explaining ? .forward : .contributions),
      theme: theme, options: options, sharedLeaves: leaves, title: title)
  }
}

extension FigureOptions {
  /// Of an option whose value may be left out, the values and the usual one.
  private static func optionalValue(of option: String) -> (words: [String], usual: String)? {
    switch option {
    case "--explain":
      (Diagram.Explanation.allCases.map(word), word(Diagram.Explanation.contributions))
    case "--film": (Film.Passes.allCases.map(word), word(Film.Passes.backward))
    case "--order": (FilmRequest.Order.allCases.map(word), word(FilmRequest.Order.topological))
    case "--sheet": (["all"], "all")
    default: nil
    }
  }

  /// The arguments with a value for each option that has none and may have one, so that it takes no model's name for it.
  static func separated(_ arguments: [String]) -> [String] {
    arguments.indices.map { index in
      guard let (words, usual) = optionalValue(of: arguments[index]),
        !arguments[..<index].contains("--")
      else { return arguments[index] }
      // A mistyped word stays a value, for an error that says so; and so does a number.
      let next = index + 1 < arguments.count ? arguments[index + 1] : ""
      guard Spelling.nearest(to: next, among: words) == nil, Int(next) == nil else {
        return arguments[index]
      }
      return "\(arguments[index])=\(usual)"
    }
  }
}

/// The words of `--view`: which numbers of the forward pass are shown, or that the backward pass is drawn instead, or beside it.
enum ShownPass: String, CaseIterable {
  case values, gradients, both, backward, combined

  /// What has to be captured for it; nil for the forward pass, of which more may be wanted.
  var capture: GraphSnapshot.CaptureMode? {
    switch self {
    case .values, .gradients, .both: nil
    case .backward: .backward
    case .combined: .combined
    }
  }
}

/// What of a computation was asked for, and how the figure was asked to look.
struct FigureLook {
  var capture: GraphSnapshot.CaptureMode
  var theme: Theme
  var options: Diagram.Options
  var sharedLeaves: Drawing.SharedLeaves
  var title: String?
  /// Whether a page is made, which tells more of the computation than its figures draw.
  var isPage = false

  /// Whether operations of the backward pass are drawn.
  var drawsBackward: Bool { capture == .backward || capture == .combined }

  /// Makes sure that a snapshot holds what is to be seen.
  func check(_ snapshot: GraphSnapshot) throws(CommandError) {
    if options.explanation != .none, !snapshot.edges.contains(where: { $0.contribution != nil }) {
      throw CommandError(
        "the snapshot does not say what operations contribute to gradients, which --explain needs; trace it with --explain",
        isUsage: true)
    }
    let isBackward = snapshot.nodes.contains { $0.tensor?.role == .gradient }
    let isCombined = snapshot.nodes.contains { $0.pass == .backward }
    for (mode, view, isThere) in [
      (GraphSnapshot.CaptureMode.backward, "backward", isBackward && !isCombined),
      (.combined, "combined", isCombined),
    ] where capture == mode && !isThere {
      let held = isCombined ? "both passes" : isBackward ? "the backward pass" : "the forward pass"
      throw CommandError(
        "the snapshot holds \(held); --view \(view) needs one that was traced with --view \(view)",
        isUsage: true)
    }
  }
}

/// A flag for each part of a figure that can be left out, such as `--no-legend`.
struct HiddenPart: EnumerableFlag, CustomStringConvertible {
  var part: Diagram.Part

  // The parser asks for it, and would get it by reflection, which is slow.
  var description: String { part.rawValue }

  static let allCases = Diagram.Part.allCases.map { HiddenPart(part: $0) }

  static func name(for value: Self) -> NameSpecification { .customLong("no-\(word(value.part))") }

  static func help(for value: Self) -> ArgumentHelp? {
    switch value.part {
    case .pictures: "Leave out the pictures of values and gradients."
    case .statistics: "Leave out mean, deviation and norm."
    case .health: "Leave out the shares of zeros, NaN and infinities."
    case .status: "Leave out why a gradient is not there."
    case .attributes: "Leave out what operations were told."
    case .shapes: "Leave out where arguments are broadcast or reduced."
    case .groups: "Leave out the boxes around modules."
    case .title: "Leave out the name."
    case .caption: "Leave out the counts of operations, tensors and parameters."
    case .legend: "Leave out what colors and signs mean."
    }
  }
}

/// The value as a word of the command line: `per-use` for `perUse`.
func word<Value: RawRepresentable<String>>(_ value: Value) -> String {
  let name = value.rawValue
  // Each start of the program asks for some hundred of them, and most have no capital letter.
  guard name.utf8.contains(where: { 65...90 ~= $0 }) else { return name }
  return name.reduce(into: "") { $0 += $1.isUppercase ? "-\($1.lowercased())" : "\($1)" }
}

/// All values as words, with commas between them.
func words<Value: RawRepresentable<String> & CaseIterable>(_: Value.Type) -> String {
  Value.allCases.map(word).joined(separator: ", ")
}

/// The value that a word of the command line means, or an error that lists all of them.
func choose<Value: RawRepresentable<String> & CaseIterable>(_ kind: String, _ name: String)
  throws(CommandError) -> Value
{
  try choose(kind, name, among: Array(Value.allCases), word)
}

extension CompletionKind {
  static func words<Value: RawRepresentable<String> & CaseIterable>(
    _: Value.Type
  ) -> CompletionKind { .list(Value.allCases.map(word)) }
}
