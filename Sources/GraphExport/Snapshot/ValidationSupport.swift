/// Where things with an `id` stand in their list: found at once where the `id`s are those places, as in every capture.
struct CheckedPlaces {
  private var others: [Int: Int] = [:]
  /// Up to where each `id` is its own place.
  private var regular = 0

  /// - Throws: ``SnapshotError`` for the first `id` that is there already, or that a program of another language could not read.
  init(_ ids: some Sequence<Int>, _ list: String, _ kind: String) throws(SnapshotError) {
    for (place, id) in ids.enumerated() {
      guard (0...1 << 53).contains(id) else {
        throw SnapshotError("\(list)[\(place)].id", "\(id); it is a number from 0 to 2^53")
      }
      if let other = self[id] {
        throw SnapshotError(
          "\(list)[\(place)].id", "\(kind) \(id) is there already, as \(list)[\(other)]")
      }
      if id == place, regular == place { regular += 1 } else { others[id] = place }
    }
  }

  subscript(id: Int) -> Int? { (0..<regular).contains(id) ? id : others[id] }
}

/// How much a snapshot stands for, as long as it can be counted.
struct CheckedSum {
  private var amounts = Amount()

  mutating func add(_ node: GraphSnapshot.Node, at place: @autoclosure () -> String)
    throws(SnapshotError)
  {
    var factor = 1
    if let repeats = node.repeats {
      guard repeats.count >= 1 else {
        throw SnapshotError("\(place()).repeats.count", "\(repeats.count); it is at least 1")
      }
      try Self.check(repeats.count, "\(place()).repeats.count")
      try Self.check(repeats.notFiniteValues, "\(place()).repeats.notFiniteValues")
      try Self.check(repeats.notFiniteGradients, "\(place()).repeats.notFiniteGradients")
      try Self.check(repeats, place())
      factor = repeats.count
    }
    let elements = node.tensor?.value.count ?? 0
    guard !elements.multipliedReportingOverflow(by: factor).overflow else {
      throw SnapshotError(
        "\(place()).repeats.count", "\(factor) times \(elements) elements are too many")
    }
    let amount = node.amount
    if let module = node.module {
      try Self.check(module.amount, "\(place()).module.amount")
      try Self.check(module.each, "\(place()).module.each")
    }
    if let stub = node.stub { try Self.check(stub.amount, "\(place()).stub.amount") }
    try add(amount, at: place())
  }

  mutating func add(_ amount: Amount, at place: @autoclosure () -> String) throws(SnapshotError) {
    try Self.check(amount, place())
    // No sum of numbers up to 2^48 leaves the range of Int before it is looked at.
    amounts += amount
    for (name, count) in amounts.counts where count > ArraySummary.countLimit {
      throw SnapshotError(place(), "with it there are more than 2^48 \(name)")
    }
  }

  /// Means are numbers, norms none below zero.
  private static func check(_ repeats: Repeats, _ place: @autoclosure () -> String)
    throws(SnapshotError)
  {
    for (number, mean) in repeats.means.enumerated() where mean?.isNaN == true {
      throw SnapshotError("\(place()).repeats.means[\(number)]", "it can't be NaN")
    }
    for (number, norm) in repeats.gradientNorms.enumerated() {
      guard let norm, norm.isNaN || norm < 0 else { continue }
      throw SnapshotError(
        "\(place()).repeats.gradientNorms[\(number)]", "\(norm); a norm is at least 0")
    }
  }

  static func check(_ amount: Amount, _ place: @autoclosure () -> String) throws(SnapshotError) {
    for (name, count) in amount.counts { try check(count, "\(place()).\(name)") }
  }

  static func check(_ counts: NotFinite, _ place: @autoclosure () -> String) throws(SnapshotError) {
    try check(counts.nan, "\(place()).nan")
    try check(counts.positiveInfinity, "\(place()).positiveInfinity")
    try check(counts.negativeInfinity, "\(place()).negativeInfinity")
  }

  static func check(_ count: Int, _ place: @autoclosure () -> String) throws(SnapshotError) {
    guard (0...ArraySummary.countLimit).contains(count) else {
      throw SnapshotError(place(), "\(count); it is a number from 0 to 2^48")
    }
  }
}

extension Amount {
  fileprivate var counts: [(name: String, count: Int)] {
    [
      ("operations", operations), ("tensors", tensors), ("inputs", inputs),
      ("parameters", parameters),
    ]
  }
}
