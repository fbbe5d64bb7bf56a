import ArgumentParser
import GraphExport
import Smolgrad

/// `trace`: runs a model and draws what it computed.
struct TraceCommand<Tool: VizTool>: ParsableCommand {
  static var name: String { "trace" }

  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: name, of: Tool.name,
      abstract: "Runs a model forward and backward, and draws what it computed.",
      discussion: """
        Examples:
          \(Tool.name) trace \(example)                       writes \(example).svg
          \(Tool.name) trace \(example) -o figure.pdf         a PDF, by the ending
          \(Tool.name) trace \(example) -o - > figure.svg     to standard output
          \(Tool.name) trace \(example) --view gradients --theme dark --no-legend

        Some models have options of their own, such as their size; '\(Tool.name) list MODEL' shows them.
        """)
  }

  @Argument(
    parsing: .allUnrecognized,
    help: ArgumentHelp(
      "The model: \(Tool.models.map(\.name).joined(separator: ", ")). And options of its own.",
      valueName: "model"),
    completion: .list(Tool.models.map(\.name)))
  var words: [String]

  @Option(help: ArgumentHelp(VariedValues.help, valueName: "name=from…to"))
  var vary: String?

  @Flag(
    help:
      "Of several processes that mpirun has started, each runs the model with its part of every input and draws what it computed; -o names the files, as in -o rank-%d.json. The gradients are averaged."
  )
  var ranks = false

  @Option(help: Device.help, completion: .list(Device.names))
  var device = Device.cpu.rawValue

  @Flag(help: GradientReport.help) var checkGradients = false

  @OptionGroup var drawing: DrawingOptions<Tool>
  @OptionGroup(title: "Arrays") var arrays: ArrayOptions
  @OptionGroup(title: "Types") var types: TypeOptions
  @OptionGroup(title: "Training") var training: TrainingOptions

  func run() throws {
    let model = try requested()
    let request = model.request
    let run = try model.run(isRepeated: checkGradients)
    let film = try drawing.film.resolved()
    var drawing = drawing
    if let rank = model.rank {
      try checkRanks()
      drawing.output.output = try rank.file(drawing.output.output)
    }
    if let asked = try training.resolved(
      hasOwnSteps: request.hasOwnSteps, sheet: film.passes == nil ? film.sheet : nil)
    {
      try train(model, asked, run, drawing)
      return
    }
    try drawing.draw(
      named: request.model.name, title: request.title,
      checkingGradients: checkGradients, again: { try run.again(in: .float64) },
      varying: try varied(request),
      losing: run.lost
    ) { try run() }
  }

  /// Makes sure that each process runs the model as often as the others, which wait for it.
  private func checkRanks() throws {
    let others = [
      ("--check-gradients", checkGradients), ("--vary", vary != nil),
      ("--worksheet", drawing.worksheet.worksheet), ("--color-by", drawing.colorBy != nil),
    ]
    guard let other = others.first(where: \.1)?.0 else { return }
    throw CommandError(
      "--ranks draws what each process computes in one step; leave \(other) out", isUsage: true)
  }

  /// Makes sure that a sheet can show what is asked for.
  private func checkSheet(named name: String) throws {
    guard try !drawing.figure.resolved().drawsBackward else {
      throw CommandError(
        "--sheet draws the forward pass; leave --view \(drawing.figure.view) out", isUsage: true)
    }
    // Documents take images alone.
    guard FigureReceiver.current == nil else { return }
    let format = try drawing.output.destination(named: name).format.name
    guard ["svg", "png", "pdf"].contains(format) else {
      throw CommandError(
        "--sheet is a page of figures, as svg, png or pdf, and not as \(format)", isUsage: true)
    }
  }

  /// Trains the model, and draws the last step, or a sheet of several.
  private func train(
    _ model: RequestedModel<Tool>, _ asked: TrainingRequest, _ run: ModelRun,
    _ drawing: DrawingOptions<Tool>
  ) throws {
    guard types.against == nil else {
      throw CommandError(
        "--against compares one computation in two types, and a training run is many; give one of them",
        isUsage: true)
    }
    guard !checkGradients else {
      throw CommandError(
        "--check-gradients runs a program again, and a step of a training run changes its parameters; check the model without training",
        isUsage: true)
    }
    guard !drawing.worksheet.worksheet else {
      throw CommandError(
        "--worksheet is made of one computation, and a training run is many; leave its options out",
        isUsage: true)
    }
    let request = model.request
    if asked.sheet > 0 { try checkSheet(named: request.model.name) }
    // Arrays are written once, at the last step.
    let steps = try model.run(saving: false)
    let training = TrainingRun(asked, capturing: Set(asked.shownSteps))
    try drawing.draw(
      named: request.model.name, title: request.title, checkingGradients: checkGradients,
      varying: try varied(request),
      preparing: { try training.prepare { try steps() } },
      tracing: { try training.trace { try run() } }, finishing: { training.finish(&$0) })
  }

  /// The model with each of the values that it is to be varied by; nil for none.
  private func varied(_ request: ModelRequest<Tool>) throws -> VariedComputation? {
    guard let varied = try vary.map(VariedValues.init) else { return nil }
    let isRate = ["learning-rate", "lr"].contains(varied.name)
    let options = request.model.options.map(\.name)
    guard isRate || options.contains(varied.name) else {
      throw CommandError(
        "--vary can't vary '\(varied.name)' of the model \(request.model.name); it can \((options + ["learning-rate"]).joined(separator: ", "))",
        isUsage: true)
    }
    return VariedComputation(
      name: varied.name,
      stops: try varied.values.map { value in
        var command = self
        if isRate {
          command.training.learningRate = Double(value)
        } else {
          command.words.append("--\(varied.name)=\(value)")
        }
        return (value, try command.computation())
      })
  }

  /// What the command computes, the last step of a training run included, without a file of its arrays.
  private func computation() throws -> () throws -> Tensor {
    let model = try requested()
    let run = try model.run(saving: false)
    guard let asked = try training.resolved(hasOwnSteps: model.request.hasOwnSteps) else {
      return { try run() }
    }
    return {
      let steps = TrainingRun(asked)
      try steps.prepare { try run() }
      return try steps.trace { try run() }
    }
  }

  private func requested() throws -> RequestedModel<Tool> {
    try RequestedModel(
      words, arrays, types, steps: training.steps, on: try Device.named(device),
      in: ranks ? try Rank.current : nil)
  }

  private static var example: String { Tool.models.first?.name ?? "MODEL" }
}
