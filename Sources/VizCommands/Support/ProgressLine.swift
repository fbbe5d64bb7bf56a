import Dispatch
import GraphExport
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A line on the terminal that says what is being done and for how long already; nothing where standard error is no terminal.
///
/// What is done in an instant is not mentioned.
final class ProgressLine: Sendable {
  private let state: Mutex<State>
  /// Safe from any thread, as all that Dispatch makes, though it does not say so to the compiler.
  nonisolated(unsafe) private let ticks: any DispatchSourceTimer

  private struct State {
    var step: String
    var start = ContinuousClock.now
    var isShown = false
  }

  /// Starts to tell; nil where nobody reads it.
  init?(_ step: String) {
    guard isatty(STDERR_FILENO) == 1 else { return nil }
    state = Mutex(State(step: step))
    ticks = DispatchSource.makeTimerSource(queue: .global())
    ticks.schedule(deadline: .now() + .milliseconds(400), repeating: .milliseconds(100))
    ticks.setEventHandler { [weak self] in self?.show() }
    ticks.resume()
  }

  /// Goes on to the next step.
  func show(_ step: String) {
    state.withLock { $0.step = step }
  }

  /// Takes the line away.
  func end() {
    ticks.cancel()
    state.withLock { state in
      if state.isShown { StandardStreams.control("\r\u{1b}[K") }
      state.isShown = false
    }
  }

  /// The text in place of the line, cut off where the terminal ends: a second line would not be taken away.
  private static func unwrapped(_ text: String) -> String {
    "\r\u{1b}[K\u{1b}[?7l\(Quoting.terminal(text))\u{1b}[?7h"
  }

  private func show() {
    state.withLock { state in
      guard !ticks.isCancelled else { return }
      let tenths = Int((ContinuousClock.now - state.start) / .milliseconds(100))
      state.isShown = true
      StandardStreams.control(
        Self.unwrapped("\(state.step) … \(tenths / 10).\(tenths % 10) s"))
    }
  }
}
