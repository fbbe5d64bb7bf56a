/// Markdown without what formatters change in it: Prettier, mdformat and the like put empty lines around an image, break lines elsewhere,
/// write `_x_` for `*x*`, and leave out backslashes that are not needed.
enum FormattedText {
  /// The paragraphs, each on a line, as far as they mean something.
  static func meaning(of text: String) -> String {
    var paragraphs: [[String]] = [[]]
    for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
      // Without indentation and marks of quotes.
      let words = line.drop { $0.isWhitespace || $0 == ">" }.split(whereSeparator: \.isWhitespace)
      if words.isEmpty {
        paragraphs.append([])
      } else {
        paragraphs[paragraphs.count - 1] += words.map { unescaped($0) }
      }
    }
    var lines = paragraphs.filter { !$0.isEmpty }.map { $0.joined(separator: " ") }
    if let caption = lines.last, let mark = caption.first, mark == "*" || mark == "_",
      caption.last == mark
    {
      lines[lines.count - 1] = caption.replacing("*", with: "_")
    }
    return lines.joined(separator: "\n")
  }

  /// A word without escapes.
  private static func unescaped(_ word: Substring) -> String {
    var result = ""
    var rest = word
    while let sign = rest.popFirst() {
      if sign == "\\", let next = rest.first, isPunctuation(next) {
        result.append(rest.removeFirst())
      } else if sign == "&",
        let entity = entities.first(where: { rest.hasPrefix($0.name) })
      {
        result.append(entity.sign)
        rest = rest.dropFirst(entity.name.count)
      } else {
        result.append(sign)
      }
    }
    return result
  }

  private static func isPunctuation(_ sign: Character) -> Bool {
    sign.isASCII && (sign.isPunctuation || sign.isSymbol)
  }

  private static let entities: [(name: String, sign: String)] = [
    // Spaces count for nothing.
    ("amp;", "&"), ("lt;", "<"), ("gt;", ">"), ("quot;", "\""), ("#32;", ""),
  ]
}
