/// Where things with an `id` stand in their list: found at once where the `id`s are those positions, as in every capture.
struct CheckedPositions {
  private var others: [Int: Int] = [:]
  /// Up to where each `id` is its own position.
  private var regular = 0

  /// - Throws: ``SnapshotError`` for the first `id` that is there already, or that a program of another language could not read.
  init(_ ids: some Sequence<Int>, _ list: String, _ kind: String) throws(SnapshotError) {
    for (index, id) in ids.enumerated() {
      guard (0...1 << 53).contains(id) else {
        throw SnapshotError("\(list)[\(index)].id", "\(id); it is a number from 0 to 2^53")
      }
      if let other = self[id] {
        throw SnapshotError(
          "\(list)[\(index)].id", "\(kind) \(id) is there already, as \(list)[\(other)]")
      }
      if id == index, regular == index { regular += 1 } else { others[id] = index }
    }
  }

  subscript(id: Int) -> Int? { (0..<regular).contains(id) ? id : others[id] }
}

/// How much a snapshot stands for, as long as it can be counted.
struct CheckedSum {
  private var sums = NodeCounts()

  mutating func add(_ node: GraphSnapshot.Node, at path: @autoclosure () -> String)
    throws(SnapshotError)
  {
    var factor = 1
    if let repeats = node.repeats {
      guard repeats.count >= 1 else {
        throw SnapshotError("\(path()).repeats.count", "\(repeats.count); it is at least 1")
      }
      try Self.check(repeats.count, "\(path()).repeats.count")
      try Self.check(repeats.nonFiniteValues, "\(path()).repeats.notFiniteValues")
      try Self.check(repeats.nonFiniteGradients, "\(path()).repeats.notFiniteGradients")
      try Self.check(repeats, path())
      factor = repeats.count
    }
    let elements = node.tensor?.value.count ?? 0
    guard !elements.multipliedReportingOverflow(by: factor).overflow else {
      throw SnapshotError(
        "\(path()).repeats.count", "\(factor) times \(elements) elements are too many")
    }
    let counts = node.counts
    if let module = node.module {
      try Self.check(module.counts, "\(path()).module.amount")
      try Self.check(module.each, "\(path()).module.each")
    }
    if let stub = node.stub { try Self.check(stub.counts, "\(path()).stub.amount") }
    try add(counts, at: path())
  }

  mutating func add(_ counts: NodeCounts, at path: @autoclosure () -> String) throws(SnapshotError)
  {
    try Self.check(counts, path())
    // No sum of numbers up to 2^48 leaves the range of Int before it is looked at.
    sums += counts
    for (name, count) in sums.named where count > ArraySummary.countLimit {
      throw SnapshotError(path(), "with it there are more than 2^48 \(name)")
    }
  }

  /// Means are numbers, norms none below zero.
  private static func check(_ repeats: Repeats, _ path: @autoclosure () -> String)
    throws(SnapshotError)
  {
    for (number, mean) in repeats.means.enumerated() where mean?.isNaN == true {
      throw SnapshotError("\(path()).repeats.means[\(number)]", "it can't be NaN")
    }
    for (number, norm) in repeats.gradientNorms.enumerated() {
      guard let norm, norm.isNaN || norm < 0 else { continue }
      throw SnapshotError(
        "\(path()).repeats.gradientNorms[\(number)]", "\(norm); a norm is at least 0")
    }
  }

  static func check(_ counts: NodeCounts, _ path: @autoclosure () -> String) throws(SnapshotError) {
    for (name, count) in counts.named { try check(count, "\(path()).\(name)") }
  }

  static func check(_ counts: NonFiniteCounts, _ path: @autoclosure () -> String)
    throws(SnapshotError)
  {
    try check(counts.nan, "\(path()).nan")
    try check(counts.positiveInfinity, "\(path()).positiveInfinity")
    try check(counts.negativeInfinity, "\(path()).negativeInfinity")
  }

  static func check(_ count: Int, _ path: @autoclosure () -> String) throws(SnapshotError) {
    guard (0...ArraySummary.countLimit).contains(count) else {
      throw SnapshotError(path(), "\(count); it is a number from 0 to 2^48")
    }
  }
}

extension NodeCounts {
  fileprivate var named: [(name: String, count: Int)] {
    [
      ("operations", operations), ("tensors", tensors), ("inputs", inputs),
      ("parameters", parameters),
    ]
  }
}
