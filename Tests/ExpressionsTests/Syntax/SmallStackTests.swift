import Dispatch
import Expressions
import Foundation
import Smolgrad
import Testing

/// Expressions are read by recursion, which needs a stack.
@Suite struct SmallStackTests {
  @Test("The deepest nesting that is allowed fits a small stack")
  func smallStack() {
    nonisolated(unsafe) var values: [Double?] = []
    let done = DispatchSemaphore(value: 0)
    let thread = Thread {
      for (opening, closing) in [
        ("(", ")"), ("tanh(", ")"), ("-", ""), ("x[", "]"), ("[", "]"), ("2**", ""),
      ] {
        let text =
          String(repeating: opening, count: 99) + "x" + String(repeating: closing, count: 99)
        // Some have a value and some have not; none needs more than there is.
        let value = try? TensorExpression(text).evaluate(["x": 2])
        values.append(value.flatMap { $0.count == 1 ? $0.item() : nil })
      }
      done.signal()
    }
    // Without the optimizer a function takes several times as much.
    #if DEBUG
      thread.stackSize = 2 << 20
    #else
      thread.stackSize = 512 << 10
    #endif
    thread.start()
    done.wait()
    #expect(values.count == 6)
    #expect(values.first == 2 && values.dropFirst(2).first == -2)
  }
}
