import Smolgrad
import Testing

/// Derivatives where there are several, as PyTorch 2.15 chooses them.
struct SubgradientTests {
  private func gradient(_ values: [Double], _ body: (Tensor) -> Tensor) -> [Double] {
    let x = Tensor(values, shape: [values.count], dtype: .float64)
    x.requiresGradient = true
    body(x).sum().backward()
    return x.gradient!.doubles()
  }

  @Test func numbersThatClampPassNothingOnAtTheBounds() {
    #expect(gradient([0, 0.5, 1, .nan]) { $0.clamp(min: 0, max: 1) } == [0, 1, 0, 0])
    #expect(gradient([0, 0.5]) { $0.clamp(min: 0) } == [0, 1])
  }

  @Test func tensorsThatClampShareTheGradient() {
    let low = Tensor([1.0, 1, 1, 2, 1], shape: [5], dtype: .float64)
    let high = Tensor([2.0, 1, 2, 1, 2], shape: [5], dtype: .float64)
    low.requiresGradient = true
    high.requiresGradient = true
    #expect(gradient([1, 1, 2, 1, .nan]) { $0.clamp(min: low, max: high) } == [0.5, 1, 0.5, 0, 1])
    #expect(low.gradient!.doubles() == [0.5, 0, 0, 0, 0])
    #expect(high.gradient!.doubles() == [0, 0, 0.5, 1, 0])
    #expect(gradient([1, 1, 2, 3, .nan]) { $0.clamp(min: low) } == [0.5, 0.5, 1, 1, 1])
  }

  @Test func aRowThatIsMaskedAwayGivesZeros() {
    let q = Tensor([1.0, 2], shape: [1, 2], dtype: .float64)
    let k = Tensor([1.0, 2, 3, 4], shape: [2, 2], dtype: .float64)
    for tensor in [q, k] { tensor.requiresGradient = true }
    let y = q.scaledDotProductAttention(k, k, mask: .zeros([1, 2], dtype: .bool))
    #expect(y.doubles() == [0, 0])
    y.sum().backward()
    #expect(q.gradient!.doubles() == [0, 0])
    #expect(k.gradient!.doubles() == [0, 0, 0, 0])
  }

  @Test func diagonalsHaveAnOffset() {
    let x = Tensor([1.0, 2, 3, 4, 5, 6], shape: [2, 3], dtype: .float64)
    #expect(x.diagonal(offset: 1).doubles() == [2, 6])
    #expect(x.diagonal(offset: -1).doubles() == [4])
    #expect(x.diagonal(offset: 7).shape == [0])
    #expect(x.diagonal(offset: 1, dim1: 1, dim2: 0).doubles() == [4])
  }

  @Test func aVarianceWithNothingToDivideByHasAnInfiniteSlope() {
    let slopes = gradient([1, 2, 1, 2]) { $0.var(correction: 4) }
    #expect(slopes == Array(repeating: .infinity, count: 4))
    #expect(gradient([1, 2, 1.5, 1.5, 1.5]) { $0.var(correction: 5) }[2].isNaN)
  }

  @Test func aVectorIsItsOwnTranspose() {
    #expect(Tensor([1.0, 2], shape: [2]).T.doubles() == [1, 2])
  }
}
