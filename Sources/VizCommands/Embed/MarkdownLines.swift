/// The lines of a Markdown document, as far as it takes to tell a comment from text that shows one: the blocks of CommonMark 0.31.
///
/// Of HTML it knows comments, what stands verbatim (`<pre>`, `<script>`), and the usual blocks.
struct MarkdownLines {
  /// One line.
  struct Line {
    /// Its bytes without the line break.
    var range: Range<Int>
    /// Where the next one begins.
    var end: Int
    /// Where its words begin, behind indentation, marks of quotes and of list items.
    var content: Int
    var kind: Kind
  }

  /// What a line is.
  enum Kind {
    case blank
    /// In a code block, or in HTML that is shown or run verbatim.
    case code
    /// Begins with a comment.
    case comment
    /// Goes on with a comment that began on a line before.
    case inComment
    /// In a block of HTML, which goes on to the next blank line.
    case html
    /// Anything else.
    case text
  }

  /// What a line may lie in.
  private enum Container {
    case quote
    /// A list item whose content is indented by so many columns.
    case item(Int)
  }

  /// What the last line belongs to, inside of its containers.
  private enum Leaf {
    case none, paragraph, indentedCode, comment, html
    /// A code block between lines of such marks.
    case fence(UInt8, Int)
    /// HTML up to an end tag.
    case verbatim(String)
  }

  private(set) var lines: [Line] = []
  private var containers: [Container] = []
  private var leaf = Leaf.none

  init(_ document: [UInt8]) {
    var start = document.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0
    while start < document.count {
      let stop = document[start...].firstIndex { $0 == 0x0a || $0 == 0x0d } ?? document.count
      let isPair = stop + 1 < document.count && document[stop] == 0x0d && document[stop + 1] == 0x0a
      let end = min(document.count, stop + (isPair ? 2 : 1))
      var cursor = MarkdownCursor(document[start..<stop])
      let kind = kind(&cursor)
      lines.append(Line(range: start..<stop, end: end, content: cursor.offset, kind: kind))
      start = end
    }
  }

  /// Reads a line.
  private mutating func kind(_ cursor: inout MarkdownCursor) -> Kind {
    let depth = matchedContainers(&cursor)
    if depth == containers.count, let kind = continued(&cursor) { return kind }
    if cursor.isBlank {
      // A blank line ends a quote, but not an item.
      closeContainers(depth)
      if case .indentedCode = leaf {} else { leaf = .none }
      return .blank
    }
    let wasParagraph = if case .paragraph = leaf { true } else { false }
    if cursor.indent >= 4, !wasParagraph {
      closeContainers(depth)
      leaf = .indentedCode
      return .code
    }
    return started(&cursor, depth: depth, wasParagraph: wasParagraph)
  }

  /// Passes the marks of the containers that the line goes on with, and counts them.
  private func matchedContainers(_ cursor: inout MarkdownCursor) -> Int {
    for (depth, container) in containers.enumerated() {
      switch container {
      case .quote:
        guard cursor.indent < 4, cursor.words.first == UInt8(ascii: ">") else { return depth }
        cursor.skipQuoteMark()
      case .item(let width):
        guard cursor.isBlank || cursor.indent >= width else { return depth }
        cursor.skip(columns: width)
      }
    }
    return containers.count
  }

  private mutating func closeContainers(_ depth: Int) {
    guard depth < containers.count else { return }
    containers.removeSubrange(depth...)
    leaf = .none
  }

  /// What the line is if it goes on with something that ends only where it says so.
  private mutating func continued(_ cursor: inout MarkdownCursor) -> Kind? {
    switch leaf {
    case .fence(let mark, let count):
      let words = cursor.words.trimmingEnd()
      if cursor.indent < 4, words.count >= count, words.allSatisfy({ $0 == mark }) { leaf = .none }
      return .code
    case .comment:
      if cursor.ahead.holds("-->") { leaf = .none }
      return .inComment
    case .verbatim(let end):
      if cursor.ahead.lowercasedText.contains(end) { leaf = .none }
      return .code
    case .html where !cursor.isBlank:
      cursor.skipWhitespace()
      return .html
    case .none, .paragraph, .indentedCode, .html: return nil
    }
  }

  /// What begins with the line.
  private mutating func started(
    _ cursor: inout MarkdownCursor, depth: Int, wasParagraph: Bool
  ) -> Kind {
    var opened: [Container] = []
    // What leaves the paragraph's container does not interrupt it; and only the outermost mark has it before itself.
    var interrupts = wasParagraph && depth == containers.count
    while cursor.indent < 4, !cursor.isBlank {
      if cursor.words.first == UInt8(ascii: ">") {
        cursor.skipQuoteMark()
        opened.append(.quote)
      } else if let width = cursor.skipItemMark(interrupts: interrupts) {
        opened.append(.item(width))
      } else {
        break
      }
      interrupts = false
    }
    let isNew = !opened.isEmpty
    let isDeep = cursor.indent >= 4
    cursor.skipWhitespace()
    let begun =
      isDeep
      ? (isNew ? (Leaf.indentedCode, Kind.code) : nil)
      : Self.block(cursor.words, interrupts: interrupts)
    if !isNew, begun == nil, wasParagraph, isDeep || !cursor.words.isHeadingOrRule {
      // A paragraph goes on, in its containers even where their marks are left out.
      return .text
    }
    closeContainers(depth)
    containers += opened
    let (leaf, kind) = begun ?? (Self.paragraph(cursor.words), cursor.isBlank ? .blank : .text)
    self.leaf = leaf
    return kind
  }

  /// A heading or a rule is done at the line's end.
  private static func paragraph(_ words: ArraySlice<UInt8>) -> Leaf {
    words.isEmpty || words.isHeadingOrRule ? .none : .paragraph
  }

  /// A block that begins with these words, other than a paragraph.
  ///
  /// - Parameter interrupts: whether a paragraph stands before it, which not every block ends.
  private static func block(_ words: ArraySlice<UInt8>, interrupts: Bool) -> (Leaf, Kind)? {
    if let mark = words.first, mark == UInt8(ascii: "`") || mark == UInt8(ascii: "~") {
      let count = words.prefix { $0 == mark }.count
      guard count >= 3 else { return nil }
      if mark == UInt8(ascii: "`"), words.dropFirst(count).contains(mark) { return nil }
      return (.fence(mark, count), .code)
    }
    guard words.first == UInt8(ascii: "<") else { return nil }
    if words.starts(with: "<!--".utf8) {
      return (words.dropFirst(4).holds("-->") ? .none : .comment, .comment)
    }
    let isEnd = words.dropFirst().first == UInt8(ascii: "/")
    let tag = words.dropFirst(isEnd ? 2 : 1).prefix { Self.isTagCharacter($0) }.lowercasedText
    if verbatimTags.contains(tag) {
      guard !isEnd else { return interrupts ? nil : (.html, .html) }
      let end = "</\(tag)>"
      return (words.lowercasedText.contains(end) ? .none : .verbatim(end), .code)
    }
    return blockTags.contains(tag) ? (.html, .html) : nil
  }

  private static func isTagCharacter(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
  }

  private static let verbatimTags: Set = ["pre", "script", "style", "textarea"]
  private static let blockTags: Set = [
    "address", "article", "aside", "blockquote", "body", "center", "details", "dd", "div", "dl",
    "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6",
    "header", "html", "li", "main", "nav", "ol", "p", "section", "summary", "table", "tbody", "td",
    "tfoot", "th", "thead", "tr", "ul",
  ]
}
