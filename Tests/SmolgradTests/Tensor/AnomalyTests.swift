import Smolgrad
import Testing

@Suite struct AnomalyTests {
  @Test func namesOperationAndModule() {
    let error = #expect(throws: Anomaly.self) {
      try detectingAnomalies {
        Scope.entering(type: "Net", name: "") {
          Scope.entering(type: "Head", name: "head") { (Tensor([1, -1]).log() * 2).exp() }
        }
      }
    }
    #expect(error?.operation == "log" && error?.path == "head" && error?.phase == .forward)
    #expect(
      error?.description == "log in head (Head) computed 1 NaN and 0 infinite elements in shape [2]"
    )
  }

  @Test func namesThePullback() {
    let x = Tensor([0, 1], requiresGradient: true)
    let error = #expect(throws: Anomaly.self) {
      try detectingAnomalies { x.sqrt().sum().backward() }
    }
    #expect(error?.operation == "sqrt" && error?.phase == .backward && error?.infinityCount == 1)
    #expect(x.gradient == nil)
  }

  @Test func finiteResultsAndMasksPass() throws {
    let y = try detectingAnomalies {
      let scores = Tensor.ones([2, 2]).maskedFill(
        Tensor(booleans: [false, true, false, false], shape: [2, 2]), -Double.infinity)
      return scores.softmax(dim: 1)
    }
    #expect(y.doubles() == [1, 0, 0.5, 0.5])
  }
}
