import ArgumentParser
import GraphExport

/// Where a figure goes, and as what.
struct OutputOptions<Tool: VizTool>: ParsableArguments {
  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "The file to write, or - for standard output. (default: the name of what is drawn, in this folder; text is printed)",
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

  @Flag(help: "The snapshot, to be drawn later by render; the same as --format json.")
  var json = false

  @Option(
    help: ArgumentHelp("The pixels of a bitmap for each inch. (default: 96)", valueName: "number"))
  var dpi: Double?

  @Option(
    help: ArgumentHelp("The width of a bitmap, in place of --dpi.", valueName: "pixels"))
  var width: Int?

  @Flag(help: "Of tikz: a picture to include in a document, in place of a document of its own.")
  var fragment = false

  /// Where the figure of a model goes, once it is known that it can go there.
  func destination(named name: String) throws -> Destination {
    var destination = try file(named: name)
    destination.pixelSize = try pixelSize(for: destination.format) ?? destination.pixelSize
    destination.isFragment = fragment
    guard !fragment || destination.format.name == Format.tikz.name else {
      throw CommandError(
        "--fragment is for tikz, not for \(destination.format.name)", isUsage: true)
    }
    return destination
  }

  /// A figure that a page is to show.
  ///
  /// - Throws: an error where the command line asks for something that no page shows as an image.
  func order(of drawing: Drawing, named name: String) throws -> FigureReceiver.Order {
    guard output != "-" else {
      throw CommandError("'-o -' has no place in a marker; name a file", isUsage: true)
    }
    let named = try output.map { try Format.of(fileName: $0, among: Tool.formats) }
    let format = try chosenFormat ?? named ?? Tool.formats[0]
    try format.checkIsImage(among: Tool.formats)
    if let output, let named, named.name != format.name {
      throw CommandError(
        "'\(output)' does not end as a \(format.name) file does, .\(format.fileExtensions[0])",
        isUsage: true)
    }
    var order = FigureReceiver.Order(drawing: drawing, name: name, file: output, format: format)
    if let pixelSize = try pixelSize(for: format) { order.output.pixelSize = pixelSize }
    return order
  }

  private func pixelSize(for format: Format) throws -> PixelSize? {
    guard dpi != nil || width != nil else { return nil }
    guard format.isBitmap else {
      let bitmaps = Tool.formats.filter(\.isBitmap).map(\.name).joined(separator: ", ")
      let option = dpi == nil ? "--width" : "--dpi"
      throw CommandError(
        "\(option) is for bitmaps (\(bitmaps)), not for \(format.name)", isUsage: true)
    }
    switch (dpi, width) {
    case (let dpi?, nil) where dpi > 0 && dpi.isFinite: return .dpi(dpi)
    case (nil, let width?) where width > 0: return .width(width)
    case (.some, .some):
      throw CommandError("--dpi and --width exclude each other; give one of them", isUsage: true)
    case (let dpi?, nil): throw CommandError("--dpi is a number above 0, not \(dpi)", isUsage: true)
    case (nil, let width):
      throw CommandError("--width is a number above 0, not \(width ?? 0)", isUsage: true)
    }
  }

  private var chosenFormat: Format? {
    get throws {
      let name = json ? Format.json.name : format
      let chosen = try name.map { try choose("format", $0, among: Tool.formats, \.name) }
      guard let format, json, format.lowercased() != chosen?.name else { return chosen }
      throw CommandError(
        "--json and --format \(format) exclude each other; give one of them", isUsage: true)
    }
  }

  private func file(named name: String) throws -> Destination {
    let chosen = try chosenFormat
    switch output {
    case "-":
      return Destination(path: nil, format: chosen ?? Tool.formats[0], isChosen: true)
    case let path?:
      guard !path.isEmpty else {
        throw CommandError(
          "'' is no file's name; name a file, or - for standard output", isUsage: true)
      }
      // A folder is called so before its ending is found wrong.
      try OutputFile.check(path)
      let format = try chosen ?? Format.of(fileName: path, among: Tool.formats)
      return Destination(path: path, format: format, isChosen: true)
    case nil:
      let format = chosen ?? Tool.formats[0]
      if format.isForTerminal { return Destination(path: nil, format: format, isChosen: true) }
      let path = "\(name).\(format.fileExtensions[0])"
      try OutputFile.check(path)
      return Destination(path: path, format: format, isChosen: false)
    }
  }
}

/// Where a figure is written to.
struct Destination {
  /// The file; nil for standard output.
  var path: String?
  var format: Format
  /// Whether the user said where.
  var isChosen: Bool
  /// How large a bitmap is.
  var pixelSize = Drawing.Output().pixelSize
  /// Whether it is included in another document.
  var isFragment = false

  /// The figure as it belongs there.
  func draw(
    _ drawing: Drawing, progress: @escaping @Sendable (String) -> Void
  ) throws -> Figure {
    let isColored = path == nil && StandardStreams.outputIsColored
    var output = Drawing.Output(
      pixelSize: pixelSize, isColorTerminal: isColored, progress: progress)
    output.isFragment = isFragment
    return try drawing.figure(as: format, output: output)
  }

  func write(_ figure: Figure) throws {
    if let path {
      try OutputFile.write(figure.data, to: path)
    } else {
      try StandardStreams.write(figure.data)
    }
    // On standard error, since standard output is for figures and lists alone: a script may read it.
    if let path, !isChosen { StandardStreams.report("wrote \(path)") }
    for remark in figure.remarks { Remarks.make(remark) }
  }
}

extension Format {
  /// Makes sure that a page can show it as an image.
  func checkIsImage(among formats: [Format]) throws(CommandError) {
    guard isImage else {
      let images = formats.filter(\.isImage).map(\.name).joined(separator: ", ")
      throw CommandError("a page shows no \(name) as an image; choices: \(images)", isUsage: true)
    }
  }

  /// Whether browsers show it where a page has an image.
  private var isImage: Bool {
    fileExtensions.contains { ["svg", "png", "gif", "jpg", "webp", "avif"].contains($0) }
  }
}
