import Smolgrad
import SmolgradNN
import Testing

private final class Model: Module {
  let body = Sequential(Linear(2, 5), ReLU())
  let head = Linear(4, 1)
  let norm = BatchNorm2d(1)

  override func forward(_ x: Tensor) -> Tensor { norm(head(body(x))) }
}

@Suite("What a user sees of a model")
struct DiagnosisTests {
  @Test("The outline of a model")
  func description() {
    #expect(
      Model().description == """
        Model, 22 parameters
          body: Sequential
            0: Linear, weight [5, 2], bias [5]
            1: ReLU
          head: Linear, weight [1, 4], bias [1]
          norm: BatchNorm2d, weight [1], bias [1], runningMean [1], runningVar [1], numBatchesTracked []
        """)
  }

  @Test("Shapes that do not fit are named, with the module's path")
  func shapes() async throws {
    let result = try #require(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Model()(Tensor.ones([3, 2]))
      })
    let message = String(decoding: result.standardErrorContent, as: UTF8.self)
    #expect(
      message.contains(
        "matmul in head (Linear): inputs of shape [3, 5] do not fit a weight of shape [1, 4]"),
      "\(message)"
    )
  }

  @Test("An optimizer without parameters, and modules that can't be made")
  func wrongUse() async throws {
    await #expect(processExitsWith: .failure) { _ = SGD(ReLU().parameters()) }
    await #expect(processExitsWith: .failure) { _ = SGD([Tensor(1, requiresGradient: true) * 2]) }
    await #expect(processExitsWith: .failure) { _ = GroupNorm(2, 3) }
    await #expect(processExitsWith: .failure) { _ = MultiheadAttention(5, heads: 2) }
    await #expect(processExitsWith: .failure) { _ = LSTM(2, 3)(Tensor.ones([2])) }
    await #expect(processExitsWith: .failure) { _ = Module()(Tensor.ones([2])) }
  }
}
