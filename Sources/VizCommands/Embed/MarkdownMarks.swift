// The marks that lines of Markdown begin with.

extension MarkdownCursor {
  /// Passes `>` and the space that belongs to it.
  mutating func skipQuoteMark() {
    skipWhitespace()
    skip(bytes: 1)
    skip(columns: 1)
  }

  /// Passes the mark of a list item, and returns how far its content is indented; nil if there is none.
  ///
  /// - Parameter interrupts: whether a paragraph stands before it, which not every mark ends.
  mutating func skipItemMark(interrupts: Bool) -> Int? {
    let words = words
    guard !words.isThematicBreak else { return nil }
    let digits = words.prefix { (0x30...0x39).contains($0) }
    let sign = words.dropFirst(digits.count).first
    let isBullet = digits.isEmpty && sign.map { "-+*".utf8.contains($0) } ?? false
    let isNumber = (1...9).contains(digits.count) && sign.map { ".)".utf8.contains($0) } ?? false
    guard isBullet || isNumber else { return nil }
    let behind = words.dropFirst(digits.count + 1)
    guard behind.first.map({ $0 == 0x20 || $0 == 0x09 }) ?? true else { return nil }
    let isEmpty = behind.allSatisfy { $0 == 0x20 || $0 == 0x09 }
    if interrupts, isEmpty || isNumber && Array(digits) != [0x31] { return nil }
    let margin = indent
    skipWhitespace()
    skip(bytes: digits.count + 1)
    // Behind five columns or more begins code, of which the first belongs to the mark.
    let gap = isEmpty || indent > 4 ? 1 : indent
    skip(columns: gap)
    return margin + digits.count + 1 + gap
  }
}

extension ArraySlice<UInt8> {
  /// `***`, `- - -`: three or more of one mark.
  var isThematicBreak: Bool {
    let marks = filter { $0 != 0x20 && $0 != 0x09 }
    guard let mark = marks.first, "*-_".utf8.contains(mark) else { return false }
    return marks.count >= 3 && marks.allSatisfy { $0 == mark }
  }

  /// `# Heading`, or a rule: what ends a paragraph, and is none.
  var isHeadingOrRule: Bool {
    let marks = prefix { $0 == UInt8(ascii: "#") }
    let isHeading =
      (1...6).contains(marks.count)
      && dropFirst(marks.count).first.map { $0 == 0x20 || $0 == 0x09 } ?? true
    return isHeading || isThematicBreak
  }

  /// What makes the paragraph above it a heading: `===`, `--`.
  var isUnderline: Bool {
    let marks = trimmingEnd()
    guard let mark = marks.first, "=-".utf8.contains(mark) else { return false }
    return marks.allSatisfy { $0 == mark }
  }

  func trimmingEnd() -> ArraySlice<UInt8> {
    self[..<((lastIndex { $0 != 0x20 && $0 != 0x09 } ?? startIndex - 1) + 1)]
  }

  var lowercasedText: String { String(decoding: self, as: UTF8.self).lowercased() }

  func holds(_ text: String) -> Bool { firstRange(of: Array(text.utf8)) != nil }
}
