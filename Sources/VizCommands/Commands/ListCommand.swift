import ArgumentParser

/// `list`: the models, a line each; or one of them with its options.
struct ListCommand<Tool: VizTool>: ParsableCommand {
  static var name: String { "list" }

  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: name, of: Tool.name,
      abstract: "Lists the models that can be traced, or the options of one of them.")
  }

  @Argument(
    help: "The model whose options are listed.", completion: .list(Tool.models.map(\.name)))
  var model: String?

  func run() throws {
    if let model {
      let model = try choose("model", model, among: Tool.models, \.name)
      try StandardStreams.write("\(model.name): \(model.summary)\n\(model.optionLines)")
      return
    }
    let width = Tool.models.map(\.name.count).max() ?? 0
    for model in Tool.models {
      let padding = String(repeating: " ", count: width - model.name.count)
      let options = model.options.map { "--\($0.name)" }.joined(separator: ", ")
      let suffix = options.isEmpty ? "" : " (\(options))"
      try StandardStreams.write("\(model.name)\(padding)  \(model.summary)\(suffix)\n")
    }
  }
}

extension Model {
  /// A line on each option, as in the parser's help.
  var optionLines: String {
    let width = options.map(\.name.count).max() ?? 0
    return options.map { option in
      let padding = String(repeating: " ", count: width - option.name.count)
      return "  --\(option.name)\(padding)  \(option.help): \(option.domain)"
        + " (default: \(option.defaultValue))\n"
    }.joined()
  }
}
