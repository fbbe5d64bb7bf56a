import ArgumentParser
import GraphExport
import Smolgrad

/// `diagnose`: says what breaks or stops the gradients of a computation.
struct DiagnoseCommand<Tool: VizTool>: ParsableCommand {
  static var name: String { "diagnose" }

  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: name, of: Tool.name,
      abstract: "Says what breaks or stops the gradients of a computation, and where it begins.",
      discussion: """
        NaN and infinities with the operation that made them, forward or backward; dead and saturated units; gradients that vanish, explode, \
        cancel or reach nothing. Ends with 0 if there are no errors, else with 1.

        Examples:
          \(Tool.name) diagnose \(example)                          what was found, as text
          \(Tool.name) diagnose step.json --json              a snapshot's, as JSON
          \(Tool.name) diagnose --eval "sum(where(x > 0, log(x), 0))" x=[0,2] -o why.svg
        """)
  }

  // A model has options of its own, which the parser hands over.
  @Argument(
    parsing: .allUnrecognized,
    help: ArgumentHelp(
      "A model with its options, a snapshot (FILE.json, or - for standard input), or with --eval NAME=VALUE for each of the expression's names.",
      valueName: "what"),
    completion: .file(extensions: ["json"]))
  var words: [String] = []

  @Option(
    name: .customLong("eval"), parsing: .unconditional,
    help: ArgumentHelp("An expression, as eval takes it.", valueName: "expression"))
  var expression: String?

  @Flag(help: "What was found as JSON.")
  var json = false

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "Where to draw the worst: where it begins, its operands, its numbers, and the way to the end.",
      valueName: "file"),
    completion: .file())
  var output: String?

  @OptionGroup(title: "Figure") var figure: FigureOptions<Tool>
  @OptionGroup(title: "Arrays") var arrays: ArrayOptions
  @OptionGroup(title: "Types") var types: TypeOptions

  @Flag(help: GradientReport.help) var checkGradients = false

  func run() throws {
    let look = try figure.resolved()
    guard !look.drawsBackward else {
      throw CommandError(
        "--view \(figure.view) is for trace and eval; a diagnosis looks at both passes",
        isUsage: true)
    }
    let format = try output.map { path in
      try OutputFile.check(path)
      return try Format.of(fileName: path, among: Tool.formats)
    }
    let (snapshot, checked, lost) = try diagnosed(look)
    // What was asked for comes first among what is equally bad.
    let findings = snapshot.findings(of: lost?.lost ?? []) + snapshot.findings
    if let output, let format {
      try draw(
        findings.min { $0.severity < $1.severity }, of: snapshot, lost, look, format, to: output)
    }
    try write(findings)
    lost?.tell()
    try checked?.tell()
    let errors = findings.count { $0.severity == .error }
    if errors > 0 { throw CommandError("\(errors) error\(errors == 1 ? "" : "s") found") }
  }

  private static var example: String { Tool.models.first?.name ?? "MODEL" }
}

// What is diagnosed.
extension DiagnoseCommand {
  private typealias Diagnosed = (
    snapshot: GraphSnapshot, checked: GradientReport?, lost: LostDigitsReport?
  )

  private func diagnosed(_ look: FigureLook) throws -> Diagnosed {
    if let expression {
      try refuse(
        arrays.areGiven, "options of arrays are for models; an expression takes NAME=VALUE")
      let types = try types.resolved(usual: .float64)
      func prepared(in dtype: DType) throws -> ExpressionRun {
        try ExpressionRun(expression, words, dtype: dtype.rawValue, seed: 0)
      }
      let run = try prepared(in: types.narrow)
      return try captured(title: expression) {
        let value = try run.result().value
        for (name, leaf) in run.leaves where leaf.name == nil { leaf.name = name }
        return (value, run.leaves.map(\.tensor))
      } losing: { result in
        try types.wide.map { wide in
          try LostDigitsReport(of: result, in: wide, named: "the expression") {
            try prepared(in: $0).result().value
          }
        }
      }
    }
    guard let word = words.first else {
      throw CommandError(
        "there is nothing to diagnose: name a model or a snapshot, or give --eval; see '\(Tool.name) \(Self.name) --help'",
        isUsage: true)
    }
    if word == "-" || word.hasSuffix(".json") {
      try refuse(words.count > 1, "unexpected argument '\(words.last!)'")
      try refuse(arrays.areGiven, "options of arrays are for models; a snapshot has its numbers")
      try refuse(
        checkGradients,
        "--check-gradients runs a program again, and a snapshot has none; give a model or --eval")
      try refuse(
        types.dtype != nil || types.against != nil,
        "--dtype and --against run a program, and a snapshot has none; give a model or --eval")
      let snapshot = try SnapshotSource.read(word)
      try look.check(snapshot)
      return (snapshot, nil, nil)
    }
    let model = try RequestedModel<Tool>(words, arrays, types)
    let weights = TracedWeights()
    let run = try model.run(isRepeated: checkGradients, collecting: weights)
    return try captured(
      title: model.title, { (try run(), weights.tensors) },
      again: { try run.again(in: .float64) }, losing: run.lost)
  }

