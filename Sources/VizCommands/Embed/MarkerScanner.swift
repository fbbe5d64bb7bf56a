/// Finds the markers of a document.
struct MarkerScanner {
  private(set) var markers: [Marker] = []
  private(set) var mistakes: [Mistake] = []

  private let document: [UInt8]
  private let lines: [MarkdownLines.Line]
  private let syntax: MarkdownLines.Syntax
  /// What a comment begins with, to be a marker.
  private let names: [String]
  /// The marker that has not been closed yet, and the last line of its comment.
  private var open: (marker: Marker, last: Int)?
  /// Whether the marker that was opened last stands where none can, so that what closes it closes no other.
  private var hasMisplaced = false

  /// Looks through a document.
  ///
  /// - Parameters:
  ///   - document: Markdown in UTF-8.
  ///   - names: the names of the program, the first of which is used for what is written.
  init(_ document: [UInt8], names: [String], syntax: MarkdownLines.Syntax = .markdown) {
    self.document = document
    self.names = names
    self.syntax = syntax
    lines = MarkdownLines(document, syntax: syntax).lines
    var number = 0
    while number < lines.count {
      switch lines[number].kind {
      case .comment: number = readComment(from: number)
      case .text, .html, .frontMatter: lookInside(number)
      case .blank, .code, .inComment: break
      }
      number += 1
    }
    giveUpOpen()
  }

  /// Whether the document has anything to do with figures.
  var isEmpty: Bool { markers.isEmpty && mistakes.isEmpty }

  private enum Kind {
    case opening, closing
  }

  /// Reads the comment that begins on a line, and returns the number of its last line.
  private mutating func readComment(from first: Int) -> Int {
    var last = first
    while last + 1 < lines.count, lines[last + 1].kind == .inComment { last += 1 }
    let text = (first...last).map { String(decoding: content(of: $0), as: UTF8.self) }
      .joined(separator: "\n")
    let inside = text.dropFirst(syntax.start.count)
    guard let (kind, name) = kind(of: inside) else { return last }
    guard let end = inside.firstRange(of: syntax.end) else {
      mistakes.append(
        Mistake(line: first + 1, message: "the comment is not closed with '\(syntax.end)'"))
      return last
    }
    guard !inside[..<end.lowerBound].contains(syntax.start) else {
      mistakes.append(
        Mistake(
          line: first + 1,
          message: "the comment is not closed with '\(syntax.end)' before the next one begins"
        ))
      return last
    }
    guard inside[end.upperBound...].allSatisfy(\.isWhitespace) else {
      mistakes.append(
        Mistake(
          line: last + 1, message: "text follows the marker on its line; break the line there"))
      return last
    }
    switch kind {
    case .opening:
      let command = inside[..<end.lowerBound].drop(while: \.isWhitespace).dropFirst(name.count)
      begin(String(command), name, first, last)
    case .closing: close(at: first)
    }
    return last
  }

  /// What kind of marker the inside of a comment is, and the name that it begins with.
  private func kind(of inside: Substring) -> (Kind, name: String)? {
    let words = inside.drop(while: \.isWhitespace)
    let isClosing = words.first == "/"
    let word = words.dropFirst(isClosing ? 1 : 0).prefix { !$0.isWhitespace }
    // The comment's end may follow at once.
    let name = word.firstRange(of: syntax.end).map { word[..<$0.lowerBound] } ?? word
    guard names.contains(String(name)) else { return nil }
    return (isClosing ? .closing : .opening, String(name))
  }

  private mutating func begin(_ command: String, _ name: String, _ first: Int, _ last: Int) {
    giveUpOpen()
    hasMisplaced = false
    let margin = document[lines[first].range.lowerBound..<lines[first].content]
    let marker = Marker(
      line: first + 1, command: command, body: lines[last].end..<lines[last].end, isNew: true,
      isSpaced: syntax == .mdx, prefix: Self.prefix(margin), lineBreak: lineBreak(of: last),
      end: "\(syntax.start) /\(name) \(syntax.end)")
    open = (marker, last)
  }

