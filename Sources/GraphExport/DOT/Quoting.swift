/// The three languages inside DOT, and how any text is written in each. Nothing else in the package quotes.
enum Quoting {
  /// A quoted string that Graphviz takes as it is, such as a colour or a font's name.
  static func string(_ text: String) -> String {
    "\"\(clean(text).replacing("\"", with: "\\\""))\""
  }

  /// A quoted "escString", as labels and tooltips are: no backslash or entity of the text means anything in it.
  static func escString(_ text: String) -> String {
    let lines = clean(text, keepsLineBreaks: true).split(
      separator: "\n", omittingEmptySubsequences: false)
    let quoted = lines.map {
      $0.replacing("\\", with: "\\\\").replacing("&", with: "&amp;").replacing("\"", with: "\\\"")
    }
    return "\"\(quoted.joined(separator: "\\n"))\""
  }

  /// Text inside an HTML-like label. An empty text is a no-break space: an empty element is an error there.
  static func html(_ text: String) -> String {
    guard !text.isEmpty else { return "\u{a0}" }
    // Each pass writes characters that no later pass looks for. Backslashes are special even here.
    return clean(text).replacing("&", with: "&amp;").replacing("<", with: "&lt;")
      .replacing(">", with: "&gt;").replacing("\"", with: "&quot;").replacing("\\", with: "\\\\")
  }

  /// The text with a visible sign for each character that can't stand in a label or in XML: `␊` for a line break, `␀` for NUL.
  static func clean(_ text: String, keepsLineBreaks: Bool = false) -> String {
    guard text.unicodeScalars.contains(where: { isForbidden($0) }) else { return text }
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x0a where keepsLineBreaks: result.append(scalar)
      case 0..<0x20: result.append(Unicode.Scalar(0x2400 + scalar.value)!)
      case 0x7f: result.append("\u{2421}")
      case _ where isForbidden(scalar): result.append("\u{fffd}")
      default: result.append(scalar)
      }
    }
    return String(result)
  }

  private static func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value < 0x20 || (0x7f...0x9f).contains(scalar.value) || scalar.value & 0xfffe == 0xfffe
  }
}
