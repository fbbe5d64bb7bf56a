/// A command line as a POSIX shell splits it into words: with quotes and backslashes, but without variables and patterns.
enum ShellWords {
  /// The words.
  ///
  /// - Throws: an error where a quote is not closed.
  static func split(_ text: String) throws(CommandError) -> [String] {
    var words: [String] = []
    // Nil between words: a word may be empty, as in `--title ""`.
    var word: String.UnicodeScalarView?
    var quote: Unicode.Scalar?
    var scalars = text.unicodeScalars.makeIterator()
    while let scalar = scalars.next() {
      switch (quote, scalar) {
      case ("'", "'"), ("\"", "\""): quote = nil
      case (nil, "'"), (nil, "\""):
        quote = scalar
        word.append(contentsOf: [])
      case (nil, "\\"):
        guard let next = scalars.next() else {
          throw CommandError("the command ends with a backslash")
        }
        // A backslash before a line break joins the lines.
        if next != "\n" { word.append(next) }
      case ("\"", "\\"):
        guard let next = scalars.next() else { continue }
        if !"\"\\$`".unicodeScalars.contains(next) { word.append(scalar) }
        word.append(next)
      case (nil, _) where scalar.properties.isWhitespace:
        if let complete = word { words.append(String(complete)) }
        word = nil
      default: word.append(scalar)
      }
    }
    if let quote { throw CommandError("the quotation mark \(quote) is not closed") }
    if let word { words.append(String(word)) }
    return words
  }

  /// The words as one line that splits into them again.
  static func join(_ words: [String]) -> String {
    words.map { word in
      word.wholeMatch(of: /[A-Za-z0-9_@%+=:,.\/~\[\]^-]+/) == nil
        ? "'\(word.replacing("'", with: "'\\''"))'" : word
    }.joined(separator: " ")
  }
}

extension String.UnicodeScalarView? {
  /// Goes on with the word, or begins one.
  fileprivate mutating func append(_ scalar: Unicode.Scalar) { append(contentsOf: [scalar]) }

  fileprivate mutating func append(contentsOf scalars: [Unicode.Scalar]) {
    if self == nil { self = .init() }
    self?.append(contentsOf: scalars)
  }
}
