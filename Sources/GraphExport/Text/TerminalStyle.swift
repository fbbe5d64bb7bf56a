/// How words look on a terminal that has colors: those that its owner chose for the sixteen standard ones.
enum TerminalStyle {
  case plain, heading, detail, value, positiveGradient, negativeGradient

  /// The words between the codes that switch the look on and off.
  func applied(to words: String) -> String {
    guard let code, !words.isEmpty else { return words }
    return "\u{1b}[\(code)m\(words)\u{1b}[0m"
  }

  private var code: Int? {
    switch self {
    case .plain: nil
    case .heading: 1
    case .detail: 2
    case .value: 36
    case .positiveGradient: 33
    case .negativeGradient: 35
    }
  }
}

/// How much room text takes on a terminal.
enum TerminalWidth {
  /// How many columns a text takes: two for East Asian signs and emoji, none for marks on another sign.
  static func columns(_ text: String) -> Int {
    text.reduce(0) { sum, character in
      sum + (character.unicodeScalars.map(columns).max() ?? 0)
    }
  }

  private static func columns(_ scalar: Unicode.Scalar) -> Int {
    if scalar.value < 0x300 { return 1 }
    let properties = scalar.properties
    if properties.isDefaultIgnorableCodePoint { return 0 }
    switch properties.generalCategory {
    case .nonspacingMark, .enclosingMark: return 0
    default: return isWide(scalar) ? 2 : 1
    }
  }

  /// The blocks whose signs Unicode calls wide (UAX #11), roughly.
  private static func isWide(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x1100...0x115f, 0x2e80...0xa4cf, 0xac00...0xd7a3, 0xf900...0xfaff, 0xfe30...0xfe6f,
      0xff00...0xff60, 0xffe0...0xffe6, 0x20000...0x3fffd:
      true
    default: scalar.properties.isEmojiPresentation
    }
  }
}
