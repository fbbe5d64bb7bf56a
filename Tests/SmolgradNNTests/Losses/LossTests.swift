import Smolgrad
import SmolgradNN
import TestSupport
import Testing

@Suite("Losses")
struct LossTests {
  @Test("Binary cross entropy is PyTorch's, with logarithms of at least -100")
  func binaryCrossEntropy() {
    let p = Tensor([0.9, 0.2], requiresGradient: true)
    let loss = BCELoss()(p, Tensor([1.0, 0.0]))
    #expect(abs(loss.item() - 0.1643) < 1e-4)
    loss.backward()
    #expect(abs(p.gradient!.doubles()[0] + 0.5556) < 1e-4)
    #expect(abs(p.gradient!.doubles()[1] - 0.625) < 1e-4)
    #expect(BCELoss(reduction: .sum)(Tensor([0.0, 1.0]), Tensor([1.0, 0.0])).item() == 200)
  }

  @Test("The mean is over all elements, and one operation is recorded")
  func meanSquaredError() {
    let loss = MSELoss()(Tensor([[1, 2], [3, 4]]), Tensor.zeros([2, 2]))
    #expect(loss.item() == 7.5)
    #expect(loss.record?.operation == "mse_loss")
    #expect(MSELoss(reduction: .none)(Tensor([1.0, 3]), Tensor([0.0, 1])).doubles() == [1, 4])
  }

  @Test("The target of a loss gets a gradient too", arguments: Reduction.allCases)
  func gradients(reduction: Reduction) {
    let (x, y) = (sample([2, 3]), sample([2, 3], seed: 2))
    checkGradients(of: [("x", x), ("y", y)], "MSELoss") { MSELoss(reduction: reduction)(x, y) }
    let (p, q) = (sample([2, 3], from: 0.1, to: 0.9), sample([2, 3], from: 0, to: 1, seed: 2))
    checkGradients(of: [("p", p), ("q", q)], "BCELoss", tolerance: 1e-5) {
      BCELoss(reduction: reduction)(p, q)
    }
  }
}
