import Smolgrad
import Testing

/// The sentence with which a misuse stops the program.
private func message(_ result: ExitTest.Result?) -> String {
  String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
}

@Suite struct MisuseTests {
  @Test func shapesThatDoNotFit() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      _ = Scope.entering(type: "Linear", name: "fc") {
        Tensor.zeros([2, 3]) • Tensor.zeros([4, 5])
      }
    }
    #expect(
      message(result).contains(
        "matmul in fc (Linear): shapes [2, 3] and [4, 5] do not fit: 3 columns against 4 rows"))
  }

  @Test func broadcastThatDoesNotFit() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = Tensor.zeros([2, 3]) + Tensor.zeros([2]) }
    #expect(message(result).contains("add: shapes [2, 3] and [2] can't be broadcast"))
  }

  @Test func raggedRows() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = Tensor([[1, 2], [3]]) }
    #expect(message(result).contains("row 1 has 1 numbers, but row 0 has 2"))
  }

  @Test func backwardFromAVector() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { (Tensor([1, 2], requiresGradient: true) * 2).backward() }
    #expect(message(result).contains("needs a gradient to start from"))
  }

  @Test func backwardWithoutGradient() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { (Tensor(1.0) * 2).backward() }
    #expect(message(result).contains("requires no gradient"))
  }

  @Test func gradientOfAResult() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { (Tensor(1.0, requiresGradient: true) * 2).requiresGradient = false }
    #expect(message(result).contains("can be set on leaves only"))
  }

  @Test func backwardAfterAnAssignment() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      let w = Tensor(2.0, requiresGradient: true)
      let y = w * w
      withoutGradients { w.assign(w * 2) }
      y.backward()
    }
    #expect(message(result).contains("an input of mul was assigned to"))
  }

  @Test func integersHaveNoGradient() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { Tensor(integers: [1]).requiresGradient = true }
    #expect(message(result).contains("only floating point tensors have gradients"))
  }
}
