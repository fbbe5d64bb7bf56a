import Foundation
package import Testing

extension Trait where Self == ConditionTrait {
  /// For a test that takes seconds: `scripts/test --quick` leaves it out.
  package static var slow: Self {
    let isQuick = ProcessInfo.processInfo.environment["SMOLGRAD_QUICK"] != nil
    return .disabled(if: isQuick, "it takes long; scripts/test without --quick runs it")
  }
}
