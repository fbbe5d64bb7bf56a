#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension Format {
  /// The figure in words, for those who can't see it.
  ///
  /// Its files end in `.md`, so that editors and code hosts show the list as one.
  public static let alt = Format(
    name: "alt", fileExtensions: ["md"], summary: "the figure in words, as Markdown"
  ) { drawing, _ in
    let film = try drawing.filmOfWhatIsDrawn().map { "\n\($0.text)" } ?? ""
    var still = drawing
    still.film = nil
    return Figure(data: Data((AltDescription.markdown(still.diagram) + film).utf8))
  }
}
