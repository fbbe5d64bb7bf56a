#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import ArgumentParser
import Expressions
import GraphExport

/// Brings the figures of documents up to date, or says which are not.
struct DocumentUpdate<Tool: VizTool> {
  /// What is the same for all documents.
  struct Settings {
    /// The folder for figures; nil for that of each document.
    var assets: URL?
    /// Nil to tell by the document's folder.
    var dialect: Dialect?
    /// Whether every figure is a pair.
    var isPaired = false
    /// Whether nothing is written.
    var isCheck = false
    /// Whether figures are drawn anew in which nothing has changed.
    var redraws = false
    /// Whether documents may have to do with files outside of their repository.
    var allowsOutside = false
  }

  let settings: Settings
  /// Who draws which file.
  private var claims: [String: Claim] = [:]
  private(set) var figureCount = 0
  private(set) var mistakeCount = 0
  private(set) var staleCount = 0

  private struct Claim {
    var location: String
    var words: [String]
  }

  init(_ settings: Settings) { self.settings = settings }

  /// Looks after one document.
  mutating func process(_ document: Documents.Document) {
    let path = document.path
    do {
      guard let source = try source(of: document) else { return }
      let dialect = settings.dialect ?? .of(document: source.file)
      let scanner = MarkerScanner(
        source.bytes, names: Self.markerNames, syntax: dialect.syntax)
      if scanner.isEmpty, document.isNamed {
        StandardStreams.report("\(path): there is no marker; see '\(Tool.name) embed --help'")
      }
      if scanner.isEmpty { return }
      if !settings.isCheck { try OutputFile.check(source.file.path) }
      try process(scanner, of: source, in: dialect)
    } catch {
      // Such as a document that can't be read, or not be written.
      report("\(error)", at: path)
    }
  }

  /// A document's file and what it holds.
  private struct Source {
    /// How it is called in what is said of it.
    var path: String
    /// The file, without links on the way to it.
    var file: URL
    var repository: Repository
    var bytes: [UInt8]
  }

  /// Reads a document; nil for a link to what is somebody else's, that nobody named.
  private func source(of document: Documents.Document) throws(CommandError) -> Source? {
    guard let folder = RealPath.of(RealPath.parent(of: document.path)),
      let path = RealPath.of(document.path)
    else { throw CommandError("there is no such file") }
    let repository = Repository(
      around: folder, named: document.foundIn, allowsOutside: settings.allowsOutside)
    guard repository.holds(path) else {
      let reason = "it is a link that leads outside of '\(RealPath.shown(repository.folder))'"
      guard document.isNamed else {
        StandardStreams.report("\(document.path): \(reason), and left alone")
        return nil
      }
      throw CommandError("\(reason); name the file itself, or allow it with --allow-outside")
    }
    guard let data = try ForeignFile.contents(of: path) else {
      throw CommandError("there is no such file")
    }
    guard String(validating: data, as: UTF8.self) != nil else {
      throw CommandError("it is not UTF-8 text; convert it first")
    }
    return Source(
      path: document.path, file: URL(filePath: path), repository: repository, bytes: Array(data))
  }

  /// The names that a marker may begin with; that of the program is for documents of its own.
  private static var markerNames: [String] {
    Tool.name == "smolgrad-viz" ? [Tool.name] : [Tool.name, "smolgrad-viz"]
  }

  /// Looks after the markers in their order, and writes the document when all are done.
  private mutating func process(
    _ scanner: MarkerScanner, of source: Source, in dialect: Dialect
  ) throws {
    let path = source.path
    var edits: [(body: Range<Int>, text: [UInt8])] = []
    var mistakes = scanner.mistakes.sorted { $0.line < $1.line }[...]
    for marker in scanner.markers {
      while let mistake = mistakes.first, mistake.line < marker.line {
        report(mistake.message, at: "\(path):\(mistake.line)")
        mistakes = mistakes.dropFirst()
      }
      let location = "\(path):\(marker.line)"
      do {
        let text = try Remarks.$location.withValue(location) {
          try update(marker, of: source, in: dialect, location: location)
        }
        if let text { edits.append((marker.body, text)) }
      } catch {
        // The old figure stays, and so does the text.
        for (number, line) in CommandRunner<Tool>.sentences(error).enumerated() {
          if number == 0 { report(line, at: location) } else { StandardStreams.report("  \(line)") }
        }
      }
    }
    for mistake in mistakes { report(mistake.message, at: "\(path):\(mistake.line)") }
    guard !settings.isCheck, !edits.isEmpty else { return }
    var new = source.bytes
    for edit in edits.reversed() { new.replaceSubrange(edit.body, with: edit.text) }
    // Drawing takes time, in which the author may have written on.
    guard try ForeignFile.contents(of: source.file.path) == Data(source.bytes) else {
      throw CommandError("it was changed while its figures were drawn, and left alone; run again")
    }
    try OutputFile.write(Data(new), to: source.file.path)
    StandardStreams.report("wrote \(path)")
  }

