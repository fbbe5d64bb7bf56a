import ArgumentParser
import GraphExport

/// Which numbers of a figure are boxes to fill in.
struct WorksheetOptions: ParsableArguments {
  @Flag(
    help:
      "Draw a worksheet: boxes to fill in, in place of numbers that can be worked out from the others."
  )
  var worksheet = false

  @Flag(help: "Draw the key of the worksheet: the same figure with the answers in the boxes.")
  var key = false

  @Option(
    help: ArgumentHelp(
      "Which numbers may be boxes: \(BlankWords.kinds.joined(separator: ", ")), or names with commas between them: n for a value, n.grad for a gradient, h[0,1] or h.grad[0,1] for a number of a small tensor, mul_1..n for a contribution. (default: all)",
      valueName: "which"),
    completion: .list(BlankWords.kinds))
  var blank: String?

  @Option(
    help: ArgumentHelp(
      "How many boxes there are at most. (default: 8, or all that are named)", valueName: "n"))
  var blanks: Int?

  @Flag(help: "Let operands be boxes too, that are found from the result by the inverse operation.")
  var inverse = false

  @Option(
    help: ArgumentHelp(
      "Draw so many worksheets with the same boxes and other inputs, with which the answers have few digits; with --key their keys too.",
      valueName: "n"))
  var variants: Int?

  @Option(
    help: ArgumentHelp("Where the inputs of --variants begin. (default: 1)", valueName: "number"))
  var variantSeed: UInt64?

  @Option(
    help: ArgumentHelp("What stands above a worksheet on a page of a PDF.", valueName: "words"))
  var heading: String?

  @Option(
    help: ArgumentHelp(
      "The page of a PDF with a heading and a line for a name: \(Paper.all.map(\.name).joined(separator: ", ")). (default of several worksheets: a4)",
      valueName: "size"),
    completion: .list(Paper.all.map(\.name)))
  var paper: String?

  /// What was asked for; nil if it is no worksheet.
  func resolved() throws(CommandError) -> WorksheetRequest? {
    guard worksheet else {
      for (option, isGiven) in [
        ("--key", key), ("--blank", blank != nil), ("--blanks", blanks != nil),
        ("--inverse", inverse), ("--variants", variants != nil),
        ("--variant-seed", variantSeed != nil), ("--heading", heading != nil),
        ("--paper", paper != nil),
      ] where isGiven {
        throw CommandError(
          "\(option) is about a worksheet; give --worksheet as well", isUsage: true)
      }
      return nil
    }
    if let blanks, blanks < 1 {
      throw CommandError(
        "a worksheet has at least one box; --blanks is not \(blanks)", isUsage: true)
    }
    if let variants, !(1...1000).contains(variants) {
      throw CommandError("there are from 1 to 1000 variants, not \(variants)", isUsage: true)
    }
    if variantSeed != nil, variants == nil {
      throw CommandError(
        "--variant-seed is about --variants; say how many there are to be", isUsage: true)
    }
    let choice = try BlankWords.choice(blank ?? "all")
    let isNamed = if case .named = choice { true } else { false }
    return WorksheetRequest(
      choice: choice, count: blanks ?? (isNamed ? nil : 8), isKey: key, isInvertible: inverse,
      variants: variants, seed: variantSeed ?? 1, heading: heading,
      paper: try paper.map { name throws(CommandError) in
        try choose("paper", name, among: Paper.all, \.name)
      })
  }
}

/// The words of `--blank`.
enum BlankWords {
  private static let choices: [(word: String, choice: Worksheet.Choice)] = [
    ("values", .values), ("gradients", .gradients), ("contributions", .contributions),
    ("all", .all),
  ]

  static let kinds = choices.map(\.word)

  static func choice(_ text: String) throws(CommandError) -> Worksheet.Choice {
    if let choice = choices.first(where: { $0.word == text.lowercased() }) { return choice.choice }
    let names = split(text).map { $0.split(whereSeparator: \.isWhitespace).joined(separator: " ") }
    guard !names.isEmpty, names.allSatisfy({ !$0.isEmpty }) else {
      throw CommandError(
        "--blank is one of \(kinds.joined(separator: ", ")), or names with commas between them",
        isUsage: true)
    }
    return .named(names)
  }
}

