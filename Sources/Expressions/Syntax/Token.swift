import Smolgrad

/// A word of an expression, and where it stands.
struct Token {
  /// What kinds of words there are.
  enum Kind: Equatable {
    case number(Number)
    case text(String)
    case name(String)
    /// An operator, bracket, comma and the like.
    case sign(String)
    /// A semicolon, or the end of a line outside of all brackets.
    case separator
    case end
  }

  let kind: Kind
  let range: Range<Int>

  func isSign(_ sign: String) -> Bool { kind == .sign(sign) }

  /// The word as messages name it.
  var description: String {
    switch kind {
    case .number: "a number"
    case .text: "a text"
    case .name(let name): "'\(name.shortened)'"
    case .sign(let sign): "'\(sign)'"
    case .separator: "the end of the statement"
    case .end: "the end"
    }
  }
}

extension String {
  /// The text as it stands in a sentence: one that is long is cut.
  var shortened: String { count > 40 ? "\(prefix(39))…" : self }
}
