import Smolgrad
import SmolgradNN
import Testing

@testable import GraphExport

/// A module of single numbers says nothing when it is closed; one of arrays shows its parameters.
@Suite struct SingleNumbersTests {
  private func snapshot(_ shape: [Int], steps: Int) -> GraphSnapshot {
    let x = Tensor.ones(shape).named("x")
    return GraphSnapshot(of: Chains(steps: steps)(x).sum().named("loss"))
  }

  @Test func modulesOfSingleNumbersStayOpenUpToSomeNodes() {
    let numbers = snapshot([], steps: 16)
    #expect((49...64).contains(numbers.nodes.count), "\(numbers.nodes.count)")
    #expect(numbers.automaticallyCollapsed() == numbers)
    let more = snapshot([], steps: 40)
    #expect(more.automaticallyCollapsed().nodes.count < more.nodes.count)
  }

  @Test func othersAreClosed() {
    let arrays = snapshot([3], steps: 16)
    #expect(arrays.automaticallyCollapsed().nodes.count < arrays.nodes.count)
  }
}

/// Two modules, each of which computes step by step.
private final class Chains: Module {
  let first: Steps
  let second: Steps

  init(steps: Int) { (first, second) = (Steps(steps / 2), Steps(steps / 2)) }

  override func forward(_ x: Tensor) -> Tensor { second(first(x)) }
}

private final class Steps: Module {
  let weights: [Tensor]

  init(_ count: Int) { weights = (0..<count).map { _ in Tensor(1.5).asParameter() } }

  override func forward(_ x: Tensor) -> Tensor { weights.reduce(x) { ($0 * $1) } }
}
