/// A `backward` that is under way.
///
/// `Context` must be Sendable, but it never leaves the thread that calls `backward`.
final class Propagation: @unchecked Sendable {
  /// The number of the walk that visited the tensors of the graph.
  let walk: UInt
  /// Whether what it computes is recorded.
  let isRecording: Bool
  /// Whether hooks are not called, but what they did before is done again.
  let replaysHooks: Bool
  /// The one in whose pullback it was started.
  private let outer: Propagation?
  /// Whether the pullback that runs has called a `backward` that is not recorded.
  var wasInterrupted = false
  /// How many shares of their gradients leaves with hooks wait for.
  var missingShares: [ObjectIdentifier: Int] = [:]
  private var actions: [() -> Void] = []

  init(walk: UInt, isRecording: Bool, replaysHooks: Bool, inside outer: Propagation?) {
    self.walk = walk
    self.isRecording = isRecording
    self.replaysHooks = replaysHooks
    self.outer = outer
  }

  /// Has something done when the outermost one is at its end.
  func atEnd(_ action: @escaping () -> Void) {
    if let outer { outer.atEnd(action) } else { actions.append(action) }
  }

  /// Does what was to be done at the end.
  func end() {
    for action in actions { action() }
  }
}
