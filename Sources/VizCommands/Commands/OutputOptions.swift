import ArgumentParser
import GraphExport

/// Where a figure goes, and as what.
struct OutputOptions<Tool: VizTool>: ParsableArguments {
  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "The file to write, or - for standard output. (default: the model's name, in this folder)",
      valueName: "file"),
    completion: .file())
  var output: String?

  @Option(
    help: ArgumentHelp(
      "The format: \(Tool.formats.map(\.name).joined(separator: ", ")). "
        + "(default: by the ending of the file's name, else \(Tool.formats[0].name))",
      valueName: "format"),
    completion: .list(Tool.formats.map(\.name)))
  var format: String?

  /// Where the figure of a model goes, once it is known that it can go there.
  func destination(named name: String) throws -> Destination {
    let chosen = try format.map { try choose("format", $0, among: Tool.formats, \.name) }
    switch output {
    case "-":
      return Destination(path: nil, format: chosen ?? Tool.formats[0], isChosen: true)
    case let path?:
      guard !path.isEmpty else {
        throw CommandError(
          "'' is no file's name; name a file, or - for standard output", isUsage: true)
      }
      // A folder is called so before anybody complains of its ending.
      try OutputFile.check(path)
      let format = try chosen ?? Format.of(fileName: path, among: Tool.formats)
      return Destination(path: path, format: format, isChosen: true)
    case nil:
      let format = chosen ?? Tool.formats[0]
      let path = "\(name).\(format.fileExtensions[0])"
      try OutputFile.check(path)
      return Destination(path: path, format: format, isChosen: false)
    }
  }
}

/// A place that can be written to.
struct Destination {
  /// The file; nil for standard output.
  var path: String?
  var format: Format
  /// Whether the user said where.
  var isChosen: Bool

  func write(_ drawing: Drawing) throws {
    var drawing = drawing
    drawing.isForColorTerminal = path == nil && StandardStreams.outputIsColored
    let figure = try drawing.figure(as: format)
    if let path {
      try OutputFile.write(figure.data, to: path)
    } else {
      try StandardStreams.write(figure.data)
    }
    // On standard error, since standard output is for figures and lists alone: a script may read it.
    if let path, !isChosen { StandardStreams.complain("wrote \(path)") }
    for remark in figure.remarks { StandardStreams.complain(remark) }
  }
}
