/// Kinds of characters that fonts have together.
enum Script: String, CaseIterable {
  case eastAsian = "Chinese, Japanese or Korean"
  case arabic = "Arabic"
  case hebrew = "Hebrew"
  case indic = "a script of South or Southeast Asia"
  case emoji = "emoji"
  case other = "other signs"

  init(_ scalar: Unicode.Scalar) {
    self =
      switch scalar.value {
      case 0x0590...0x05FF, 0xFB1D...0xFB4F: .hebrew
      case 0x0600...0x06FF, 0x0750...0x077F, 0x0870...0x08FF, 0xFB50...0xFDFF, 0xFE70...0xFEFE:
        .arabic
      case 0x0900...0x109F, 0x1780...0x17FF, 0x1A20...0x1AAF: .indic
      case 0x1100...0x11FF, 0x2E80...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7FF, 0xF900...0xFAFF,
        0xFE30...0xFE4F, 0xFF00...0xFFEF, 0x20000...0x3FFFD:
        .eastAsian
      case 0x1F000...0x1FAFF, 0x2600...0x27BF: .emoji
      default: .other
      }
  }

  /// Debian's package with a font for them.
  var package: String {
    switch self {
    case .eastAsian: "fonts-noto-cjk"
    case .emoji: "fonts-noto-color-emoji"
    case .arabic, .hebrew, .indic, .other: "fonts-noto-core"
    }
  }

  /// Names of fonts for it that systems have: Debian's and other free ones, Apple's and Microsoft's.
  var fonts: [String] {
    switch self {
    case .eastAsian:
      ["Noto Sans CJK SC", "PingFang SC", "Hiragino Sans", "Microsoft YaHei", "Malgun Gothic"]
    case .arabic: ["Noto Sans Arabic", "Geeza Pro", "Segoe UI"]
    case .hebrew: ["Noto Sans Hebrew", "Arial Hebrew", "Segoe UI"]
    case .indic: ["Noto Sans Devanagari", "Kohinoor Devanagari", "Nirmala UI"]
    case .emoji: ["Noto Color Emoji", "Apple Color Emoji", "Segoe UI Emoji"]
    case .other: []
    }
  }

  /// The kinds that a text has characters of, apart from `other`.
  static func all(inUTF8 text: [UInt8]) -> [Script] {
    var found: Set<Script> = []
    var index = 0
    while index < text.count {
      let lead = text[index]
      // The first of these scripts begins at U+0590. What begins with E2 are mostly signs and arrows, and looked at too.
      guard lead >= 0xD6 else {
        index += 1
        continue
      }
      let length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
      let bytes = text[index..<min(index + length, text.count)]
      if let scalar = String(decoding: bytes, as: UTF8.self).unicodeScalars.first {
        found.insert(Script(scalar))
      }
      index += length
    }
    return allCases.filter { $0 != .other && found.contains($0) }
  }
}
