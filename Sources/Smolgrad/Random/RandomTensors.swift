import CKernels

extension Tensor {
  /// Random numbers, evenly distributed from `lower` up to `upper`, like PyTorch's `uniform_` and, without bounds, `rand`.
  ///
  /// Of two bytes an element they are those of `float32`, rounded; what is rounded up to `upper` becomes `lower`.
  public static func uniform(
    _ shape: [Int], from lower: Double = 0, to upper: Double = 1, dtype: DType = .float32,
    generator: Generator = .shared
  ) -> Tensor {
    required(try checkSize(shape, "uniform", byteCount: dtype.byteCount))
    let largest = dtype == .float64 ? Double.greatestFiniteMagnitude : 0x1.fffffep127
    guard lower <= upper, -lower <= largest, upper <= largest, upper - lower <= largest else {
      fail("uniform", "there are no numbers from \(lower) up to \(upper)")
    }
    checkFloatingPoint(dtype, "uniform")
    let dtype = Context.current.typed?.drawnType(for: dtype) ?? dtype
    let array = drawn(Draw(shape, dtype, "uniform", lower, upper), generator) {
      let isDouble = dtype == .float64
      let array = NDArray(uninitialized: shape, dtype: isDouble ? .float64 : .float32)
      let count = array.count
      if isDouble {
        let target = UnsafeMutableBufferPointer(start: array.pointer(Double.self), count: count)
        fill(target, generator) { $0.uniformDouble().scaled(to: lower, upper) }
      } else {
        nonisolated(unsafe) let target = UnsafeMutableBufferPointer(
          start: array.pointer(Float.self), count: count)
        generator.withState { $0.fill(target, from: Float(lower), to: Float(upper)) }
      }
      return dtype.computesInFloat32
        ? array.rounded(to: dtype, from: lower, upTo: upper) : array.cast(to: dtype)
    }
    return Tensor(array.asLeaf(), role: .input)
  }

  /// Numbers that a draw gives, or gave before where the run repeats another one.
  private static func drawn(
    _ draw: Draw, _ generator: Generator, _ make: () -> NDArray
  ) -> NDArray {
    Context.current.typed?.drawn(draw, generator, make) ?? make()
  }

  /// Random numbers in [0, 1), like PyTorch's `rand`.
  public static func rand(
    _ shape: [Int], dtype: DType = .float32, generator: Generator = .shared
  ) -> Tensor {
    required(try checkSize(shape, "rand", byteCount: dtype.byteCount))
    return uniform(shape, dtype: dtype, generator: generator)
  }

  /// Random numbers of a normal distribution, like PyTorch's `normal_` and, without parameters, `randn`.
  ///
  /// From 16 elements on they agree with PyTorch's to the last bit but one.
  public static func randn(
    _ shape: [Int], mean: Double = 0, deviation: Double = 1, dtype: DType = .float32,
    generator: Generator = .shared
  ) -> Tensor {
    required(try checkSize(shape, "randn", byteCount: dtype.byteCount))
    guard deviation >= 0 else { fail("randn", "the deviation must not be negative: \(deviation)") }
    checkFloatingPoint(dtype, "randn")
    let dtype = Context.current.typed?.drawnType(for: dtype) ?? dtype
    let count = shape.elementCount
    let array = drawn(Draw(shape, dtype, "randn", mean, deviation), generator) {
      if count < 16 {
        let values = generator.withState { state in
          (0..<count).map { _ in state.normal() * deviation + mean }
        }
        return .filled(shape, with: values, dtype: dtype)
      }
      if dtype == .float64 {
        let array = NDArray(uninitialized: shape, dtype: .float64)
        let target = UnsafeMutableBufferPointer(start: array.pointer(Double.self), count: count)
        normal(target, generator) { state, part in
          for index in part.indices { part[index] = state.uniformDouble() }
        } transform: {
          boxMuller($0, mean, deviation)
        }
        return array
      }
      let values = NDArray(uninitialized: shape, dtype: .float32)
      let target = UnsafeMutableBufferPointer(start: values.pointer(Float.self), count: count)
      normal(target, generator, drawsRest: !dtype.computesInFloat32) { state, part in
        state.fill(part)
      } transform: {
        sg_box_muller_f32($0.baseAddress, Float(mean), Float(deviation), $0.count)
      }
      return values.cast(to: dtype)
    }
    return Tensor(array.asLeaf(), role: .input)
  }

  /// Random integers from `low` up to, but not including, `high`, like PyTorch's `randint`.
  public static func randint(
    _ low: Int = 0, _ high: Int, _ shape: [Int], generator: Generator = .shared
  ) -> Tensor {
    required(try checkSize(shape, "randint", byteCount: 8))
    guard low < high else { fail("randint", "there is no integer from \(low) up to \(high)") }
    let values = generator.withState { state in
      (0..<shape.elementCount).map { _ in state.integer(in: low..<high) }
    }
    return Tensor(integers: values, shape: shape)
  }