  /// Says what is wrong at a location.
  private mutating func report(_ message: String, at location: String) {
    mistakeCount += 1
    StandardStreams.report("\(location): \(message)")
  }
}

// One marker.
extension DocumentUpdate {
  /// Draws the figures of a marker where they are not as they should be, or says so.
  ///
  /// - Returns: what should stand between the markers, if it does not.
  private mutating func update(
    _ marker: Marker, of source: Source, in dialect: Dialect, location: String
  ) throws -> [UInt8]? {
    let document = source.bytes
    let command = try MarkerCommand<Tool>(marker.command)
    let files = MarkerFiles(
      folder: RealPath.parent(of: source.file.path), repository: source.repository)
    let order = try MarkerFiles.$current.withValue(files) { try command.order() }
    let layout = FigureLocation(
      of: source.file.path, in: source.repository, assets: settings.assets)
    let steps = try steps(of: order, command, layout, dialect)
    let figures = try steps?.map(\.figure) ?? figures(of: order, command, layout, dialect)
    try claim(figures, for: command, location)
    figureCount += 1

    let plays =
      steps == nil && order.drawing.plays && dialect != .docc && !command.options.pair
      && !settings.isPaired
    let addresses = figures.map { layout.address(of: $0.file, in: dialect) }
    let reference = Reference(
      address: addresses[0], darkAddress: plays ? nil : addresses.dropFirst().first,
      stillAddress: plays ? addresses.dropFirst().first : nil,
      altText: command.options.alt ?? order.drawing.altText, caption: command.options.caption)
    let lines =
      steps.map { steps in
        Reference.lines(
          ofSteps: zip(addresses, steps.map(\.caption)).map { ($0, $1) }, in: dialect)
      } ?? reference.lines(in: dialect)
    let body = marker.body(of: lines, in: document)

    var reasons: [String] = []
    for figure in figures {
      let reason = figure.staleness
      // The two of a pair say the same.
      if let reason, !reasons.contains(reason) { reasons.append(reason) }
      guard !settings.isCheck, reason != nil || settings.redraws else { continue }
      try figure.write(in: layout)
      StandardStreams.report("wrote \(figure.file.shownPath)")
    }
    let text = ReferenceText(
      old: String(decoding: document[marker.body], as: UTF8.self),
      new: String(decoding: body, as: UTF8.self),
      altText: reference.markupOfAltText(in: dialect))
    let change = text.staleness(figureIsSame: reasons.isEmpty)
    // What the figure says of itself is said in the text as well.
    if let change, reasons.isEmpty || change != ReferenceText.altTextHasChanged {
      reasons.append(change)
    }
    guard !reasons.isEmpty else { return nil }
    staleCount += 1
    let title = order.drawing.snapshot.title ?? order.name
    if settings.isCheck {
      try StandardStreams.writeLine("\(location): \(title): \(reasons.joined(separator: "; "))")
    }
    return change == nil ? nil : body
  }

  /// Makes sure that no other marker draws something else into the same files.
  private mutating func claim(
    _ figures: [EmbeddedFigure], for command: MarkerCommand<Tool>, _ location: String
  ) throws(CommandError) {
    let claim = Claim(location: location, words: FigureName.figureWords(command.words))
    for figure in figures {
      let path = figure.file.path
      if let other = claims[path], other.words != claim.words {
        throw CommandError(
          "'\(figure.file.shownPath)' is drawn by \(other.location) with another command; name another file with -o"
        )
      }
    }
    for figure in figures where claims[figure.file.path] == nil {
      claims[figure.file.path] = claim
    }
  }
}
