/// Names that are taken, and how often each kind of thing has been numbered.
struct UniqueNames {
  private var taken: Set<String> = []
  private var counts: [String: Int] = [:]

  init() {}

  /// Prepares for so many names.
  init(expecting count: Int) { taken.reserveCapacity(count) }

  /// `mul_1`, then `mul_2`.
  mutating func numbered(_ kind: String) -> String {
    let count = counts[kind, default: 0] + 1
    counts[kind] = count
    return kind + "_" + String(count)
  }

  /// The name itself, or with the first number behind it that makes it one of its own.
  mutating func unique(_ name: String) -> String {
    if taken.insert(name).inserted { return name }
    // Each number is tried once only, however often the same name comes.
    while true {
      let candidate = numbered(name)
      if taken.insert(candidate).inserted { return candidate }
    }
  }
}
