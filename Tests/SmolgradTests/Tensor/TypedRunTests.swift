import Smolgrad
import Testing

/// A program that runs in another type than its own computes the same with other rounding.
@Suite struct TypedRunTests {
  private func types(of result: Tensor) -> Set<DType> {
    Set(history(of: result).filter { $0.dtype.isFloatingPoint }.map(\.dtype))
  }

  @Test func leavesHaveTheSameNumbers() {
    func program() -> [Tensor] {
      let generator = Generator(seed: 7)
      let drawn = Tensor.randn([20], generator: generator)
      return [
        drawn, .uniform([3, 5], dtype: drawn.dtype, generator: generator),
        .randn([4], generator: generator), Tensor(0.1), Tensor([0.1, 0.3]), .full([2], 0.7),
        .bernoulli([9], probability: 0.4, generator: generator),
      ]
    }
    let own = program()
    let wide = TypedRun(in: .float64).run(program)
    #expect(wide.allSatisfy { $0.dtype == .float64 })
    for (a, b) in zip(own, wide) { #expect(a.doubles() == b.doubles()) }
    let half = TypedRun(in: .float16)
    let narrow = half.run(program)
    #expect(narrow.allSatisfy { $0.dtype == .float16 })
    let repeated = TypedRun(repeating: half, in: .float32).run(program)
    #expect(repeated.allSatisfy { $0.dtype == .float32 })
    for (a, b) in zip(narrow, repeated) { #expect(a.doubles() == b.doubles()) }
  }

  /// What the program converts is an operation in both runs, and converts nothing in the wider one.
  @Test func conversionsAreOperationsInBoth() {
    func program() -> Tensor {
      let x = Tensor([0.1, 2.5], requiresGradient: true)
      let y = x.half() * 3
      let ranks = Tensor(integers: [1, 2]) * 0.5
      let z = (y.float().float() + ranks).sum()
      z.backward()
      return z
    }
    let own = TypedRun()
    let narrow = own.run(program)
    let wide = TypedRun(repeating: own, in: .float64).run(program)
    func operations(_ result: Tensor) -> [String] {
      history(of: result).compactMap { $0.record?.operation }
    }
    #expect(operations(narrow) == operations(wide))
    #expect(operations(narrow) == ["to", "mul", "to", "mul", "add", "sum"])
    #expect(types(of: narrow) == [.float16, .float32])
    #expect(types(of: wide) == [.float64])
    let x = Double(Float(0.1))
    #expect(wide.item() == (x * 3 + 0.5) + (2.5 * 3 + 1))
  }

  @Test func withoutARunTypesAreTheProgramsOwn() {
    #expect((Tensor(integers: [1]) * 0.5).dtype == .float32)
    #expect(TypedRun(in: .float64).run { Tensor(integers: [1]) * 0.5 }.dtype == .float64)
  }
}
