/// Words of `eval` that begin with a minus sign and are no options.
///
/// The parser takes `-log(x)` for the options `-l`, `-o`, `-g` and so on. A space before such a word, which an expression does not mind, keeps the
/// parser from it. A word with one minus sign is an option if it is one of the program's; behind `--` none is.
enum SignedWords {
  private static let options: Set = ["-o", "-h", "-help"]

  /// The words of `eval` as the parser is to see them.
  static func protected(_ words: [String]) -> [String] {
    let end = words.firstIndex(of: "--") ?? words.count
    let operands = words[end...].dropFirst().map { $0.hasPrefix("-") ? " " + $0 : $0 }
    return words[..<end].indices.map { (index: Int) -> String in
      let before = index == 0 ? "" : words[index - 1]
      return isOperand(words[index], behind: before) ? " " + words[index] : words[index]
    } + operands
  }

  /// A word as it was written.
  static func restored(_ word: String) -> String {
    word.hasPrefix(" -") ? String(word.dropFirst()) : word
  }

  private static func isOperand(_ word: String, behind before: String) -> Bool {
    guard word.count > 1, word.hasPrefix("-"), !word.hasPrefix("--"), !options.contains(word),
      !word.hasPrefix("-o=")
    else { return false }
    // The value of an option, such as `--seed -1`, stays what it is.
    return !(before.hasPrefix("--") && Double(word) != nil)
  }
}
