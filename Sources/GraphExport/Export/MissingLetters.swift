/// What is said of characters that no installed font has.
enum MissingLetters {
  /// One sentence that names them and what would help; nil where there are none.
  static func remark(on characters: String) -> String? {
    let missing = Array(characters.unicodeScalars)
    guard !missing.isEmpty else { return nil }
    let shown = missing.prefix(8).map(name).joined(separator: " ")
    let more = missing.count > 8 ? " and \(missing.count - 8) more" : ""
    let scripts = Script.allCases.filter { script in missing.contains { Script($0) == script } }
    let kinds = scripts.map(\.rawValue).joined(separator: "; ")
    return "no installed font has \(shown)\(more) (\(kinds)): boxes take their place; "
      + "\(advice(scripts)), or write SVG, which takes the fonts of its reader"
  }

  /// The character itself, or its number where nothing would be seen of it.
  private static func name(_ scalar: Unicode.Scalar) -> String {
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .spaceSeparator, .lineSeparator,
      .paragraphSeparator, .nonspacingMark, .enclosingMark, .spacingMark:
      let digits = String(scalar.value, radix: 16, uppercase: true)
      return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    default: return String(scalar)
    }
  }

  private static func advice(_ scripts: [Script]) -> String {
    #if os(macOS)
      "install a font for them"
    #else
      "install one, on Debian and Ubuntu with 'apt-get install \(packages(scripts))'"
    #endif
  }

  private static func packages(_ scripts: [Script]) -> String {
    var packages: [String] = []
    for script in scripts where !packages.contains(script.package) {
      packages.append(script.package)
    }
    return packages.joined(separator: " ")
  }

  /// Kinds of characters that fonts have together.
  private enum Script: String, CaseIterable {
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
  }
}
