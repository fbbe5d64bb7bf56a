/// Text that has to fit on a card.
enum ShortText {
  /// At most 40 scalars of a name: its beginning and its end.
  static func name(_ name: String) -> String { shortened(name, beginning: 26, end: 11) }

  /// At most 40 scalars of a module's path, without the path of the module around it.
  static func path(_ path: String, inside around: String?) -> String {
    guard let around, !around.isEmpty, path.hasPrefix(around + ".") else { return name(path) }
    return name(String(path.dropFirst(around.count + 1)))
  }

  /// Of a path of more than 24 scalars its last two parts, `…embed_tokens.weight`: for what is told in full elsewhere.
  static func ending(_ path: String) -> String {
    let parts = path.split(separator: ".")
    guard path.unicodeScalars.count > 24, parts.count > 2 else { return name(path) }
    return name("…" + parts.suffix(2).joined(separator: "."))
  }

  /// At most 100 scalars of a title.
  static func title(_ title: String) -> String { shortened(title, beginning: 80, end: 19) }

  /// A sentence in lines of some 40 scalars, six at the most.
  static func lines(_ sentence: String) -> [String] {
    var lines = [""]
    for word in sentence.split(separator: " ") {
      if !lines[lines.count - 1].isEmpty, lines[lines.count - 1].count + word.count >= 40 {
        lines.append("")
      }
      lines[lines.count - 1] += (lines[lines.count - 1].isEmpty ? "" : " ") + name(String(word))
    }
    return lines.count <= 6 ? lines : Array(lines.prefix(5)) + ["…"]
  }

  /// Several short texts with commas between them, in lines of at most 40 scalars, three at the most.
  static func lines(of items: [String]) -> [String] {
    var lines: [String] = []
    for item in items.map(name) {
      if let last = lines.last, last.count + 2 + item.count <= 40 {
        lines[lines.count - 1] += ", \(item)"
      } else {
        if !lines.isEmpty { lines[lines.count - 1] += "," }
        lines.append(item)
      }
    }
    return lines.count <= 3 ? lines : Array(lines.prefix(2)) + ["…"]
  }

  private static func shortened(_ text: String, beginning: Int, end: Int) -> String {
    let scalars = text.unicodeScalars
    guard scalars.count > beginning + end + 3 else { return text }
    return "\(String(scalars.prefix(beginning)))…\(String(scalars.suffix(end)))"
  }
}
