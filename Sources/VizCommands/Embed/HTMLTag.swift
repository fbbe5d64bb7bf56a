/// A tag of HTML as CommonMark 0.31 has it in section 6.6.
enum HTMLTag {
  /// Whether words are one complete opening or closing tag with nothing behind it, which begins a block of HTML.
  static func isAlone(_ words: ArraySlice<UInt8>) -> Bool {
    var rest = words.dropFirst()
    guard words.first == UInt8(ascii: "<") else { return false }
    let isEnd = rest.first == UInt8(ascii: "/")
    if isEnd { rest = rest.dropFirst() }
    guard let first = rest.first, isLetter(first) else { return false }
    rest = rest.drop { isLetter($0) || isDigit($0) || $0 == UInt8(ascii: "-") }
    while !isEnd, let behind = behindAttribute(rest) { rest = behind }
    rest = rest.drop(while: isSpace)
    if !isEnd, rest.first == UInt8(ascii: "/") { rest = rest.dropFirst() }
    return rest.first == UInt8(ascii: ">") && rest.dropFirst().allSatisfy(isSpace)
  }

  /// What stands behind an attribute and the space before it; nil if there is none.
  private static func behindAttribute(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    let name = text.drop(while: isSpace)
    guard name.count < text.count, let first = name.first,
      isLetter(first) || first == UInt8(ascii: "_") || first == UInt8(ascii: ":")
    else { return nil }
    let rest = name.drop { isLetter($0) || isDigit($0) || "_:.-".utf8.contains($0) }
    var value = rest.drop(while: isSpace)
    guard value.first == UInt8(ascii: "=") else { return rest }
    value = value.dropFirst().drop(while: isSpace)
    guard let mark = value.first else { return nil }
    if mark == UInt8(ascii: "\"") || mark == UInt8(ascii: "'") {
      guard let end = value.dropFirst().firstIndex(of: mark) else { return nil }
      return value[(end + 1)...]
    }
    let behind = value.drop { !isSpace($0) && !"\"'=<>`".utf8.contains($0) }
    return behind.count < value.count ? behind : nil
  }

  static func isLetter(_ byte: UInt8) -> Bool {
    (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
  }

  static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

  static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0d).contains(byte) }
}

/// The blocks of HTML that CommonMark 0.31 knows in section 4.6.
enum HTMLBlock {
  /// A block that begins with these words, and what its first line is; nil if none does.
  ///
  /// - Parameter interrupts: whether a paragraph stands before it, which not every block ends.
  static func begun(
    by words: ArraySlice<UInt8>, interrupts: Bool
  ) -> (MarkdownLines.Leaf, MarkdownLines.Kind)? {
    guard words.first == UInt8(ascii: "<") else { return nil }
    if words.starts(with: "<!--".utf8) {
      return (words.dropFirst(2).holds("-->") ? .none : .comment, .comment)
    }
    for (start, end) in [("<?", "?>"), ("<![CDATA[", "]]>"), ("<!", ">")]
    where words.starts(with: start.utf8) {
      guard start != "<!" || words.dropFirst(2).first.map(HTMLTag.isLetter) ?? false else {
        continue
      }
      return (words.holds(end) ? .none : .until([end], .html), .html)
    }
    let isEnd = words.dropFirst().first == UInt8(ascii: "/")
    let inside = words.dropFirst(isEnd ? 2 : 1)
    let name = inside.prefix { HTMLTag.isLetter($0) || HTMLTag.isDigit($0) }
    let behind = inside.dropFirst(name.count)
    let tag = name.lowercasedText
    let isWhole =
      behind.first.map { HTMLTag.isSpace($0) || $0 == UInt8(ascii: ">") } ?? true
    if !isEnd, isWhole, verbatimTags.contains(tag) {
      let ends = verbatimTags.map { "</\($0)>" }
      let line = words.lowercasedText
      return (ends.contains(where: line.contains) ? .none : .until(ends, .code), .code)
    }
    if blockTags.contains(tag), isWhole || behind.starts(with: "/>".utf8) { return (.html, .html) }
    return !interrupts && HTMLTag.isAlone(words) ? (.html, .html) : nil
  }

  private static let verbatimTags = ["pre", "script", "style", "textarea"]
  private static let blockTags: Set = [
    "address", "article", "aside", "base", "basefont", "blockquote", "body", "caption", "center",
    "col", "colgroup", "dd", "details", "dialog", "dir", "div", "dl", "dt", "fieldset",
    "figcaption", "figure", "footer", "form", "frame", "frameset", "h1", "h2", "h3", "h4", "h5",
    "h6", "head", "header", "hr", "html", "iframe", "legend", "li", "link", "main", "menu",
    "menuitem", "nav", "noframes", "ol", "optgroup", "option", "p", "param", "search", "section",
    "summary", "table", "tbody", "td", "tfoot", "th", "thead", "title", "tr", "track",
    "ul",
  ]
}
