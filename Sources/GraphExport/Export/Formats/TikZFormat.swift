#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import Graphviz

extension Format {
  /// LaTeX, so that a figure has the fonts of the paper around it: a document, or with `Drawing.Output.isFragment` a picture to include.
  ///
  /// It has cards, arrows and modules, and no pictures of arrays, title, caption or legend, which are the paper's.
  public static let tikz = Format(
    name: "tikz", fileExtensions: ["tex"], summary: "LaTeX, with the fonts of the paper"
  ) { drawing, output in
    var drawing = drawing
    drawing.options.parts.subtract([.pictures, .title, .caption, .legend])
    return try Pipeline(drawing, as: .tikz(isFragment: output.isFragment), output: output).figure()
  }
}

extension Picture {
  /// A picture in LaTeX's language, at the positions that Graphviz finds.
  fileprivate static func tikz(isFragment: Bool) -> Picture {
    Picture(format: .plain) { diagram, theme, placement in
      Prepared(DOTWriter.withColorCodes(diagram, placement: placement).dot) { rendering in
        let writer = TikZWriter(
          diagram, theme.palette, plain: rendering.text, placement: placement)
        return Data((isFragment ? writer.picture : writer.document).utf8)
      }
    }
  }
}
