import Smolgrad
import SmolgradNN
import Testing

private func model(_ seed: UInt64) -> Sequential {
  let generator = Generator(seed: seed)
  return Sequential(Linear(2, 3, generator: generator), ReLU(), Linear(3, 1, generator: generator))
}

@Suite("State dictionaries")
struct StateDictTests {
  @Test("Keys are those of PyTorch")
  func keys() {
    final class Named: Module {
      let inProjWeight = Tensor.ones([1]).asParameter()
      let runningMean = Tensor.ones([1]).asBuffer()
      let fc1 = Linear(1, 1)
    }
    #expect(model(1).stateDict().keys == ["0.weight", "0.bias", "2.weight", "2.bias"])
    #expect(
      Named().stateDict().keys == ["in_proj_weight", "running_mean", "fc1.weight", "fc1.bias"])
  }

  @Test("What was saved is loaded, and does not change while the model trains on")
  func roundTrip() throws {
    let (first, second) = (model(1), model(2))
    let x = Tensor([[0.5, -1]])
    let state = first.stateDict()
    let expected = first(x).item()
    first.parameters()[0].assign(Tensor.zeros([3, 2]))
    #expect(second(x).item() != expected)
    try second.loadStateDict(state)
    #expect(second(x).item() == expected)
  }

  @Test("Every key that does not fit is named, and nothing is changed")
  func mismatches() throws {
    let model = model(1)
    var state = model.stateDict()
    state["0.weight"] = Tensor.zeros([2, 3])
    state["0.bias"] = Tensor.zeros([3])
    state["2.bias"] = nil
    state["3.bias"] = Tensor.zeros([3])
    let bias = model.parameters()[1].doubles()
    let error = #expect(throws: StateDictError.self) { try model.loadStateDict(state) }
    #expect(
      error?.description
        == "the state dictionary does not fit the model; missing: 2.bias; unexpected: 3.bias; "
        + "0.weight has shape [2, 3], not [3, 2]")
    #expect(model.parameters()[1].doubles() == bias)
    state["0.weight"] = nil
    try model.loadStateDict(state, strict: false)
    #expect(model.parameters()[1].doubles() == [0, 0, 0])
  }
}
