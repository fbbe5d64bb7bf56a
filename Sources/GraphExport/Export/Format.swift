#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A kind of file that a drawing can become.
public struct Format: Sendable {
  /// What the format is called on the command line.
  public let name: String
  /// The endings of its files' names, without the dot; the first is the usual one.
  public let fileExtensions: [String]
  /// What it is good for, in one line.
  public let summary: String
  /// Whether it is made of pixels, so that `Drawing.Output.pixelSize` matters to it.
  public let isBitmap: Bool
  /// Whether it is made to be read in a terminal, so that a command prints it where no file is named.
  public let isForTerminal: Bool
  /// Makes the figure.
  let draw: @Sendable (Drawing, Drawing.Output) throws -> Figure

  /// Makes a format.
  ///
  /// - Parameters:
  ///   - name: what it is called on the command line.
  ///   - fileExtensions: the endings of its files' names, without the dot, the usual one first.
  ///   - summary: what it is good for.
  ///   - isBitmap: whether it is made of pixels, so that `Drawing.Output.pixelSize` matters to it.
  ///   - isForTerminal: whether it is made to be read in a terminal, so that a command prints it where no file is named.
  ///   - draw: makes the figure of a drawing for where it goes; what it throws reaches the caller of `Drawing.figure(as:output:)`.
  public init(
    name: String, fileExtensions: [String], summary: String, isBitmap: Bool = false,
    isForTerminal: Bool = false,
    draw: @escaping @Sendable (Drawing, Drawing.Output) throws -> Figure
  ) {
    self.name = name
    self.fileExtensions = fileExtensions
    self.summary = summary
    self.isBitmap = isBitmap
    self.isForTerminal = isForTerminal
    self.draw = draw
  }

  /// The formats that come with the library.
  public static let all: [Format] = [
    .svg, .png, .pdf, .html, .dot, .json, .text, .alt, .tikz,
  ]

  /// The format that a file's name asks for by its ending.
  ///
  ///     try Format.of(fileName: "loss.pdf").name  // pdf
  ///
  /// - Throws: `DrawingError.unknownExtension` with the choices.
  public static func of(fileName: String, among formats: [Format] = all) throws(DrawingError)
    -> Format
  {
    let name = fileName.split(separator: "/").last ?? ""
    let ending = name.lastIndex(of: ".").map { name[name.index(after: $0)...].lowercased() } ?? ""
    guard let format = formats.first(where: { $0.fileExtensions.contains(ending) }) else {
      throw .unknownExtension(fileName, choices: formats.flatMap(\.fileExtensions))
    }
    return format
  }
}

extension Format {
  /// Scalable, for pages and documents; follows the reader's light or dark setting.
  public static let svg = Format(
    name: "svg", fileExtensions: ["svg"], summary: "scalable, for pages and documents"
  ) { try Pipeline($0, as: .svg, output: $1).figure() }

  /// A bitmap, of the size that the drawing asks for.
  ///
  /// One that would pass what can be drawn is reduced, and says so in its caption and in a remark.
  public static let png = Format(
    name: "png", fileExtensions: ["png"], summary: "a bitmap", isBitmap: true
  ) { try Pipeline($0, as: .png, output: $1).figure() }

  /// For print and LaTeX.
  public static let pdf = Format(
    name: "pdf", fileExtensions: ["pdf"], summary: "for print and LaTeX"
  ) { try Pipeline($0, as: .pdf, output: $1).figure() }

  /// Graphviz's own language, for other layouts and programs.
  public static let dot = Format(
    name: "dot", fileExtensions: ["dot", "gv"], summary: "Graphviz's language, for other programs"
  ) { drawing, _ in Figure(data: Data(drawing.dot.utf8)) }

  /// The snapshot itself, to be drawn or compared later.
  public static let json = Format(
    name: "json", fileExtensions: ["json"], summary: "the snapshot, to be drawn or compared later"
  ) { drawing, _ in Figure(data: try drawing.snapshot.json()) }
}
