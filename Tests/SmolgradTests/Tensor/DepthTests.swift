import Foundation
import Smolgrad
import Synchronization
import TestSupport
import Testing

/// Runs the body on a thread with a stack of 512 KB.
private func onSmallStack(_ body: @escaping @Sendable () -> Double) -> Double {
  let result = Mutex(Double.nan)
  let done = DispatchSemaphore(value: 0)
  let thread = Thread {
    let value = body()
    result.withLock { $0 = value }
    done.signal()
  }
  thread.stackSize = 512 << 10
  thread.start()
  done.wait()
  return result.withLock { $0 }
}

@Suite(.serialized) struct DepthTests {
  @Test(arguments: [100_000, 1_000_000].quick(1))
  func aDeepChainIsBuiltDifferentiatedAndReleased(_ depth: Int) {
    let gradient = onSmallStack {
      let x = Tensor(1.0, requiresGradient: true)
      var y = x
      for _ in 0..<depth { y = -y }
      y.backward()
      precondition(history(of: y).count == depth + 1)
      return x.gradient!.item()
    }
    #expect(gradient == 1)
  }

  @Test(arguments: (1...4).quick(1))
  func aChainThroughTheLastOfSeveralInputsIsReleased(_ inputs: Int) {
    let count = onSmallStack {
      let leaves = (1..<inputs).map { Tensor([Double($0)]) }
      var y = Tensor([1.0], requiresGradient: true)
      for _ in 0..<50_000 {
        y = Tensor.recording("last", inputs: leaves + [y], value: withoutGradients { y + 0 })
      }
      return Double(history(of: y).count)
    }
    #expect(count == Double(50_000 + inputs))
  }

  @Test(.slow) func aDeepRecordedGradientIsReleased() {
    let value = onSmallStack {
      let x = Tensor(1.0, requiresGradient: true)
      var y = x
      for _ in 0..<100_000 { y = y * x }
      y.backward(recording: true)
      let gradient = x.gradient!.item()
      for tensor in history(of: y) { tensor.zeroGradient() }
      return gradient
    }
    #expect(value == 100_001)
  }

  /// Chains of other references than inputs are released without a stack, too.
  @Test(.slow, arguments: ["saved", "gradient"])
  func aChainOfAMillionIsReleased(_ reference: String) {
    let value = onSmallStack {
      var y = Tensor(1.0, requiresGradient: true)
      for _ in 0..<1_000_000 {
        if reference == "saved" {
          y = Tensor.recording("keeping", inputs: [], saved: [y], value: Tensor(1.0))
        } else {
          let next = Tensor(1.0)
          next.gradient = y
          y = next
        }
      }
      return y.item()
    }
    #expect(value == 1)
  }
}
