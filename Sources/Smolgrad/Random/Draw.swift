/// What random numbers a program asks for.
struct Draw: Equatable {
  private let shape: [Int]
  private let dtype: DType
  private let distribution: String
  private let parameters: [Double]

  init(_ shape: [Int], _ dtype: DType, _ distribution: String, _ parameters: Double...) {
    self.shape = shape
    self.dtype = dtype
    self.distribution = distribution
    self.parameters = parameters
  }

  /// Whether it takes so long that it is worth its memory not to draw a second time.
  var isLarge: Bool { shape.elementCount >= 1 << 14 }
}

/// The large draws of a program's run, in order, for the runs that repeat it.
struct KnownDraws {
  private var draws:
    [(draw: Draw, before: Generator.State, after: Generator.State, numbers: NDArray)] =
      []

  /// Draws numbers, and remembers them.
  mutating func add(_ draw: Draw, _ generator: Generator, _ make: () -> NDArray) -> NDArray {
    let before = generator.withState { $0 }
    let numbers = make()
    draws.append((draw, before, generator.withState { $0 }, numbers))
    return numbers
  }

  /// The numbers of a draw, where the same generator would give the same ones; it then goes on behind them.
  func numbers(_ index: Int, of draw: Draw, _ generator: Generator) -> NDArray? {
    guard draws.indices.contains(index), draws[index].draw == draw,
      draws[index].before == generator.withState({ $0 })
    else { return nil }
    generator.withState { $0 = draws[index].after }
    return draws[index].numbers
  }
}
