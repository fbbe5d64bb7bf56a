#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import Graphviz

/// A format that Graphviz draws: what it is given, and what is made of its answer.
struct Picture: Sendable {
  /// What Graphviz writes.
  var format: OutputFormat
  /// The text for Graphviz, and what makes the file of the answer.
  var prepare: @Sendable (Diagram, Theme, Placement?) -> (dot: String, finish: (Rendering) -> Data)

  /// SVG, finished after the layout.
  static let svg = Picture(format: .svg) { diagram, theme, placement in
    let (dot, slots) = DOTWriter.withColorCodes(diagram, placement: placement)
    return (dot, { Data(SVGFinisher.finish($0.bytes, diagram, theme: theme, slots: slots)) })
  }
  static let png = plain(.png)
  static let pdf = plain(.pdf)

  /// A format that is a file as it is.
  private static func plain(_ format: OutputFormat) -> Picture {
    Picture(format: format) { diagram, theme, placement in
      let folder = diagram.hasImages ? ImageFolder() : nil
      let (dot, slots) = DOTWriter.withImages(
        diagram, theme: theme, placement: placement, in: folder)
      if let folder, (try? folder.write(slots, theme.palette)) == nil {
        // Without room for images the cells are drawn.
        return (DOTWriter.dot(diagram, theme: theme, placement: placement), { Data($0.bytes) })
      }
      // Graphviz reads the images before the figure is finished.
      return (dot, { rendering in withExtendedLifetime(folder) { Data(rendering.bytes) } })
    }
  }
}