  private mutating func close(at line: Int) {
    if hasMisplaced {
      hasMisplaced = false
      return
    }
    guard case (var marker, let last)? = open else {
      mistakes.append(
        Mistake(line: line + 1, message: "there is no open marker that this comment closes"))
      return
    }
    open = nil
    guard lines[line].container == lines[last].container else {
      mistakes.append(
        Mistake(
          line: line + 1,
          message:
            "the marker of line \(marker.line), which this comment closes, stands in another list item or quote"
        ))
      return
    }
    let body = lines[(last + 1)..<line]
    if let foreign = foreignLine(body, of: marker) {
      mistakes.append(
        Mistake(
          line: foreign + 1,
          message:
            "this line stands between the marker of line \(marker.line) and what closes it, where only its figure belongs; move it below '\(marker.end)'"
        ))
      return
    }
    marker.body = marker.body.lowerBound..<lines[line].range.lowerBound
    marker.isNew = false
    if let first = body.first, let last = body.last, body.contains(where: { $0.kind != .blank }) {
      marker.isSpaced = first.kind == .blank && last.kind == .blank
    }
    markers.append(marker)
  }

  /// The number of the first line that somebody else wrote between a marker and what closes it.
  private func foreignLine(_ body: ArraySlice<MarkdownLines.Line>, of marker: Marker) -> Int? {
    let container = lines[body.endIndex].container
    let isForeign = { (line: MarkdownLines.Line) in
      line.kind != .blank
        && (line.container != container || line.kind != .text && line.kind != .html)
    }
    if let foreign = body.firstIndex(where: isForeign) { return foreign }
    let texts = body.indices.map { line in
      lines[line].kind == .blank ? "" : String(decoding: content(of: line), as: UTF8.self)
    }
    return FigureText.foreignLine(texts).map { body.startIndex + $0 }
  }

  /// The open marker will not be closed: it is a new one if nothing stands below it yet.
  private mutating func giveUpOpen() {
    guard let (marker, last) = open else { return }
    open = nil
    if last + 1 >= lines.count || lines[last + 1].kind == .blank {
      markers.append(marker)
    } else {
      mistakes.append(
        Mistake(
          line: marker.line,
          message:
            "the marker is not closed; write '\(marker.end)' below its figure, or leave the line below it empty for a new figure"
        ))
    }
  }

  /// Notices markers that stand among other things.
  private mutating func lookInside(_ number: Int) {
    let text = String(decoding: content(of: number), as: UTF8.self)
    let kind = lines[number].kind
    let words = kind == .text ? InlineCode.removed(from: text) : text
    if syntax == .mdx {
      misplaced(in: words, number, start: "<!--") { _, _ in
        "MDX has no comments of HTML; write '{/* … */}'"
      }
    }
    misplaced(in: words, number, start: syntax.start) { marker, isOpen in
      if kind == .html, marker == .closing, isOpen { return nil }
      return switch kind {
      case .html: "the marker stands inside HTML; leave the line above it empty"
      case .frontMatter: "the marker stands in the front matter; move it below"
      default: "the marker stands in the middle of text; give it a line of its own"
      }
    }
  }

  /// Says what is wrong with each marker in a line; nil if it closes a figure.
  private mutating func misplaced(
    in text: String, _ number: Int, start: String, _ message: (Kind, _ isOpen: Bool) -> String?
  ) {
    var rest = text[...]
    while let range = rest.firstRange(of: start) {
      rest = rest[range.upperBound...]
      guard let (kind, _) = kind(of: rest) else { continue }
      if kind == .opening {
        giveUpOpen()
        hasMisplaced = true
      } else if hasMisplaced {
        hasMisplaced = false
        continue
      }
      if let message = message(kind, open != nil) {
        mistakes.append(Mistake(line: number + 1, message: message))
      } else {
        close(at: number)
      }
    }
  }

  private func content(of line: Int) -> ArraySlice<UInt8> {
    document[lines[line].content..<lines[line].range.upperBound]
  }

  /// The line break behind a line; if the document ends there, that of its first line.
  private func lineBreak(of line: Int) -> String {
    let bytes = [lines[line], lines[0]].map { document[$0.range.upperBound..<$0.end] }
    let found = bytes.first { !$0.isEmpty }
    return found.map { String(decoding: $0, as: UTF8.self) } ?? "\n"
  }

  /// What goes on from one line to the next: marks of quotes, but not those of list items.
  private static func prefix(_ margin: ArraySlice<UInt8>) -> String {
    var prefix = String.UnicodeScalarView()
    for scalar in String(decoding: margin, as: UTF8.self).unicodeScalars {
      prefix.append(scalar == ">" || scalar == "\t" ? scalar : " ")
    }
    return String(prefix)
  }
}
