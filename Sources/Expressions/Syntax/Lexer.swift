import Smolgrad

/// Cuts an expression into words, by Python's rules.
struct Lexer {
  private let text: [Character]
  private var position = 0
  private var openBrackets = 0

  private static let signs: Set = [
    "...", "**=", "**", "==", "!=", "<=", ">=", "+=", "-=", "*=", "/=", "@=", "//=", "//", "%=",
    "%", "+", "-", "*", "/",
    "@", "<", ">",
    "=", "&", "|", "~", "(", ")", "[", "]", ",", ".", ":",
  ]

  /// What stands for signs elsewhere, and how it is written here.
  private static let otherSigns: [Character: String] = [
    "^": "**", "−": "-", "–": "-", "×": "*", "·": "*", "⋅": "*", "÷": "/", "•": "@", "≤": "<=",
    "≥": ">=",
    "≠": "!=", "²": "**2", "³": "**3", "{": "[", "}": "]", "!": "~", "“": "'", "”": "'",
    "`": "'",
  ]

  private init(_ text: [Character]) { self.text = text }

  static func tokens(of text: [Character]) throws(ExpressionError) -> [Token] {
    var lexer = Lexer(text)
    var tokens: [Token] = []
    while let token = try lexer.next() { tokens.append(token) }
    tokens.append(Token(kind: .end, range: text.count..<text.count))
    return tokens
  }

  private mutating func next() throws(ExpressionError) -> Token? {
    while position < text.count {
      let start = position
      let character = text[position]
      if character == "#" {
        while position < text.count, !text[position].isNewline { position += 1 }
      } else if character == ";" || (character.isNewline && openBrackets == 0) {
        position += 1
        return Token(kind: .separator, range: start..<position)
      } else if character.isWhitespace {
        position += 1
      } else if character.isDigit || (character == "." && peek(1)?.isDigit == true) {
        return try number()
      } else if character.isLetter || character == "_" {
        while position < text.count, text[position].isPartOfName { position += 1 }
        return Token(kind: .name(String(text[start..<position])), range: start..<position)
      } else if character == "'" || character == "\"" {
        return try quoted(character)
      } else {
        return try sign()
      }
    }
    return nil
  }

  private func peek(_ distance: Int) -> Character? {
    position + distance < text.count ? text[position + distance] : nil
  }

  private mutating func skipDigits() {
    while let character = peek(0), character.isDigit || character == "_" { position += 1 }
  }

  private mutating func number() throws(ExpressionError) -> Token {
    let start = position
    var isInteger = true
    skipDigits()
    if peek(0) == ".", peek(1)?.isLetter != true || peek(1) == "e" {
      isInteger = false
      position += 1
      skipDigits()
    }
    if peek(0) == "e" || peek(0) == "E" {
      let signed = peek(1) == "-" || peek(1) == "+"
      if peek(signed ? 2 : 1)?.isDigit == true {
        isInteger = false
        position += signed ? 2 : 1
        skipDigits()
      }
    }
    if let character = peek(0), character.isPartOfName {
      while position < text.count, text[position].isPartOfName { position += 1 }
      throw error("a name can't begin with a digit; a product is written 2*x", start..<position)
    }
    let range = start..<position
    let digits = String(text[range].filter { $0 != "_" })
    if isInteger, let value = Int(digits) {
      return Token(kind: .number(.integer(value)), range: range)
    }
    guard let value = Double(digits), value.isFinite else {
      throw error(
        "the number is too large; the largest is \(Double.greatestFiniteMagnitude)", range)
    }
    return Token(kind: .number(.real(value)), range: range)
  }

  private mutating func quoted(_ quote: Character) throws(ExpressionError) -> Token {
    let start = position
    position += 1
    while let character = peek(0), character != quote, !character.isNewline { position += 1 }
    guard peek(0) == quote else { throw error("the text has no end", start..<start + 1) }
    position += 1
    return Token(
      kind: .text(String(text[start + 1..<position - 1])), range: start..<position)
  }

  private mutating func sign() throws(ExpressionError) -> Token {
    let start = position
    // The longest one counts.
    for length in stride(from: min(3, text.count - start), to: 0, by: -1) {
      let sign = String(text[start..<start + length])
      guard Self.signs.contains(sign) else { continue }
      position += length
      if sign == "(" || sign == "[" { openBrackets += 1 }
      if sign == ")" || sign == "]" { openBrackets = max(0, openBrackets - 1) }
      return Token(kind: .sign(sign), range: start..<position)
    }
    let advice = Self.otherSigns[text[start]].map { "; did you mean '\($0)'?" } ?? ""
    throw error("there is no such sign here\(advice)", start..<start + 1)
  }

  private func error(_ message: String, _ range: Range<Int>) -> ExpressionError {
    ExpressionError(message, source: text, range: range)
  }
}

extension Character {
  fileprivate var isDigit: Bool { isASCII && isNumber }

  /// Whether a name can go on with it; superscripts are no part of a name.
  fileprivate var isPartOfName: Bool {
    isLetter || self == "_" || isDigit || ("₀"..."₉").contains(self)
  }
}
