import Spelling

/// What is wrong with an expression, and where.
///
/// Its description has three lines: the sentence, the line of the expression, and a caret below what is wrong.
///
///     unknown function 'tanhh'; did you mean 'tanh'?
///       tanhh(x1*w1)
///       ^~~~~
public struct ExpressionError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The sentence.
  public let message: String
  /// The whole text.
  public let source: String
  /// What of it is wrong, counted in characters of the text.
  public let range: Range<Int>

  init(_ message: String, source: [Character], range: Range<Int>) {
    self.message = message
    self.source = String(source)
    self.range = range
  }

  /// The sentence, the line of the expression, and a caret below what is wrong.
  public var description: String { ([message] + excerpt.map { "  \($0)" }).joined(separator: "\n") }

  /// The line that is wrong, and under it a caret and a wavy line; of a long line the part around that.
  public var excerpt: [String] {
    let text = Array(source)
    let start = min(range.lowerBound, text.count)
    let lineStart = text[..<start].lastIndex(where: \.isNewline).map { $0 + 1 } ?? 0
    let lineEnd = text[start...].firstIndex(where: \.isNewline) ?? text.count
    // As much as fits a terminal, with what is wrong in the first half.
    let first = max(lineStart, start - 40)
    let last = min(lineEnd, first + 76)

    var line = first > lineStart ? "…" : ""
    var marks = first > lineStart ? " " : ""
    for index in first..<last {
      let (sign, width) = text[index].inOneLine
      line += sign
      let mark = index == start ? "^" : range.contains(index) ? "~" : " "
      marks += mark + String(repeating: mark == " " ? " " : "~", count: max(width - 1, 0))
    }
    if last < lineEnd { line += "…" }
    // What is wrong is behind the last character.
    if start >= last { marks += "^" }
    while marks.last == " " { marks.removeLast() }
    return [line, marks]
  }
}

extension Character {
  /// The character as a terminal can show it, and the columns that it takes.
  fileprivate var inOneLine: (sign: String, width: Int) {
    guard let first = unicodeScalars.first else { return ("", 0) }
    switch first.value {
    case 0x20..<0x7F: return (String(self), 1)
    case _ where first.visible != first: return (String(first.visible), 1)
    case 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x2069, 0xFEFF: return ("�", 1)
    case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
      0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
      return (String(self), 2)
    default:
      // A sign with thousands of marks above it is shown by its first.
      return (unicodeScalars.count > 8 ? String(first) : String(self), 1)
    }
  }
}
