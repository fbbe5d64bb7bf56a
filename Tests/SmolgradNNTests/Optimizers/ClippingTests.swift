import Smolgrad
import SmolgradNN
import Testing

@Suite("Gradient clipping")
struct ClippingTests {
  /// Two parameters whose gradients are (3, 0) and (-4), and one without.
  private func parameters() -> [Tensor] {
    let (a, b) = (Tensor.zeros([2]).asParameter(), Tensor.zeros([1]).asParameter())
    a.gradient = Tensor([3, 0])
    b.gradient = Tensor([-4])
    return [a, b, Tensor.zeros([1]).asParameter()]
  }

  @Test("A norm that is too large is brought down to the limit")
  func norm() {
    let parameters = parameters()
    #expect(clipGradientNorm(parameters, maximum: 2.5) == 5)
    expectEqual(
      parameters[0].gradient, ReferenceTensor(key: nil, shape: [2], data: [1.5, 0]), "first")
    expectEqual(
      parameters[1].gradient, ReferenceTensor(key: nil, shape: [1], data: [-2]), "second")
    #expect(parameters[2].gradient == nil)
  }

  @Test("A small norm is left alone, and other norms are known")
  func smallNorm() {
    let parameters = parameters()
    #expect(clipGradientNorm(parameters, maximum: 10) == 5)
    #expect(clipGradientNorm(parameters, maximum: 10, p: .infinity) == 4)
    #expect(clipGradientNorm(parameters, maximum: 10, p: 1) == 7)
    #expect(parameters[0].gradient?.doubles() == [3, 0])
    #expect(clipGradientNorm([], maximum: 1) == 0)
  }

  @Test("A gradient that is not a number is not hidden")
  func notANumber() {
    let parameters = parameters()
    parameters[0].gradient = Tensor([.nan, 0])
    #expect(clipGradientNorm(parameters, maximum: 1).isNaN)
    #expect(parameters[1].gradient?.item().isNaN == true)
  }

  @Test("Values are limited one by one")
  func value() {
    let parameters = parameters()
    clipGradientValue(parameters, maximum: 3.5)
    #expect(parameters[0].gradient?.doubles() == [3, 0])
    #expect(parameters[1].gradient?.doubles() == [-3.5])
    #expect(parameters[2].gradient == nil)
  }
}
