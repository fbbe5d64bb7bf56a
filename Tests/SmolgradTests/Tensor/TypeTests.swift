import Smolgrad
import Testing

/// The expected types are PyTorch's.
@Suite struct TypeTests {
  @Test func promotion() {
    let (f, d, h) = (Tensor([1]), Tensor([1], dtype: .float64), Tensor([1], dtype: .float16))
    let (i, l, b) = (
      Tensor(integers: [1], dtype: .int32), Tensor(integers: [1]), Tensor(booleans: [true])
    )
    #expect((f + d).dtype == .float64 && (h + f).dtype == .float32 && (h * h).dtype == .float16)
    #expect((i + l).dtype == .int64 && (l + h).dtype == .float16 && (b + i).dtype == .int32)
    #expect((l / l).dtype == .float32 && (l * 2).dtype == .int64 && (l * 2.0).dtype == .float32)
    #expect((h * 2.5).dtype == .float16 && (b * 2).dtype == .int64)
    // A scalar does not widen a tensor of its own category.
    #expect((f + Tensor(1.0, dtype: .float64)).dtype == .float32)
    #expect((l + Tensor(1.5)).dtype == .float32)
    #expect((f .== d).dtype == .bool && l.sum().dtype == .int64 && b.sum().dtype == .int64)
    #expect(h.exp().dtype == .float16 && l.exp().dtype == .float32)
  }

  @Test func halfPrecisionGivesGradientsInTheInputsType() {
    let x = Tensor([1, 2], requiresGradient: true)
    let y = x.half().exp()
    #expect(y.dtype == .float16)
    y.sum().backward()
    #expect(x.gradient!.dtype == .float32)
    #expect(abs(x.gradient!.doubles()[1] - 7.3890) < 0.01)
  }

  @Test func halfPrecisionRounds() {
    #expect(Tensor([2049, 1e6, 1e-9], dtype: .float16).doubles() == [2048, .infinity, 0])
  }

  @Test func integersWrapAndDivide() {
    #expect((Tensor(integers: [Int.max]) + 1).integers() == [Int.min])
    #expect((Tensor(integers: [7]) / 2).doubles() == [3.5])
    #expect((Tensor(integers: [3]) ** 4).integers() == [81])
  }

  @Test func integersStayIntegers() {
    let x = Tensor(integers: [-2, 3, 9])
    #expect(x.relu().integers() == [0, 3, 9] && x.relu().dtype == .int64)
    #expect(x.cast(to: .int32).relu().dtype == .int32)
    #expect(x.relu6().integers() == [0, 3, 6] && x.relu6().dtype == .int64)
    #expect(x.square().integers() == [4, 9, 81] && x.square().dtype == .int64)
    #expect(x.abs().dtype == .int64 && x.sign().dtype == .int64 && (-x).dtype == .int64)
    #expect(x.clamp(min: 0, max: 5).integers() == [0, 3, 5])
    #expect(x.clamp(min: 0, max: 5).dtype == .int64 && x.clamp(min: 0.5).dtype == .float32)
    #expect(x.maskedFill(x .> 0, 1.5).integers() == [-2, 1, 1])
    #expect(Tensor(booleans: [true, false]).sign().dtype == .bool)
    #expect(x.logSumExp(dims: []).dtype == .float32)
  }

  @Test func whatHasNoTypeStops() async {
    await #expect(processExitsWith: .failure) { _ = Tensor(booleans: [true]) - 1 }
    await #expect(processExitsWith: .failure) { _ = -Tensor(booleans: [true]) }
    await #expect(processExitsWith: .failure) { _ = Tensor(booleans: [true]).relu() }
    await #expect(processExitsWith: .failure) { _ = Tensor(integers: [2]) ** -1 }
    await #expect(processExitsWith: .failure) { _ = Tensor(integers: [2]).leakyRelu() }
    await #expect(processExitsWith: .failure) { _ = Tensor(integers: [2]).layerNorm([1]) }
  }
}
