/// Names that are taken, and how often each kind of thing has been numbered.
struct UniqueNames {
  private var taken: Set<String> = []
  private var counts: [String: Int] = [:]

  /// `mul_1`, then `mul_2`.
  mutating func numbered(_ kind: String) -> String {
    counts[kind, default: 0] += 1
    return "\(kind)_\(counts[kind]!)"
  }

  /// The name itself, or with the first number behind it that makes it one of its own.
  mutating func unique(_ name: String) -> String {
    var candidate = name
    while !taken.insert(candidate).inserted { candidate = numbered(name) }
    return candidate
  }
}
