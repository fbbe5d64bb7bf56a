extension ArraySummary: Hashable {
  /// Two summaries are equal if they say the same; a NaN says the same as a NaN.
  public static func == (a: ArraySummary, b: ArraySummary) -> Bool {
    guard a.isSinglePrecision == b.isSinglePrecision else { return false }
    return switch (a.contents, b.contents) {
    case (.scalar(let a), .scalar(let b)): a.identity == b.identity
    case (.few(let a), .few(let b)):
      a === b
        || a.shape == b.shape && a.integers == b.integers
          && a.elements.elementsEqual(b.elements) { $0.identity == $1.identity }
    case (.many(let a), .many(let b)):
      a === b
        || a.shape == b.shape && a.thumbnail == b.thumbnail && a.statistics == b.statistics
          && a.nonFinite == b.nonFinite
    case (.absent(let a), .absent(let b)): a.shape == b.shape && a.reason == b.reason
    default: false
    }
  }

  /// Hashes what `==` compares.
  public func hash(into hasher: inout Hasher) {
    switch contents {
    case .scalar(let value): hasher.combine(value.identity)
    case .few(let few):
      hasher.combine(few.shape)
      hasher.combine(few.elements.map(\.identity))
    case .many(let many):
      hasher.combine(many.shape)
      hasher.combine(many.statistics)
    case .absent(let absent):
      hasher.combine(absent.shape)
      hasher.combine(absent.reason)
    }
  }
}

extension Double {
  /// A value that is equal for equal numbers and for any two NaNs.
  var identity: UInt64 { isNaN ? .max : self == 0 ? 0 : bitPattern }
}
