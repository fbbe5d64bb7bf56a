import Smolgrad
import SmolgradNN
import Testing

@Suite("Memory")
struct MemoryTests {
  @Test("A training step leaves nothing behind")
  func trainingStep() {
    let model = Sequential(Linear(2, 3), Tanh(), Linear(3, 1))
    let optimizer = SGD(model.parameters(), learningRate: 0.1, momentum: 0.9)
    let (x, target) = (Tensor.ones([4, 2]), Tensor.zeros([4, 1]))
    weak var earlier: Tensor?
    weak var earlierHidden: Tensor?
    weak var earlierGradient: Tensor?
    weak var earlierScope: Scope?
    for step in 0..<3 {
      optimizer.zeroGradients()
      let loss = MSELoss()(model(x), target)
      loss.backward()
      optimizer.step()
      if step == 0 {
        (earlier, earlierHidden) = (loss, loss.inputs[0])
        (earlierGradient, earlierScope) = (loss.inputs[0].gradient, loss.record?.scope)
        #expect(earlierHidden != nil && earlierGradient != nil && earlierScope != nil)
      }
    }
    #expect(earlier == nil && earlierHidden == nil)
    #expect(earlierGradient == nil && earlierScope == nil)
  }
}
