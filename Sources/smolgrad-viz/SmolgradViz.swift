import VizCommands

@main
struct SmolgradViz: VizTool {
  static let name = "smolgrad-viz"
  static let version = "smolgrad-viz 0.1.0"
  static let models = [Model].builtIn
}
