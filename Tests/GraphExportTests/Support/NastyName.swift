import Testing

/// A name that means something in one of the languages that it passes through, or has an odd shape.
struct NastyName: Sendable, CustomTestStringConvertible {
  let text: String

  /// Its beginning; some are very long.
  var testDescription: String {
    String(reflecting: String(String.UnicodeScalarView(text.unicodeScalars.prefix(24))))
  }

  static let all = [
    "quote \" and 'apostrophe'", "back\\slash\\", "\\N \\G \\n \\l", "<b>bold</b>",
    "\"\u{301} <\u{301}b>\u{301} &\u{301} \\\u{301}", "\u{301}>", "&amp; &#65; &",
    "]]> --> <!--", "two\nlines", "\nfirst line empty", "tab\tand\rreturn", "nul\0inside",
    "\u{1}\u{1f}\u{7f}\u{85}",
    "emoji 👩‍👩‍👧 🧠", "שלום مرحبا", "\u{202e}reversed", "\u{fffe}\u{ffff}", "\u{feff}bom",
    "zero\u{200d}width", "",
    " ", "{record|<port>}", "% ; # //", "á́́́́́", "漢字", String(repeating: "long name ", count: 1000),
    String(repeating: "\u{301}", count: 300),
  ].map(NastyName.init)
}
