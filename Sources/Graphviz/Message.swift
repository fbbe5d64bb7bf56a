/// One remark of Graphviz, "Warning: " or "Error: " taken off.
struct Message {
  var text: String
  var isError = false

  /// A remark begins with one of the two words; the lines after it belong to it.
  static func messages(in text: String) -> [Message] {
    var messages: [Message] = []
    for line in text.split(whereSeparator: \.isNewline) {
      let line = trimmed(line)
      if line.hasPrefix("Error: ") {
        messages.append(Message(text: String(line.dropFirst(7)), isError: true))
      } else if line.hasPrefix("Warning: ") {
        messages.append(Message(text: String(line.dropFirst(9))))
      } else if messages.isEmpty {
        messages.append(Message(text: String(line)))
      } else {
        messages[messages.count - 1].text += " " + line
      }
    }
    return messages
  }

  private static func trimmed(_ line: Substring) -> Substring {
    var line = line.drop(while: \.isWhitespace)
    while line.last?.isWhitespace == true { line.removeLast() }
    return line
  }
}
