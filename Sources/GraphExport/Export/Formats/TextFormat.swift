#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension Format {
  /// A table for the terminal: each tensor with its operation, shape, statistics and gradient, indented below its module.
  public static let text = Format(
    name: "text", fileExtensions: ["txt"], summary: "a table for the terminal", isForTerminal: true
  ) { drawing, output in
    if let film = try drawing.filmOfWhatIsDrawn() {
      return Figure(data: Data(film.text.utf8))
    }
    let summary = TextSummary(Diagram.Listing(of: drawing.visible, drawing.options))
    return Figure(data: Data(summary.text(inColor: output.isColorTerminal).utf8))
  }
}
