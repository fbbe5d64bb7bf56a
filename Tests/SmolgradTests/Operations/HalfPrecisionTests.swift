import Smolgrad
import Testing

/// Half precision is computed in single precision and rounded once; the values are those of PyTorch 2.15.
struct HalfPrecisionTests {
  /// A result in half precision, and the gradient of its sum.
  private func answer(_ values: [Double], _ body: (Tensor) -> Tensor) -> ([Double], [Double]) {
    let x = Tensor(values, shape: [values.count], dtype: .float16)
    x.requiresGradient = true
    let y = body(x)
    y.sum().backward()
    return (y.doubles(), x.gradient!.doubles())
  }

  @Test func sumsThatDoNotFitAreDividedFirst() {
    #expect(answer([40000, 40000, 40000]) { $0.mean() }.0 == [40000])
    #expect(answer([1000, 1001, 1002]) { $0.mean() }.0 == [1001])
    let mean = answer([1]) { $0.broadcast(to: [70000]).mean() }
    #expect(mean.0 == [1])
    #expect(abs(mean.1[0] - 1) < 0.01)
  }

  @Test func squaresMayBeLargerThanTheType() {
    let norm = answer([300, 400]) { $0.norm() }
    #expect(norm.0 == [500])
    #expect(zip(norm.1, [0.6, 0.8]).allSatisfy { abs($0 - $1) < 1e-3 })
    #expect(answer([100, 100]) { $0.norm(3) }.0 == [126])
    #expect(answer([300, -300]) { $0.std() }.0 == [424.25])
    let std = answer([1000, 1001, 1002]) { $0.std() }
    #expect(std.0 == [1])
    #expect(std.1 == [-0.5, 0, 0.5])
    #expect(answer([12]) { $0.softplus() }.0 == [12])
  }

  @Test func normalizationKeepsSmallGradients() {
    let gradient = answer([300, 400, 1000]) { $0.layerNorm([3])[0] }.1
    #expect(zip(gradient, [0.001354, -0.00158, 0.000226]).allSatisfy { abs($0 - $1) < 2e-6 })
    #expect(answer([1e4, 2e4, 3e4, 6e4]) { $0.layerNorm([4]) }.1.allSatisfy { abs($0) < 1e-3 })
  }

  @Test func secondDerivativesPassThroughTheWiderTensors() {
    let x = Tensor([3, 4], shape: [2], dtype: .float16)
    x.requiresGradient = true
    let first = gradients(of: x.norm(), withRespectTo: [x], recording: true)[0]!
    let second = gradients(of: first[0], withRespectTo: [x])[0]!
    #expect(second.dtype == .float16)
    // (1 - 0.6²) / 5 and -0.6 · 0.8 / 5
    #expect(zip(second.doubles(), [0.128, -0.096]).allSatisfy { abs($0 - $1) < 1e-4 })
  }
}
