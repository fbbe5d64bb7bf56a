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
