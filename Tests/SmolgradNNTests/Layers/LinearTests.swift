import Smolgrad
import SmolgradNN
import TestSupport
import Testing

@Suite("Linear")
struct LinearTests {
  @Test("One product and one sum are recorded")
  func operations() {
    let layer = Linear(2, 3)
    let y = layer(Tensor.ones([4, 2]))
    #expect(y.record?.operation == "add")
    #expect(y.inputs[0].record?.operation == "matmul")
    #expect(y.inputs[0].inputs[1] === layer.weight)
    #expect(y.inputs[1] === layer.bias)
    #expect(Linear(2, 3, bias: false)(Tensor.ones([4, 2])).record?.operation == "matmul")
  }

  @Test(
    "Vectors, matrices, stacks and nothing at all", arguments: [[2], [4, 2], [2, 3, 2], [0, 2]])
  func shapes(shape: [Int]) {
    let layer = Linear(2, 3, dtype: .float64)
    let x = sample(shape)
    #expect(layer(x).shape == shape.dropLast() + [3])
    checkGradients(of: [("x", x)] + layer.namedParameters(), "Linear of \(shape)") { layer(x) }
  }
}
