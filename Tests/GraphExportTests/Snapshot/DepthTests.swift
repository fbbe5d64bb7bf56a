import Foundation
import GraphExport
import Smolgrad
import TestSupport
import Testing

@Suite struct DepthTests {
  /// What a thread found, handed to the one that waits for it.
  private final class Outcome: @unchecked Sendable {
    var nodes = 0
    var edges = 0
    var gradient: Double?
    var backwardNodes = 0
    let done = DispatchSemaphore(value: 0)
  }

  /// A recursion would end at about 2,300 operations on this stack.
  @Test(.slow) func capturesALongChainOnASmallStack() {
    let (length, explained) = (100_000, 10_000)
    let outcome = Outcome()
    let thread = Thread {
      do {
        let y = Self.chain(length)
        let snapshot = GraphSnapshot(of: y)
        outcome.nodes = snapshot.nodes.count
        outcome.edges = snapshot.edges.count
        outcome.gradient = snapshot.nodes[0].tensor?.gradient.summary?.scalar
        let z = Self.chain(explained)
        _ = GraphSnapshot(of: z, capturing: .contributions).splittingSharedLeaves()
        outcome.backwardNodes = GraphSnapshot(of: z, capturing: .backward).nodes.count
      }
      // The tensors and the snapshots are released by now.
      outcome.done.signal()
    }
    thread.stackSize = 512 * 1024
    thread.start()
    outcome.done.wait()
    #expect(outcome.nodes == 2 * length + 1)
    #expect(outcome.edges == 2 * length)
    #expect(outcome.gradient == 1)
    #expect(outcome.backwardNodes == 2 * explained + 1)
  }

  private static func chain(_ length: Int) -> Tensor {
    let x = Tensor(0.5, requiresGradient: true).named("x")
    var y = x
    for _ in 0..<length { y = -y }
    y.backward()
    return y
  }
}
