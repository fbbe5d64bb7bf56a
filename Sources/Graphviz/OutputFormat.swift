/// A format that Graphviz writes.
public struct OutputFormat: Hashable, Sendable, CustomStringConvertible {
  /// The usual name, which is also the extension of a file.
  public let name: String
  /// What Graphviz calls the format; the part after a colon chooses the renderer.
  let graphvizName: String
  let kind: Kind

  enum Kind: Sendable {
    /// Text and numbers: needs neither fonts nor Cairo.
    case text
    /// Drawn by Cairo, with glyphs set by Pango.
    case paged, bitmap
  }

  /// Scalable Vector Graphics.
  public static let svg = OutputFormat(name: "svg", graphvizName: "svg", kind: .text)
  /// Portable Network Graphics.
  public static let png = OutputFormat(name: "png", graphvizName: "png:cairo", kind: .bitmap)
  /// Portable Document Format, one page of the drawing's size.
  public static let pdf = OutputFormat(name: "pdf", graphvizName: "pdf:cairo", kind: .paged)
  /// Positions and sizes, a line for each node and edge.
  public static let plain = OutputFormat(name: "plain", graphvizName: "plain", kind: .text)
  /// Positions as JSON.
  public static let json = OutputFormat(name: "json", graphvizName: "json0", kind: .text)
  /// DOT text with positions.
  public static let dot = OutputFormat(name: "dot", graphvizName: "dot", kind: .text)
  /// DOT text with positions and drawing operations.
  public static let xdot = OutputFormat(name: "xdot", graphvizName: "xdot", kind: .text)

  /// All formats, in the order in which messages list them.
  public static let all: [OutputFormat] = [.svg, .png, .pdf, .plain, .json, .dot, .xdot]

  /// The format of that name.
  ///
  /// Throws `RenderError.unknownFormat`, which lists the choices.
  public static func named(_ name: String) throws(RenderError) -> OutputFormat {
    guard let format = all.first(where: { $0.name == name }) else {
      throw .unknownFormat(name)
    }
    return format
  }

  /// The usual name.
  public var description: String { name }
}
