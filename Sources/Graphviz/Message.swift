/// One line of what Graphviz says, "Warning: " or "Error: " taken off.
struct Message {
  var text: String
  var isError: Bool

  /// What the C shim gives the parser as the file's name.
  private static let inputName = "DOT text: "

  static func lines(of text: String) -> [Message] {
    text.split(whereSeparator: \.isNewline).map { line in
      for (prefix, isError) in [("Error: ", true), ("Warning: ", false)]
      where line.hasPrefix(prefix) {
        var text = line.dropFirst(prefix.count)
        if text.hasPrefix(inputName) { text = text.dropFirst(inputName.count) }
        while text.last?.isWhitespace == true { text.removeLast() }
        return Message(text: String(text), isError: isError)
      }
      return Message(text: String(line), isError: false)
    }
  }
}
