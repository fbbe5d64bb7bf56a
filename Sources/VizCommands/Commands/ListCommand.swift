import ArgumentParser

/// `list`: the models, a line each.
struct ListCommand<Tool: VizTool>: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "list", abstract: "Lists the models that can be traced, with a line on each.")
  }

  func run() throws {
    let width = Tool.models.map(\.name.count).max() ?? 0
    for model in Tool.models {
      let padding = String(repeating: " ", count: width - model.name.count)
      try StandardStreams.write("\(model.name)\(padding)  \(model.summary)\n")
    }
  }
}
