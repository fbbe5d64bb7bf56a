import ArgumentParser
import GraphExport

/// `trace`: runs a model and draws what it computed.
struct TraceCommand<Tool: VizTool>: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "trace",
      abstract: "Runs a model forward and backward, and draws what it computed.",
      discussion: """
        Examples:
          \(Tool.name) trace \(example)                       writes \(example).svg
          \(Tool.name) trace \(example) -o figure.pdf         a PDF, by the ending
          \(Tool.name) trace \(example) -o - > figure.svg     to standard output
          \(Tool.name) trace \(example) --view gradients --theme dark --no-legend
        """)
  }

  @Argument(
    help: ArgumentHelp("The model: \(Tool.models.map(\.name).joined(separator: ", "))."),
    completion: .list(Tool.models.map(\.name)))
  var model: String

  @OptionGroup(title: "Output") var output: OutputOptions<Tool>
  @OptionGroup(title: "Figure") var figure: FigureOptions<Tool>

  func run() throws {
    let model = try choose("model", model, among: Tool.models, \.name)
    let figure = try figure.resolved()
    // Before the model runs: it may take long, and the answer would then come too late.
    let destination = try output.destination(named: model.name)

    var drawing = Drawing(
      of: try model.trace(), title: figure.title ?? model.name, view: figure.options.view,
      explanation: figure.options.explanation)
    drawing.theme = figure.theme
    drawing.options = figure.options
    try destination.write(drawing)
  }

  private static var example: String { Tool.models.first?.name ?? "MODEL" }
}