extension BlankWords {
  /// The names between commas; those of indices, as in `h[0,1]`, part none.
  private static func split(_ text: String) -> [String] {
    var (names, depth) = ([""], 0)
    for letter in text {
      depth += letter == "[" ? 1 : letter == "]" ? -1 : 0
      if letter == ",", depth <= 0 {
        names.append("")
      } else {
        names[names.count - 1].append(letter)
      }
    }
    return names
  }
}

/// A worksheet as it was asked for.
struct WorksheetRequest {
  var choice: Worksheet.Choice
  /// How many boxes there are at most; nil for all that are named.
  var count: Int?
  var isKey: Bool
  var isInvertible: Bool
  /// How many worksheets with other inputs there are; nil for one with those that are given.
  var variants: Int?
  /// Where the inputs of variants begin.
  var seed: UInt64
  /// What stands above a worksheet on a page, and the page.
  var heading: String?
  var paper: Paper?
  /// Whether worksheets lie on pages, or there are several.
  var hasFilesOfItsOwn: Bool { variants != nil || heading != nil || paper != nil }

  /// Makes sure that the figure can be a worksheet, and that what it needs is captured.
  func prepare(_ look: inout FigureLook) throws(CommandError) {
    guard !look.drawsBackward else {
      throw CommandError(
        "--worksheet is made of the forward figure; leave --view backward or combined out",
        isUsage: true)
    }
    if case .contributions = choice, look.options.explanation == .none {
      look.options.explanation = .contributions
    }
    look.capture = .contributions
    if look.theme.name == Theme.auto.name { look.theme = .print }
  }

  /// Makes sure that a format keeps the answers to itself.
  func check(_ format: Format?) throws(CommandError) {
    if format?.name == Format.html.name {
      throw CommandError(
        "a page has a quiz of its own; leave the options of worksheets out, or take svg, png, pdf or text",
        isUsage: true)
    }
    guard format?.name == Format.json.name else { return }
    throw CommandError(
      "a snapshot holds all numbers, so a worksheet is no json; take svg, png, pdf or text",
      isUsage: true)
  }

  /// The drawing, or, where nothing of it can be a box, the same with all modules open, if that helps.
  func opened(_ drawing: Drawing) throws(CommandError) -> Drawing {
    do throws(WorksheetError) {
      _ = try Worksheet(
        of: drawing.visible, drawing.options, blanks: choice, count: 1,
        findingOperands: isInvertible)
      return drawing
    } catch {
      guard drawing.visible.nodes.contains(where: { $0.module != nil }) else { return drawing }
      var open = drawing
      guard (try? open.apply([.depth(.all)])) != nil,
        (try? sheet(of: open, count: 1)) != nil
      else { return drawing }
      return open
    }
  }

  /// The worksheet, or its key, of what a drawing shows.
  func worksheet(of drawing: Drawing) throws(CommandError) -> Drawing {
    figure(of: try sheet(of: drawing, count: count), like: drawing, isKey: isKey)
  }

  /// The figure of a worksheet, which looks as a drawing was asked to.
  func figure(of worksheet: Worksheet, like drawing: Drawing, isKey: Bool) -> Drawing {
    var sheet = Drawing(of: worksheet, showingAnswers: isKey)
    sheet.theme = drawing.theme
    sheet.sharedLeaves = drawing.sharedLeaves
    sheet.budget = drawing.budget
    sheet.budget.isStrict = true
    return sheet
  }

  /// The worksheet of what a drawing shows.
  ///
  /// - Parameters:
  ///   - locations: which numbers may be blanks; nil for those that were asked for.
  ///   - count: how many blanks there are at most; nil for all.
  func sheet(
    of drawing: Drawing, blanks locations: [GraphSnapshot.NumberLocation]? = nil, count: Int?
  ) throws(CommandError) -> Worksheet {
    do {
      return try Worksheet(
        of: drawing.visible, drawing.options, blanks: locations.map { .locations($0) } ?? choice,
        count: count, findingOperands: isInvertible)
    } catch {
      let isUsage = if case .nothing = error { false } else { true }
      throw CommandError("\(error)", isUsage: isUsage)
    }
  }
}
