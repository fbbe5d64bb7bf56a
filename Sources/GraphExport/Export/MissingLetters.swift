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
}
