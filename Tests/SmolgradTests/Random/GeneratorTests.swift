import Foundation
import Smolgrad
import Testing

/// The expected numbers are PyTorch's for the same seeds.
@Suite struct GeneratorTests {
  private func close(_ tensor: Tensor, _ expected: [Double]) -> Bool {
    tensor.count == expected.count
      && zip(tensor.doubles(), expected).allSatisfy { abs($0 - $1) < 6e-5 }
  }

  @Test func uniformNumbers() {
    let numbers = Tensor.rand([5], generator: Generator(seed: 0))
    #expect(close(numbers, [0.4963, 0.7682, 0.0885, 0.1320, 0.3074]))
    #expect(close(Tensor.rand([3], generator: Generator(seed: 42)), [0.8823, 0.9150, 0.3829]))
  }

  @Test func normalNumbers() {
    let numbers = Tensor.randn([5], generator: Generator(seed: 0))
    #expect(close(numbers, [1.5410, -0.2934, -2.1788, 0.5684, -1.0845]))
  }

  @Test func normalNumbersInBlocks() {
    let numbers = Tensor.randn([20], generator: Generator(seed: 0)).doubles()
    let block = Tensor.randn([16], generator: Generator(seed: 0)).doubles()
    #expect(Array(numbers[..<4]) == Array(block[..<4]))
    #expect(numbers.allSatisfy { abs($0) < 5 } && Set(numbers).count == 20)
  }

  /// With the C library's functions, one number after the other.
  @Test(arguments: [16, 4096, 10_007]) func normalNumbersAreThoseOfTheMethod(count: Int) {
    let generator = Generator(seed: 3)
    var numbers = Tensor.rand([count], generator: generator).doubles().map { Float($0) }
    let last = Tensor.rand([16], generator: generator).doubles().map { Float($0) }
    func transform(from start: Int) {
      for j in start..<start + 8 {
        let radius = (-2 * logf(1 - numbers[j])).squareRoot()
        let angle = 2 * Float.pi * numbers[j + 8]
        numbers[j] = radius * cosf(angle) * 2 + 0.5
        numbers[j + 8] = radius * sinf(angle) * 2 + 0.5
      }
    }
    for start in stride(from: 0, through: count - 16, by: 16) { transform(from: start) }
    if count % 16 != 0 {
      numbers.replaceSubrange((count - 16)..., with: last)
      transform(from: count - 16)
    }
    let own = Tensor.randn([count], mean: 0.5, deviation: 2, generator: Generator(seed: 3))
    // Other C libraries than glibc may differ in the last bit.
    for (a, b) in zip(own.doubles(), numbers) { #expect(abs(Float(a) - b) <= 8 * b.ulp) }
    #if canImport(Glibc)
      #expect(own.doubles().map { Float($0) } == numbers)
    #endif
  }

  /// What is rounded up to the end of the range begins it; PyTorch's counts and sums for 100,000 numbers.
  @Test(arguments: [
    (DType.float16, -0.3, 0.7, 0.69970703125, 12, 20004.062228679657),
    (.float16, 0, 1, 0.99951171875, 22, 49986.98640221357),
    (.bfloat16, -0.3, 0.7, 0.6953125, 296, 19729.029583752155),
    (.bfloat16, 0, 1, 0.99609375, 197, 49812.42720013857),
  ])
  func uniformNumbersOfTwoBytes(
    dtype: DType, lower: Double, upper: Double, largest: Double, smallest: Int, sum: Double
  ) {
    let numbers = Tensor.uniform(
      [100_000], from: lower, to: upper, dtype: dtype, generator: Generator(seed: 1)
    ).doubles()
    let least = numbers.min()
    #expect(numbers.max() == largest)
    #expect(numbers.filter { $0 == least }.count == smallest)
    #expect(abs(numbers.reduce(0, +) - sum) < 1e-6)
  }

  @Test func permutation() {
    let order = Tensor.randperm(10, generator: Generator(seed: 0))
    #expect(order.integers() == [4, 1, 7, 5, 3, 9, 0, 8, 6, 2])
  }

  @Test func seedingAgainRepeats() {
    let generator = Generator(seed: 7)
    let first = Tensor.randint(0, 100, [8], generator: generator).integers()
    generator.seed(7)
    #expect(Tensor.randint(0, 100, [8], generator: generator).integers() == first)
  }

  @Test func bernoulliKeepsItsProbability() {
    let draws = Tensor.bernoulli([10_000], probability: 0.2, generator: Generator(seed: 1))
    #expect(abs(draws.mean().item() - 0.2) < 0.02)
    #expect(Tensor.bernoulli([100], probability: 1).sum().item() == 100)
  }
}
