/// Finds the markers of a document.
struct MarkerScanner {
  private(set) var markers: [Marker] = []
  private(set) var mistakes: [Mistake] = []

  private let document: [UInt8]
  private let lines: [MarkdownLines.Line]
  /// What a comment begins with, to be a marker.
  private let names: [String]
  /// The marker that has not been closed yet, and the last line of its comment.
  private var open: (marker: Marker, last: Int)?

  /// Looks through a document.
  ///
  /// - Parameters:
  ///   - document: Markdown in UTF-8.
  ///   - names: the names of the program, the first of which is used for what is written.
  init(_ document: [UInt8], names: [String]) {
    self.document = document
    self.names = names
    lines = MarkdownLines(document).lines
    var number = 0
    while number < lines.count {
      switch lines[number].kind {
      case .comment: number = readComment(from: number)
      case .text, .html: lookInside(number)
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
    let inside = text.dropFirst(4)
    guard let (kind, name) = kind(of: inside) else { return last }
    guard let end = inside.firstRange(of: "-->") else {
      mistakes.append(Mistake(line: first + 1, message: "the comment is not closed with '-->'"))
      return last
    }
    guard !inside[..<end.lowerBound].contains("<!--") else {
      mistakes.append(
        Mistake(
          line: first + 1,
          message: "the comment is not closed with '-->' before the next one begins"
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
    let name = word.firstRange(of: "-->").map { word[..<$0.lowerBound] } ?? word
    guard names.contains(String(name)) else { return nil }
    return (isClosing ? .closing : .opening, String(name))
  }

  private mutating func begin(_ command: String, _ name: String, _ first: Int, _ last: Int) {
    giveUpOpen()
    let margin = document[lines[first].range.lowerBound..<lines[first].content]
    let marker = Marker(
      line: first + 1, command: command, body: lines[last].end..<lines[last].end, isNew: true,
      prefix: Self.prefix(margin), lineBreak: lineBreak(of: last), end: "<!-- /\(name) -->")
    open = (marker, last)
  }

  private mutating func close(at line: Int) {
    guard var (marker, _) = open else {
      mistakes.append(
        Mistake(line: line + 1, message: "there is no open marker that this comment closes"))
      return
    }
    marker.body = marker.body.lowerBound..<lines[line].range.lowerBound
    marker.isNew = false
    markers.append(marker)
    open = nil
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
    var rest = InlineCode.removed(from: text)[...]
    while let start = rest.firstRange(of: "<!--") {
      rest = rest[start.upperBound...]
      guard let (kind, _) = kind(of: rest) else { continue }
      let isHTML = lines[number].kind == .html
      if isHTML, kind == .closing, open != nil {
        close(at: number)
      } else {
        mistakes.append(
          Mistake(
            line: number + 1,
            message: isHTML
              ? "the marker stands inside HTML; leave the line above it empty"
              : "the marker stands in the middle of text; give it a line of its own"))
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

/// Code in the middle of text, between equally long rows of backticks.
enum InlineCode {
  /// The text without such code.
  static func removed(from text: String) -> String {
    var result = ""
    var rest = text[...]
    while let start = rest.firstIndex(of: "`") {
      result += rest[..<start]
      let marks = rest[start...].prefix { $0 == "`" }
      rest = rest[marks.endIndex...]
      guard let end = end(of: marks.count, in: rest) else {
        result += marks
        continue
      }
      rest = rest[end...]
    }
    return result + rest
  }

  private static func end(of count: Int, in text: Substring) -> Substring.Index? {
    var rest = text
    while let start = rest.firstIndex(of: "`") {
      let marks = rest[start...].prefix { $0 == "`" }
      if marks.count == count { return marks.endIndex }
      rest = rest[marks.endIndex...]
    }
    return nil
  }
}
