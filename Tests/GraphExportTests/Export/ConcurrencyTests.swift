import Foundation
import GraphExport
import Smolgrad
import Synchronization
import TestSupport
import Testing

@Suite(.slow) struct ConcurrencyTests {
  /// OpenBLAS stops its threads before a fork; a product that goes on in another thread must not make that hang.
  @Test(.timeLimit(.minutes(15))) func drawsWhileMatricesAreMultiplied() throws {
    let drawing = Drawing(of: Samples.neuron())
    let first = try drawing.data(as: .svg)
    let state = State()
    let thread = Thread {
      let a = Tensor.ones([300, 300])
      while !state.isDone.load(ordering: .relaxed) {
        _ = withoutGradients { a.matmul(a) }
        state.products.add(1, ordering: .relaxed)
      }
    }
    thread.start()
    // OpenBLAS waits for ever at the end of a program whose threads still multiply.
    defer {
      state.isDone.store(true, ordering: .relaxed)
      while !thread.isFinished { usleep(100) }
    }
    while state.products.load(ordering: .relaxed) == 0 { usleep(100) }
    for _ in 0..<50 { #expect(try drawing.data(as: .svg) == first) }
    #expect(state.products.load(ordering: .relaxed) > 1)
  }

  /// What the two threads tell each other.
  private final class State: Sendable {
    let isDone = Atomic(false)
    let products = Atomic(0)
  }

  @Test func drawsTheSameFromSeveralThreads() throws {
    let drawing = Drawing(of: Samples.layer())
    let expected = try drawing.data(as: .svg)
    let differing = Atomic(0)
    DispatchQueue.concurrentPerform(iterations: 8) { _ in
      for _ in 0..<5 where (try? drawing.data(as: .svg)) != expected {
        differing.add(1, ordering: .relaxed)
      }
    }
    #expect(differing.load(ordering: .relaxed) == 0)
  }
}
