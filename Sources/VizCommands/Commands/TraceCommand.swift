import ArgumentParser

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

  @OptionGroup var drawing: DrawingOptions<Tool>

  func run() throws {
    let model = try choose("model", model, among: Tool.models, \.name)
    try drawing.draw(named: model.name, tracing: model.trace)
  }

  private static var example: String { Tool.models.first?.name ?? "MODEL" }
}
