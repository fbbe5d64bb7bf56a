import Smolgrad
import Testing

/// Functions whose loops in single precision approximate, against the C library's in double precision.
struct SinglePrecisionTests {
  @Test func geluAndItsSlopeAreExactToTheLastDigits() {
    let values = (-40_000...40_000).map { Double(Float($0) / 2500) }
    func results(_ dtype: DType) -> [[Double]] {
      let x = Tensor(values, shape: [values.count], dtype: dtype)
      x.requiresGradient = true
      let y = x.gelu()
      y.sum().backward()
      return [y.doubles(), x.gradient!.doubles()]
    }
    for (single, double) in zip(results(.float32), results(.float64)) {
      let off = values.indices.filter {
        abs(single[$0] - double[$0]) > 4e-7 * min(1, abs(double[$0])) + 2e-7 * abs(values[$0])
      }
      #expect(off.isEmpty, "at \(off.prefix(5).map { values[$0] })")
    }
  }

  // The weights of a row add up to 1 only nearly, which must not count where all gradients are large and nearly the same.
  @Test func theGradientOfSoftmaxHoldsBesideALargeOne() {
    func gradient(_ dtype: DType) -> [Double] {
      let x = Tensor([[0.3, 1.1, -0.7, 0.4, 2.2]], dtype: dtype, requiresGradient: true)
      let slope = Tensor([[4096, 4096.5, 4097, 4095.5, 4096]], dtype: dtype)
      (x.softmax(dim: 1) * slope).sum().backward()
      return x.gradient!.doubles()
    }
    for (single, double) in zip(gradient(.float32), gradient(.float64)) {
      #expect(abs(single - double) < 1e-6)
    }
  }

  @Test func geluOfWhatIsNotFinite() {
    let x = Tensor([Double.infinity, -.infinity, .nan], shape: [3], dtype: .float32)
    let y = x.gelu().doubles()
    #expect(y[0] == .infinity)
    // -infinity times 0, as in PyTorch.
    #expect(y[1].isNaN && y[2].isNaN)
  }
}
