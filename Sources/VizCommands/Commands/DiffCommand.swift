import ArgumentParser
import GraphExport

/// `diff`: says and draws what is different between two computations.
struct DiffCommand<Tool: VizTool>: ParsableCommand {
  static var name: String { "diff" }

  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: name, of: Tool.name,
      abstract: "Says and draws what is different between two computations.",
      discussion: """
        Each of the two is a snapshot (FILE.json, or - for standard input), or in quotes the words of a trace or an eval. \
        Ends with 0 if they are equal up to the tolerance, with 1 if not.

        Examples:
          \(Tool.name) diff before.json after.json             what differs, as text
          \(Tool.name) diff "\(example) --seed 1" "\(example) --seed 2" -o seeds.svg
          \(Tool.name) diff torch.json "\(example)" --preset pytorch
          \(Tool.name) diff "eval 'x*x' x=2" "eval 'x*x*x' x=2" --json
        """)
  }

  @Argument(
    help: ArgumentHelp("The computation before.", valueName: "a"),
    completion: .file(extensions: ["json"]))
  var first: String

  @Argument(
    help: ArgumentHelp("The computation after.", valueName: "b"),
    completion: .file(extensions: ["json"]))
  var second: String?

  @Flag(
    help:
      "Compare the first step of a training run with the last: diff --steps \"MODEL --steps 50\".")
  var steps = false

  @Option(
    help: ArgumentHelp(
      "How far numbers may be apart: a share of the largest magnitude. (default: what rounding explains in their type)",
      valueName: "share"))
  var tolerance: Double?

  @Option(
    help: ArgumentHelp(
      "A difference of two numbers that never counts. (default: 0)", valueName: "number"))
  var absoluteTolerance: Double?

  @Flag(help: "Compare what was computed, and not the numbers.")
  var onlyStructure = false

  @Option(
    help: ArgumentHelp(
      "What the two are: \(words(DiffPreset.self)). pytorch: a model and its twin in another framework, of which only what comes out is compared; precision: the same computation in two types; step: a model before and after a step of an optimizer.",
      valueName: "preset"),
    completion: .words(DiffPreset.self))
  var preset: String?

  @Flag(help: "What differs as JSON.")
  var json = false

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "Where to draw both in one figure, or - for standard output.", valueName: "file"),
    completion: .file())
  var output: String?

  @Option(
    help: ArgumentHelp(
      "The format: \(Tool.formats.map(\.name).joined(separator: ", ")). (default: by the ending of the file's name; without -o, text)",
      valueName: "format"),
    completion: .list(Tool.formats.map(\.name)))
  var format: String?

  @OptionGroup(title: "Figure") var figure: FigureOptions<Tool>
  @OptionGroup(title: "Budget") var budget: BudgetOptions

  func run() throws {
    let options = try differenceOptions()
    let look = try figure.resolved()
    let format = try figureFormat()
    let budget = try budget.resolved()
    guard first != "-" || second != "-" else {
      throw CommandError("standard input is one snapshot; name a file for the other", isUsage: true)
    }
    let run = ComparedRun<Tool>(look: look)
    let (before, after) = try computations(of: run)
    let difference = GraphDifference(from: before, to: after, options)
    if let receiver = FigureReceiver.current {
      let format = format ?? Tool.formats[0]
      try format.checkIsImage(among: Tool.formats)
      receiver.receive(
        .init(
          drawing: drawing(of: difference, look, budget), name: Self.name, file: output,
          format: format))
      return
    }
    if let format { try draw(drawing(of: difference, look, budget), as: format) }
    if output != "-" {
      try StandardStreams.write(
        json
          ? String(decoding: difference.json(), as: UTF8.self)
          : difference.text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { Quoting.terminal(String($0)) }.joined(separator: "\n"))
    }
    if !difference.isEqual { throw ExitCode(1) }
  }

  /// What is compared: two computations, or two steps of one.
  private func computations(
    of run: ComparedRun<Tool>
  ) throws -> (GraphSnapshot, GraphSnapshot) {
    let isNext = preset == DiffPreset.step.rawValue
    guard steps || isNext else {
      guard let second else {
        throw CommandError(
          "missing expected argument '<b>'; with --steps or --preset step one is enough",
          isUsage: true)
      }
      return try run.snapshots(first, second)
    }
    guard !(steps && isNext) else {
      throw CommandError(
        "--steps and --preset step exclude each other; give one of them", isUsage: true)
    }
    guard second == nil else {
      throw CommandError(
        "\(steps ? "--steps" : "--preset step") compares two steps of one run; leave '\(second!)' out",
        isUsage: true)
    }
    return try run.steps(first, isNext: isNext)
  }

  private func differenceOptions() throws -> GraphDifference.Options {
    for (option, value) in [
      ("--tolerance", tolerance), ("--absolute-tolerance", absoluteTolerance),
    ] {
      if let value, !(value >= 0 && value.isFinite) {
        throw CommandError("\(option) is a number from 0 on, not \(value)", isUsage: true)
      }
    }
    if onlyStructure, tolerance != nil || absoluteTolerance != nil {
      throw CommandError(
        "--only-structure compares no numbers; leave the tolerance out", isUsage: true)
    }
    let preset: DiffPreset? = try preset.map { try choose("preset", $0) }
    if onlyStructure, preset == .pytorch {
      throw CommandError(
        "--preset pytorch compares what comes out, and --only-structure compares all but that; give one of them",
        isUsage: true)
    }
    var options = preset?.options ?? GraphDifference.Options()
    if let tolerance { options.tolerance.relative = tolerance }
    if let absoluteTolerance { options.tolerance.absolute = absoluteTolerance }
    options.comparesOnlyStructure = onlyStructure
    return options
  }

  /// The format of the figure; nil if none is drawn.
  private func figureFormat() throws -> Format? {
    let named = try format.map { try choose("format", $0, among: Tool.formats, \.name) }
    if json, let named {
      throw CommandError(
        "--json and --format \(named.name) exclude each other; give one of them", isUsage: true)
    }
    guard let output else {
      guard named == nil || named?.name == Format.text.name else {
        throw CommandError(
          "a figure needs a file; name one with -o, or - for standard output", isUsage: true)
      }
      return nil
    }
    if json, output == "-" {
      throw CommandError(
        "-o - and --json both write to standard output; give one of them", isUsage: true)
    }
    if output == "-" { return named ?? Tool.formats[0] }
    // In a document the file lies beside it, and is looked after there.
    if FigureReceiver.current == nil { try OutputFile.check(output) }
    return try named ?? Format.of(fileName: output, among: Tool.formats)
  }

  private func drawing(
    of difference: GraphDifference, _ look: FigureLook, _ budget: Budget
  ) -> Drawing {
    var drawing = Drawing(of: difference)
    if let title = look.title { drawing.snapshot.title = title }
    drawing.theme = look.theme
    drawing.sharedLeaves = look.sharedLeaves
    let comparison = drawing.options.comparison
    drawing.options = look.options
    drawing.options.comparison = comparison
    drawing.budget = budget
    return drawing
  }

  private func draw(_ drawing: Drawing, as format: Format) throws {
    let figure = try drawing.figure(as: format)
    if let output, output != "-" {
      try OutputFile.write(figure.data, to: output)
    } else {
      try StandardStreams.write(figure.data)
    }
    for remark in figure.remarks { Remarks.make(remark) }
  }

  /// A model of which there are several runs.
  private static var example: String {
    Tool.models.first { $0.options.contains { $0.name == "seed" } }?.name ?? "MODEL"
  }
}

/// The words of `--preset`: what two computations are, and so what of them is compared.
enum DiffPreset: String, CaseIterable {
  case pytorch, precision, step

  var options: GraphDifference.Options {
    var options = GraphDifference.Options()
    switch self {
    case .pytorch:
      options.comparesOnlyResults = true
      // Two libraries add up in different orders.
      options.tolerance.relative = 1e-4
    case .precision: options.ignoresTypes = true
    case .step: break
    }
    return options
  }
}
