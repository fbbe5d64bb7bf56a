/// The text between two markers, as it is and as it should be.
struct ReferenceText {
  var old: String
  var new: String
  /// The part of the new text that is read out.
  var altText: String

  static let altTextHasChanged = "the alternative text has changed"

  /// Why the old text is not as it should be; nil if it is, or says the same in the way of a formatter.
  ///
  /// - Parameter figureIsSame: whether its numbers may be rounded otherwise, since the figure says the same as before.
  func staleness(figureIsSame: Bool) -> String? {
    if old == new { return nil }
    let (before, now) = (FormattedText.meaning(of: old), FormattedText.meaning(of: new))
    if before == now || figureIsSame && Self.isSameButForRounding(before, now) { return nil }
    if before.isEmpty { return "there is no figure between the markers yet" }
    if let range = now.firstRange(of: FormattedText.meaning(of: altText)),
      before.hasPrefix(now[..<range.lowerBound]), before.hasSuffix(now[range.upperBound...])
    {
      return Self.altTextHasChanged
    }
    return "the text between the markers has changed"
  }

  /// Whether two texts differ at most in the last digits of numbers.
  static func isSameButForRounding(_ a: String, _ b: String) -> Bool {
    let number = /\d+(\.\d+)?(e-?\d+)?/
    let matches = [a, b].map { $0.matches(of: number) }
    guard matches[0].count == matches[1].count else { return false }
    let words = [a, b].map { $0.replacing(number, with: "0") }
    return words[0] == words[1]
      && zip(matches[0], matches[1]).allSatisfy { isSameNumber($0.output.0, $1.output.0) }
  }

  private static func isSameNumber(_ a: Substring, _ b: Substring) -> Bool {
    guard let x = Double(a), let y = Double(b) else { return false }
    let step = max(step(of: a), step(of: b))
    // Whole numbers count things.
    return x == y || step < 1 && abs(x - y) <= step * 1.01
  }

  /// What one more in the last digit is worth.
  private static func step(of number: Substring) -> Double {
    let parts = number.split(separator: "e")
    let decimals = parts[0].firstIndex(of: ".").map { parts[0][$0...].count - 1 } ?? 0
    let exponent = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
    return Double("1e\(exponent - decimals)") ?? 0
  }
}
