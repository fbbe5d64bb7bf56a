import ArgumentParser
import Smolgrad

/// `trace`: runs a model and draws what it computed.
struct TraceCommand<Tool: VizTool>: ParsableCommand {
  static var name: String { "trace" }

  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: name,
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

  @OptionGroup var drawing: DrawingOptions<Tool>
  @OptionGroup(title: "Arrays") var arrays: ArrayOptions
  @OptionGroup(title: "Types") var types: TypeOptions
  @OptionGroup(title: "Checks") var checks: CheckOptions

  func run() throws {
    let request = try ModelRequest<Tool>(words)
    let trace = try arrays.applied(to: request.trace)
    let run = ModelRun(
      request.model.name, try types.resolved(usual: .float32), tracing: trace)
    try drawing.draw(
      named: request.model.name, title: request.title,
      checkingGradients: checks.checkGradients, again: { try run.again(in: .float64) },
      losing: run.lost
    ) { try run() }
  }

  private static var example: String { Tool.models.first?.name ?? "MODEL" }
}