  /// The integers below `count` in a random order, like PyTorch's `randperm`.
  public static func randperm(_ count: Int, generator: Generator = .shared) -> Tensor {
    required(try checkSize([count], "randperm", byteCount: 8))
    var order = Array(0..<count)
    let steps = generator.withState { state in
      (0..<Swift.max(count - 1, 0)).map { Int(state.bits32()) % (count - $0) }
    }
    for (index, step) in steps.enumerated() { order.swapAt(index, index + step) }
    return Tensor(integers: order)
  }

  /// Random ones with a probability, else zeros, like PyTorch's `bernoulli_`.
  public static func bernoulli(
    _ shape: [Int], probability: Double, dtype: DType = .float32, generator: Generator = .shared
  ) -> Tensor {
    required(try checkSize(shape, "bernoulli"))
    guard (0...1).contains(probability) else {
      fail("bernoulli", "probability \(probability) is not between 0 and 1")
    }
    let array = NDArray(uninitialized: shape, dtype: .bool)
    let target = UnsafeMutableBufferPointer(start: array.pointer(UInt8.self), count: array.count)
    fill(target, generator) { $0.uniformDouble() < probability ? 1 : 0 }
    return Tensor(array.cast(to: dtype).asLeaf(), role: .input)
  }

  private static func checkFloatingPoint(_ dtype: DType, _ operation: String) {
    guard dtype.isFloatingPoint else {
      fail(operation, "needs a floating point type, not \(dtype.rawValue)")
    }
  }

  private static func fill<T>(
    _ target: UnsafeMutableBufferPointer<T>, _ generator: Generator,
    _ draw: (inout Generator.State) -> T
  ) {
    nonisolated(unsafe) let target = target
    withoutActuallyEscaping(draw) { draw in
      nonisolated(unsafe) let draw = draw
      generator.withState { state in
        for index in target.indices { target[index] = draw(&state) }
      }
    }
  }

  /// PyTorch's order of draws from 16 elements on: uniform numbers, then Box and Muller's method on blocks of 16, of which the last may
  /// overlap the one before and is drawn anew.
  ///
  /// For types of two bytes an element the rest behind the whole blocks is drawn once only, which `drawsRest` says.
  private static func normal<T>(
    _ target: UnsafeMutableBufferPointer<T>, _ generator: Generator, drawsRest: Bool = true,
    draw: @escaping (inout Generator.State, UnsafeMutableBufferPointer<T>) -> Void,
    transform: @escaping (UnsafeMutableBufferPointer<T>) -> Void
  ) {
    nonisolated(unsafe) let (target, draw, transform) = (target, draw, transform)
    generator.withState { state in
      // In parts that stay in the processor's cache.
      let count = drawsRest ? target.count : target.count / 16 * 16
      for start in stride(from: 0, to: count, by: 4096) {
        let end = Swift.min(start + 4096, count)
        let part = UnsafeMutableBufferPointer(rebasing: target[start..<end])
        draw(&state, part)
        transform(part)
      }
      if target.count % 16 != 0 {
        let last = UnsafeMutableBufferPointer(rebasing: target[(target.count - 16)...])
        draw(&state, last)
        transform(last)
      }
    }
  }

  /// Box and Muller's method on each whole block of 16 uniform numbers.
  private static func boxMuller(
    _ target: UnsafeMutableBufferPointer<Double>, _ mean: Double, _ deviation: Double
  ) {
    for start in stride(from: 0, through: target.count - 16, by: 16) {
      for j in start..<start + 8 {
        let radius = (-2 * Double.logarithm(1 - target[j])).squareRoot()
        let angle = 2 * Double.pi * target[j + 8]
        target[j] = radius * Double.cosine(angle) * deviation + mean
        target[j + 8] = radius * Double.sine(angle) * deviation + mean
      }
    }
  }
}

extension NDArray {
  /// Numbers of a range in a type of less precision, still without the range's end.
  fileprivate func rounded(to dtype: DType, from lower: Double, upTo upper: Double) -> NDArray {
    let numbers = cast(to: dtype)
    func all(_ bound: Double) -> NDArray { .full([], .real(bound), dtype: dtype) }
    let isEnd = NDArray.zip(numbers, all(upper), ComparisonKernel.equal)
    return .choose(isEnd, all(lower).broadcast(to: shape), numbers)
  }
}

extension BinaryFloatingPoint {
  /// A number in [0, 1) moved into a range, with one rounding.
  fileprivate func scaled(to lower: Self, _ upper: Self) -> Self {
    lower.addingProduct(self, upper - lower)
  }
}