  /// Refuses what would be dropped.
  private func refuse(_ condition: Bool, _ message: String) throws(CommandError) {
    if condition { throw CommandError(message, isUsage: true) }
  }

  /// Computes something and captures it, also where it does not get to its end.
  private func captured(
    title: String, _ trace: () throws -> (Tensor, [Tensor]), again: (() throws -> Tensor)? = nil,
    losing: (Tensor) throws -> LostDigitsReport?
  ) throws -> Diagnosed {
    func snapshot(of result: Tensor, expecting parameters: [Tensor]) -> GraphSnapshot {
      GraphSnapshot(of: result, title: title, capturing: .contributions, expecting: parameters)
    }
    if checkGradients {
      var parameters: [Tensor] = []
      func run() throws -> Tensor {
        let (result, leaves) = try trace()
        if parameters.isEmpty { parameters = leaves }
        return result
      }
      let (result, checked) = try GradientReport.checking(title, run, again: again)
      return (
        checked.applied(to: snapshot(of: result, expecting: parameters)), checked,
        try losing(result)
      )
    }
    let history = PartialHistory()
    let (result, parameters) = try history.record(trace) { failure in
      // The program stops behind this, so what is known is said now.
      let snapshot = GraphSnapshot(of: history, failure: failure, title: title)
      try? write(snapshot.findings)
      CommandRunner<Tool>.stop(after: failure)
    }
    return (snapshot(of: result, expecting: parameters), nil, try losing(result))
  }
}

// What is said of it.
extension DiagnoseCommand {
  /// Draws the smallest figure that explains what is worst.
  private func draw(
    _ worst: Finding?, of snapshot: GraphSnapshot, _ lost: LostDigitsReport?, _ look: FigureLook,
    _ format: Format, to path: String
  ) throws {
    guard let worst else {
      Remarks.make("nothing was found, so '\(path)' is not written")
      return
    }
    var drawing = Drawing(snapshot.explaining(worst))
    if let title = look.title { drawing.snapshot.title = title }
    drawing.collapsesLargeGraphs = false
    drawing.sharedLeaves = look.sharedLeaves
    drawing.theme = look.theme
    drawing.options = look.options
    if worst.direction == .backward, look.options.explanation == .none {
      drawing.options.explanation = .contributions
    }
    // What was lost says more on the card than the finding itself.
    let marks = worst.kind == .lostDigits ? [] : snapshot.marks(explaining: worst)
    drawing.options.marks = marks + snapshot.checkMarks + (lost?.marks ?? [])
    let figure = try drawing.figure(as: format)
    try OutputFile.write(figure.data, to: path)
    for remark in figure.remarks { Remarks.make(remark) }
  }

  private func write(_ findings: [Finding]) throws {
    try StandardStreams.write(
      json ? String(decoding: findings.json(), as: UTF8.self) : terminal(findings))
  }

  /// The text, of which no word is obeyed by a terminal.
  private func terminal(_ findings: [Finding]) -> String {
    findings.text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { Quoting.terminal(String($0)) }.joined(separator: "\n")
  }
}

/// The weights of a model that has run.
final class TracedWeights {
  private(set) var tensors: [Tensor] = []

  /// Takes weights; those that no module has named so far get their names.
  func collect(_ weights: [(name: String, tensor: Tensor)]) {
    for (name, tensor) in weights {
      if tensor.path == nil, tensor.name == nil { tensor.path = name }
      tensors.append(tensor)
    }
  }
}
