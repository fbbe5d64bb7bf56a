#if canImport(FoundationEssentials)
  public import FoundationEssentials
#else
  public import Foundation
#endif
import Graphviz

/// Figures on pages of paper, one on each: a PDF with a heading and a line for a name.
///
///     let sheet = try Worksheet(of: GraphSnapshot(of: Tensor(2) * 3))
///     let pages = Pages([Drawing(of: sheet)], heading: "Products")
///     try pages.data().starts(with: Data("%PDF".utf8))  // true
public struct Pages: Sendable {
  /// The figures.
  public var drawings: [Drawing]
  /// What stands above each; with several figures followed by its number.
  public var heading: String?
  /// What stands before the line for a name; nil for no line.
  public var nameLine: String?
  /// The paper.
  public var paper: Paper

  /// Puts figures on pages.
  public init(
    _ drawings: [Drawing], heading: String? = nil, nameLine: String? = "Name:", paper: Paper = .a4
  ) {
    (self.drawings, self.heading, self.nameLine, self.paper) = (drawings, heading, nameLine, paper)
  }

  /// The bytes of the PDF.
  ///
  /// Figures that are wider or higher than the page are made smaller; the page of one that is much wider than high lies on its side where
  /// that makes the figure larger.
  ///
  /// - Throws: `SnapshotError` where a snapshot contradicts itself, `DrawingError.layout` where Graphviz fails.
  public func data() throws -> Data {
    let texts = try drawings.enumerated().map { number, drawing in
      try drawing.snapshot.validate()
      return text(of: drawing, number: number)
    }
    guard !texts.isEmpty else { throw DrawingError.layout("a document has at least one page") }
    do {
      let pdf = try Renderer.pages(
        texts, pageWidth: paper.width, pageHeight: paper.height, memory: 4 << 30,
        timeout: drawings.first?.budget.time.map { $0 * drawings.count })
      return Data(pdf.bytes)
    } catch {
      throw DrawingError.layout("\(error)")
    }
  }

  /// A figure in Graphviz's language, with what stands above it.
  private func text(of drawing: Drawing, number: Int) -> String {
    var options = drawing.drawnOptions
    if heading != nil { options.parts.remove(.title) }
    // On paper that is higher than wide, a figure that runs down can be larger.
    options.direction = options.direction ?? .down
    let diagram = Diagram(of: drawing.withLeaves(of: drawing.visible), options)
    let dot = DOTWriter.dot(diagram, theme: drawing.theme)
    let title = drawings.count > 1 ? "\(heading ?? "Worksheet") \(number + 1)" : heading ?? ""
    let attributes =
      "  graph [heading=\(Quoting.string(title)), nameline=\(Quoting.string(nameLine ?? ""))];\n"
    let end = dot.firstRange(of: "\n")?.upperBound ?? dot.startIndex
    return dot[..<end] + attributes + dot[end...]
  }
}
