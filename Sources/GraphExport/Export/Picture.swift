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
  var prepare: @Sendable (Diagram, Theme, Placement?) -> Prepared

  /// What Graphviz is given, and what else there is to do.
  struct Prepared {
    /// Makes the file of what Graphviz has drawn.
    typealias Finish = (Rendering) -> Data

    /// The text for Graphviz.
    var dot: String
    /// What can be done while Graphviz draws, and gives what is done then.
    var begin: () -> Finish

    init(_ dot: String, begin: @escaping () -> Finish) {
      self.dot = dot
      self.begin = begin
    }

    /// Where there is nothing to do meanwhile.
    init(_ dot: String, finish: @escaping Finish) {
      self.init(dot, begin: { finish })
    }
  }

  /// SVG, finished after the layout.
  static let svg = svg(isView: false)

  /// - Parameter isView: whether it is a view of a page; see `SVGFinisher`.
  static func svg(isView: Bool) -> Picture {
    Picture(format: .svg) { diagram, theme, placement in
      let (dot, slots) = DOTWriter.withColorCodes(diagram, placement: placement)
      return Prepared(dot) {
        let finisher = SVGFinisher(diagram, theme: theme, slots: slots, isView: isView)
        return { Data(finisher.finished($0.bytes)) }
      }
    }
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
        return Prepared(DOTWriter.dot(diagram, theme: theme, placement: placement)) {
          Data($0.bytes)
        }
      }
      // Graphviz reads the images before the figure is finished.
      return Prepared(dot) { rendering in withExtendedLifetime(folder) { Data(rendering.bytes) } }
    }
  }
}
