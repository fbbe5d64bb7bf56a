/// The names of files that are numbered, such as `film-%02d.svg`, in the way of `printf`.
struct NumberedFiles {
  private let before: String
  private let after: String
  private let digits: Int

  /// Reads a name; nil if no number goes into it, or several do.
  init?(_ name: String) {
    let matches = name.matches(of: /%(0([1-9]))?d/)
    guard let match = matches.first, matches.count == 1 else { return nil }
    before = String(name[..<match.range.lowerBound])
    after = String(name[match.range.upperBound...])
    digits = match.output.2.flatMap { Int($0) } ?? 1
  }

  /// The name of the file with a number.
  func name(_ number: Int) -> String {
    let text = String(number)
    return before + String(repeating: "0", count: max(0, digits - text.count)) + text + after
  }
}
