/// Which steps that are another operation now stand where the other stood: behind and before what belongs together.
struct OtherOperations {
  /// The pairs without those that do not fit.
  private(set) var fittingPairs: [Alignment.Pair] = []
  private let a: ComparedGraph
  private let b: ComparedGraph
  /// For each step of the first graph its partner, as far as it is not refuted, and the steps of the second that are partners.
  private var partners: [Int: Int] = [:]
  private var taken: Set<Int> = []

  /// - Parameter known: Those of the pairs that are the same operation.
  init(
    _ a: StepMatcher.Side, _ b: StepMatcher.Side, _ pairs: [Alignment.Pair],
    known: [Alignment.Pair]
  ) {
    (self.a, self.b) = (a.graph, b.graph)
    fittingPairs = pairs
    guard pairs.count > known.count else { return }
    for pair in pairs { partners[a.steps[pair.a]] = b.steps[pair.b] }
    taken = Set(partners.values)
    let old = Set(known.map(\.a))
    var waiting = pairs.filter { !old.contains($0.a) }.map { a.steps[$0.a] }
    var count = 0
    repeat {
      count = waiting.count
      // What does not fit refutes those behind it in the order, then those before it.
      for first in waiting where !fitsSources(first) { refute(first) }
      for first in waiting.reversed() where !fitsUsers(first) { refute(first) }
      waiting.removeAll { partners[$0] == nil }
    } while waiting.count < count
    fittingPairs = pairs.filter { partners[a.steps[$0.a]] != nil }
  }

  private mutating func refute(_ first: Int) {
    if let second = partners.removeValue(forKey: first) { taken.remove(second) }
  }

  private func fitsSources(_ first: Int) -> Bool {
    guard let second = partners[first] else { return false }
    let (before, after) = (a.stepsBefore(first), b.stepsBefore(second))
    if before.isEmpty && after.isEmpty || belong(before, after) { return true }
    let labels = Set(a.labelsOfGiven(first))
    return b.labelsOfGiven(second).contains(where: labels.contains)
  }

  private func fitsUsers(_ first: Int) -> Bool {
    guard let second = partners[first] else { return false }
    let (before, after) = (a.stepsBehind(first), b.stepsBehind(second))
    // Where nothing is known of those behind them, they stand at the end of what is new.
    let isUnknown =
      !before.contains { partners[$0] != nil } && !after.contains(where: taken.contains)
    return isUnknown || belong(before, after)
  }

  private func belong(_ before: [Int], _ after: [Int]) -> Bool {
    before.contains { partners[$0].map(after.contains) ?? false }
  }
}

extension ComparedGraph {
  /// The steps whose results go into a step.
  func stepsBefore(_ step: Int) -> [Int] {
    arguments(of: step).flatMap { isStep($0) ? [$0] : arguments(of: $0).filter(isStep) }
  }

  /// The steps that a step's results go into.
  func stepsBehind(_ step: Int) -> [Int] {
    users(of: step).flatMap { isStep($0) ? [$0] : users(of: $0) }
  }

  /// The names of the parameters and inputs that go into a step.
  fileprivate func labelsOfGiven(_ step: Int) -> [String] {
    arguments(of: step).filter(isLeaf).compactMap(leafLabel)
  }

  /// The positions of what a node goes into.
  func users(of position: Int) -> [Int] {
    index.edges(outOf: position).map { Int(index.targets[Int($0)]) }
  }
}
