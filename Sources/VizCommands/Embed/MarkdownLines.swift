/// The lines of a Markdown document, as far as it takes to tell a comment from text that shows one: the blocks of CommonMark 0.31.
///
/// Front matter is no Markdown: what stands before all else between `---` and `---`, or between `+++` and `+++`.
struct MarkdownLines {
  /// How comments are written.
  enum Syntax {
    case markdown
    /// Markdown with elements of JSX, which knows neither HTML's comments nor code by indentation.
    case mdx

    /// What begins a comment.
    var start: String { self == .mdx ? "{/*" : "<!--" }
    /// What ends a comment.
    var end: String { self == .mdx ? "*/}" : "-->" }
  }

  /// One line.
  struct Line {
    /// Its bytes without the line break.
    var range: Range<Int>
    /// Where the next one begins.
    var end: Int
    /// Where its words begin, behind indentation, marks of quotes and of list items.
    var content: Int
    var kind: Kind
    /// The list item or quote that it lies in, by a number of its own; 0 for none.
    var container: Int
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
    /// In a block of HTML.
    case html
    /// Before the Markdown.
    case frontMatter
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
  enum Leaf {
    /// HTML goes on to the next blank line.
    case none, paragraph, indentedCode, comment, html
    /// A code block between lines of such marks.
    case fence(UInt8, Int)
    /// HTML up to one of these texts, and what its lines are.
    case until([String], Kind)
    /// Up to a line that is one of these, after so many.
    case frontMatter([String], Int)
  }

  private(set) var lines: [Line] = []
  private let syntax: Syntax
  private var containers: [(kind: Container, number: Int)] = []
  private var containerCount = 0
  private var leaf = Leaf.none

  init(_ document: [UInt8], syntax: Syntax = .markdown) {
    self.syntax = syntax
    var start = document.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0
    if let ends = Self.endsOfFrontMatter(document, from: start) { leaf = .frontMatter(ends, 0) }
    while start < document.count {
      let stop = document[start...].firstIndex { $0 == 0x0a || $0 == 0x0d } ?? document.count
      let isPair = stop + 1 < document.count && document[stop] == 0x0d && document[stop + 1] == 0x0a
      let end = min(document.count, stop + (isPair ? 2 : 1))
      var cursor = MarkdownCursor(document[start..<stop])
      let kind = kind(&cursor)
      lines.append(
        Line(
          range: start..<stop, end: end, content: cursor.offset, kind: kind,
          container: containers.last?.number ?? 0))
      start = end
    }
  }

  /// What ends the front matter, if the document has some and this is its first line.
  private static func endsOfFrontMatter(_ document: [UInt8], from start: Int) -> [String]? {
    let lines = document[start...].split(
      omittingEmptySubsequences: false, whereSeparator: { $0 == 0x0a || $0 == 0x0d })
    let words = lines.lazy.map { String(decoding: $0.trimmingEnd(), as: UTF8.self) }
    guard let first = words.first, first == "---" || first == "+++" else { return nil }
    let ends = first == "---" ? ["---", "..."] : ["+++"]
    return words.dropFirst().contains(where: ends.contains) ? ends : nil
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
    if cursor.indent >= 4, !wasParagraph, syntax == .markdown {
      closeContainers(depth)
      leaf = .indentedCode
      return .code
    }
    return started(&cursor, depth: depth, wasParagraph: wasParagraph)
  }

  /// Passes the marks of the containers that the line goes on with, and counts them.
  private func matchedContainers(_ cursor: inout MarkdownCursor) -> Int {
    for (depth, container) in containers.enumerated() {
      switch container.kind {
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
      if cursor.ahead.holds(syntax.end) { leaf = .none }
      return .inComment
    case .until(let ends, let kind):
      let line = cursor.ahead.lowercasedText
      if ends.contains(where: line.contains) { leaf = .none }
      if kind == .html { cursor.skipWhitespace() }
      return kind
    case .frontMatter(let ends, let count):
      let words = String(decoding: cursor.ahead.trimmingEnd(), as: UTF8.self)
      leaf = count > 0 && ends.contains(words) ? .none : .frontMatter(ends, count + 1)
      return .frontMatter
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
    let isDeep = cursor.indent >= 4 && syntax == .markdown
    cursor.skipWhitespace()
    let begun =
      isDeep
      ? (isNew ? (Leaf.indentedCode, Kind.code) : nil)
      : block(cursor.words, interrupts: interrupts)
    if !isNew, begun == nil, wasParagraph, isDeep || !cursor.words.isHeadingOrRule {
      // A line below it makes it a heading.
      if interrupts, !isDeep, cursor.words.isUnderline { leaf = .none }
      // A paragraph goes on, in its containers even where their marks are left out.
      return .text
    }
    closeContainers(depth)
    for kind in opened {
      containerCount += 1
      containers.append((kind, containerCount))
    }
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
  private func block(_ words: ArraySlice<UInt8>, interrupts: Bool) -> (Leaf, Kind)? {
    if let mark = words.first, mark == UInt8(ascii: "`") || mark == UInt8(ascii: "~") {
      let count = words.prefix { $0 == mark }.count
      guard count >= 3 else { return nil }
      if mark == UInt8(ascii: "`"), words.dropFirst(count).contains(mark) { return nil }
      return (.fence(mark, count), .code)
    }
    guard syntax == .mdx else { return HTMLBlock.begun(by: words, interrupts: interrupts) }
    guard words.starts(with: syntax.start.utf8) else { return nil }
    return (words.holds(syntax.end) ? .none : .comment, .comment)
  }
}
