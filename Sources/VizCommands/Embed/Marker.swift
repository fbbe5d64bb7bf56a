/// Where in a document a figure belongs: a comment that holds a command line, and the text below it up to a second comment.
///
///     <!-- smolgrad-viz trace mlp -o images/mlp.svg -->
///     ![Computation graph of mlp: …](images/mlp.svg)
///     <!-- /smolgrad-viz -->
struct Marker: Hashable {
  /// The number of the line that the first comment begins on, from 1.
  var line: Int
  /// The command line, without the name of the program.
  var command: String
  /// The bytes between the comments.
  var body: Range<Int>
  /// Whether there is no second comment yet, since the author has just written the first.
  var isNew: Bool
  /// Whether the text between the comments has an empty line above and below it, as formatters like it, and MDX needs it.
  var isSpaced: Bool
  /// What stands before each line: indentation, and the marks of quotes.
  var prefix: String
  /// How lines end.
  var lineBreak: String
  /// What closes it, if it is new.
  var end: String

  /// The bytes that belong into the document in place of the body.
  func body(of reference: [String], in document: [UInt8]) -> [UInt8] {
    var lines = reference.map { $0.isEmpty ? trimmedPrefix : prefix + $0 }
    if isSpaced { lines = [trimmedPrefix] + lines + [trimmedPrefix] }
    if isNew { lines.append(prefix + end) }
    let text = lines.map { $0 + lineBreak }.joined()
    // Without a line break behind the first comment the document ends there.
    let isAtEnd = body.lowerBound > 0 && ![0x0a, 0x0d].contains(document[body.lowerBound - 1])
    return Array(((isAtEnd ? lineBreak : "") + text).utf8)
  }

  private var trimmedPrefix: String {
    var prefix = prefix
    while prefix.last?.isWhitespace ?? false { prefix.removeLast() }
    return prefix
  }
}

/// What is wrong in a document, and where.
struct Mistake: Error, Hashable {
  /// The number of the line, from 1.
  var line: Int
  /// One sentence that says what is wrong and what would work.
  var message: String
}
