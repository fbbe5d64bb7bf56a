import Smolgrad
import Testing

/// Where implementations of these operations go wrong; the expected numbers are PyTorch's.
@Suite struct EdgeCaseTests {
  @Test func aRepeatedIndexGetsTheSumOfItsGradients() {
    let x = Tensor([1, 2, 3], requiresGradient: true)
    x[Tensor(integers: [0, 0, 2])].sum().backward()
    #expect(x.gradient!.doubles() == [2, 0, 1])
  }

  @Test func thePaddingRowOfAnEmbeddingGetsNoGradient() {
    let weight = Tensor([[1, 2], [3, 4]], requiresGradient: true)
    Tensor.embedding(Tensor(integers: [0, 1, 0]), weight: weight, padding: -1).sum().backward()
    #expect(weight.gradient!.doubles() == [2, 2, 0, 0])
  }

  @Test func aPowerWithExponentZero() {
    let x = Tensor(0.0, requiresGradient: true)
    (x ** 0).backward()
    #expect(x.gradient!.item() == 0)
  }

  @Test func clampKeepsTheInputAndMasksTheGradient() {
    let x = Tensor([-1, 0.5, 2], requiresGradient: true)
    let y = x.clamp(min: 0, max: 1)
    y.sum().backward()
    #expect(y.doubles() == [0, 0.5, 1] && x.doubles() == [-1, 0.5, 2])
    #expect(x.gradient!.doubles() == [0, 1, 0])
  }

  @Test func meansDivideBySizes() {
    #expect(Tensor.ones([2, 3, 4]).mean(dims: [2]).doubles() == [Double](repeating: 1, count: 6))
    #expect(Tensor.ones([2, 3, 4]).mean(dims: [0, 2]).shape == [3])
  }

  @Test func sigmoidStaysFinite() {
    let x = Tensor([-100, 100], requiresGradient: true)
    x.sigmoid().sum().backward()
    #expect(x.gradient!.doubles().allSatisfy { $0 >= 0 && $0 < 1e-40 })
  }

  @Test func lossesAreMeansOverElements() {
    let x = Tensor([[1, 2], [3, 4]])
    #expect(x.mseLoss(Tensor.zeros([2, 2])).item() == 7.5)
    let loss = Tensor([0.9, 0.2]).binaryCrossEntropy(Tensor([1, 0]))
    #expect(abs(loss.item() - 0.1643) < 5e-5)
  }

  @Test func dropoutKeepsTheMean() {
    let y = Tensor.ones([100_000]).dropout(0.2, generator: Generator(seed: 1))
    #expect(abs(y.mean().item() - 1) < 0.01)
    #expect(Tensor.ones([8]).dropout(1).doubles() == [Double](repeating: 0, count: 8))
    #expect(Tensor.ones([8]).dropout(0.5, isTraining: false).sum().item() == 8)
  }

  @Test func emptyTensors() {
    #expect(Tensor.zeros([0, 3]).sum().item() == 0)
    #expect(Tensor.zeros([0, 3]).sum(dim: 0).doubles() == [0, 0, 0])
    #expect(Tensor.zeros([0]).mean().item().isNaN)
    #expect((Tensor.zeros([2, 0]) • Tensor.zeros([0, 2])).doubles() == [0, 0, 0, 0])
    #expect(Tensor.zeros([0]).prod().item() == 1)
  }

  @Test func argmaxFindsTheFirst() {
    #expect(Tensor([[1, 3, 3], [5, 2, 5]]).argmax(dim: 1).integers() == [1, 0])
    #expect(Tensor([1, .nan, 3]).argmax().integers() == [1])
  }
}
