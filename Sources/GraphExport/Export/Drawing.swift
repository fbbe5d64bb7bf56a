#if canImport(FoundationEssentials)
  public import FoundationEssentials
#else
  public import Foundation
#endif
import Graphviz
public import Smolgrad

/// A figure of a recorded computation, and how it should look.
///
/// ```swift
/// try Drawing(of: loss).write(to: URL(filePath: "loss.svg"))
/// ```
public struct Drawing: Sendable {
  /// What is drawn.
  public var snapshot: GraphSnapshot
  /// Its colours.
  public var theme = Theme.auto
  /// Which of the numbers it shows.
  public var view = Diagram.View.both
  /// Which way the computation runs; nil for left to right if it has no modules, else top to bottom.
  public var direction: Diagram.Direction?
  /// Whether the encodings are explained.
  public var showsLegend = true

  /// A figure of everything that led to a tensor, with the gradients that it has now.
  public init(of tensor: Tensor, title: String? = nil) {
    self.init(GraphSnapshot(of: tensor, title: title))
  }

  /// A figure of a snapshot.
  public init(_ snapshot: GraphSnapshot) {
    self.snapshot = snapshot
  }

  /// What the figure says.
  public var diagram: Diagram {
    Diagram(of: snapshot, view: view, direction: direction, showsLegend: showsLegend)
  }

  /// The figure in Graphviz's language.
  public var dot: String { DOTWriter.dot(diagram, palette: theme.palette) }

  /// The figure as the bytes of a file.
  ///
  /// - Throws: `DrawingError.layout` where Graphviz fails, whatever a format of your own throws, and `EncodingError`.
  public func data(as format: Format) throws -> Data { try format.encode(self) }

  /// Writes the figure to a file: under a temporary name first, so that an old file stays whole until the new one is.
  ///
  /// - Parameters:
  ///   - url: the file.
  ///   - format: its format; nil for the one that the file's ending asks for.
  /// - Throws: `DrawingError`, or what `data(as:)` throws.
  public func write(to url: URL, as format: Format? = nil) throws {
    let path = url.path
    let format = try format ?? Format.of(fileName: path)
    try OutputFile.check(path)
    try OutputFile.write(try data(as: format), to: path)
  }

  func render(_ dot: String, as format: OutputFormat) throws(DrawingError) -> [UInt8] {
    do {
      return try Renderer.render(dot, as: format).bytes
    } catch {
      throw .layout("\(error)")
    }
  }
}
