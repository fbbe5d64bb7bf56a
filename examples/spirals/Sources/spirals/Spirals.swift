import GraphExport
import Smolgrad
import VizCommands

/// A program with every command of `smolgrad-viz`, for a model, a format and a theme of its own.
@main
struct Spirals: VizTool {
  static let models: [Model] = [.spirals]
  static let formats = Format.all + [.mermaid]
  static let themes = Theme.all + [.sepia]
}
