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
      subcommands: commands.map(\.type))
  }

  private static var commands: [(name: String, type: any ParsableCommand.Type)] {
    [
      (ListCommand<Tool>.name, ListCommand<Tool>.self),
      (TraceCommand<Tool>.name, TraceCommand<Tool>.self),
      (EvalCommand<Tool>.name, EvalCommand<Tool>.self),
      (RenderCommand<Tool>.name, RenderCommand<Tool>.self),
      (DiagnoseCommand<Tool>.name, DiagnoseCommand<Tool>.self),
      (DiffCommand<Tool>.name, DiffCommand<Tool>.self),
      (EmbedCommand<Tool>.name, EmbedCommand<Tool>.self),
    ]
  }

  /// Whether a command usually draws pictures.
  static func draws(_ name: String) -> Bool {
    [
      TraceCommand<Tool>.name, EvalCommand<Tool>.name, RenderCommand<Tool>.name,
      EmbedCommand<Tool>.name,
    ].contains(name)
  }

  /// What the first word may be.
  static var commandNames: [String] { commands.map(\.name) + ["help"] }

  /// The command that the arguments ask for.
  ///
  /// Its own parser is asked first, for that of the whole tree reads all options three times, which takes as long as a small figure's
  /// layout. What is wrong with them, and what else they may ask for, says the latter.
  static func command(_ arguments: [String]) throws -> any ParsableCommand {
    if let named = commands.first(where: { $0.name == arguments.first }),
      !arguments.contains("--version"),
      let command = try? named.type.parseAsRoot(Array(arguments.dropFirst()))
    {
      return command
    }
    return try parseAsRoot(arguments)
  }

  private static var example: String { Tool.models.first?.name ?? "MODEL" }
}

extension CommandConfiguration {
  /// The configuration of a command of a program, whose name stands before the command's in the line on usage.
  ///
  /// The parser has an underscore before the program's name, for programs that are called by others. Where there is one it does not look for
  /// `--generate-completion-script`, which is the program's; that would take as long as laying out a small figure.
  init(commandName: String, of program: String, abstract: String, discussion: String = "") {
    self.init(commandName: commandName, abstract: abstract, discussion: discussion)
    _superCommandName = program
  }
}
