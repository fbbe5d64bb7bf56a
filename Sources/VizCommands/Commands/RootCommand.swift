import ArgumentParser

/// The program without a command: shows what there is.
struct RootCommand<Tool: VizTool>: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: Tool.name,
      abstract: "Draws what a neural network computes: values, gradients, and how they arose.",
      discussion: """
        Examples:
          \(Tool.name) list
          \(Tool.name) trace \(example) -o \(example).svg
          \(Tool.name) trace \(example) --format dot -o - | dot -Tpng > \(example).png
        """,
      version: Tool.version,
      subcommands: [
        ListCommand<Tool>.self, TraceCommand<Tool>.self, EvalCommand<Tool>.self,
        RenderCommand<Tool>.self, EmbedCommand<Tool>.self,
      ])
  }

  /// What may stand in the first place.
  static var commandNames: [String] {
    configuration.subcommands.compactMap { $0.configuration.commandName } + ["help"]
  }

  private static var example: String { Tool.models.first?.name ?? "MODEL" }
}
