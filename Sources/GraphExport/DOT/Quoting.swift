import Spelling

/// The three languages inside DOT, and XML, and how any text is written in each.
///
/// Nothing else in the package quotes.
/// All of it works on Unicode scalars: a quotation mark with an accent on it is one `Character`, but still a quotation mark to
/// Graphviz and to every XML parser.
package enum Quoting {
  /// A quoted string that Graphviz takes as it is, such as a color or a font's name.
  static func string(_ text: String) -> String {
    "\"\(clean(text).replacing { $0 == UInt8(ascii: "\"") ? "\\\"" : nil })\""
  }

  /// A quoted "escString", as labels and tooltips are: no backslash or entity of the text means anything in it.
  static func escString(_ text: String) -> String {
    let words = clean(text, keepsLineBreaks: true).replacing { byte in
      switch byte {
      case UInt8(ascii: "\\"): "\\\\"
      case UInt8(ascii: "&"): "&amp;"
      case UInt8(ascii: "\""): "\\\""
      case UInt8(ascii: "\n"): "\\n"
      default: nil
      }
    }
    return "\"\(words)\""
  }

  /// The same of several lines that begin at one left edge.
  static func escString(lines: [String]) -> String {
    "\"\(lines.map { escString($0).dropFirst().dropLast() + "\\l" }.joined())\""
  }

  /// Text inside an HTML-like label.
  ///
  /// An empty text is a no-break space: an empty element is an error there.
  static func html(_ text: String) -> String {
    // Backslashes are special even here.
    if text.isEmpty { return "\u{a0}" }
    let words = clean(text).replacing(markup).replacing {
      $0 == UInt8(ascii: "\\") ? "\\\\" : nil
    }
    // Brackets alone are the beginning of `]]>` to Graphviz's parser, which then reads on at the wrong character.
    return words.utf8.allSatisfy { $0 == UInt8(ascii: "]") }
      ? String(repeating: "&#93;", count: words.utf8.count) : words
  }

  /// Text in XML, as content.
  static func xml(_ text: String) -> String { clean(text, keepsLineBreaks: true).replacing(markup) }

  /// Text in XML as a quoted value, where a line break would become a space.
  package static func xmlValue(_ text: String) -> String { clean(text).replacing(markup) }

  /// The text with a visible sign for each character that can't stand in a label or in XML: `␊` for a line break, `␀` for NUL.
  static func clean(_ text: String, keepsLineBreaks: Bool = false) -> String {
    let sign = { (character: Unicode.Scalar) in
      keepsLineBreaks && character == "\n" ? character : character.visible
    }
    guard text.unicodeScalars.contains(where: { sign($0) != $0 }) else { return text }
    return String(String.UnicodeScalarView(text.unicodeScalars.map(sign)))
  }

  private static func markup(_ byte: UInt8) -> String? {
    switch byte {
    case UInt8(ascii: "&"): "&amp;"
    case UInt8(ascii: "<"): "&lt;"
    case UInt8(ascii: ">"): "&gt;"
    case UInt8(ascii: "\""): "&quot;"
    default: nil
    }
  }
}

extension String {
  /// The text with some of ASCII's characters written differently; a byte of UTF-8 that is one of them is no part of another character.
  fileprivate func replacing(_ special: (UInt8) -> String?) -> String {
    guard utf8.contains(where: { special($0) != nil }) else { return self }
    var result: [UInt8] = []
    for byte in utf8 {
      if let text = special(byte) { result += text.utf8 } else { result.append(byte) }
    }
    return String(decoding: result, as: UTF8.self)
  }
}
