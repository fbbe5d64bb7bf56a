import Foundation
package import Testing

/// Whether these are the tests of `scripts/test --quick`.
private let isQuick = ProcessInfo.processInfo.environment["SMOLGRAD_QUICK"] != nil

extension Trait where Self == ConditionTrait {
  /// For a test that takes seconds: `scripts/test --quick` leaves it out.
  package static var slow: Self {
    .disabled(if: isQuick, "it takes long; scripts/test without --quick runs it")
  }
}

extension Collection {
  /// The cases of a test that takes seconds: `scripts/test --quick` runs so many of them, evenly spread.
  package func quick(_ count: Int) -> [Element] {
    let all = Array(self)
    guard isQuick, count < all.count else { return all }
    return (0..<count).map { all[$0 * all.count / count] }
  }
}
