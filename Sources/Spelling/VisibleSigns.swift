extension Unicode.Scalar {
  /// The sign itself, or the one that stands for it where it is a control character or no character: `␊` for a line break, `␀` for NUL.
  package var visible: Unicode.Scalar {
    switch value {
    case 0..<0x20: Unicode.Scalar(0x2400 + value)!
    case 0x7F: "\u{2421}"
    case 0x80..<0xA0: "\u{FFFD}"
    case _ where value & 0xFFFE == 0xFFFE: "\u{FFFD}"
    default: self
    }
  }
}

extension String {
  /// The text on one line, with a visible sign for each control character.
  package var visible: String {
    guard unicodeScalars.contains(where: { $0.visible != $0 }) else { return self }
    return String(UnicodeScalarView(unicodeScalars.map(\.visible)))
  }
}
