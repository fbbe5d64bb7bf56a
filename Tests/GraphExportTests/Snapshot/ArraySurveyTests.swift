import GraphExport
import Smolgrad
import TestSupport
import Testing

/// The fast pass over an array's own elements against the slow one, over numbers of every kind.
@Suite struct ArraySurveyTests {
  /// What stands in the arrays.
  enum Kind: CaseIterable {
    case ordinary, constant, zeros, bothSigns, withInfinities, withNaN, tiny, huge, mixed, outlier

    func number(_ index: Int, _ random: inout SplitMix) -> Double {
      let x = random.unit() * 2 - 1
      switch self {
      case .ordinary: return x
      case .constant: return 0.1
      case .zeros: return index % 3 == 0 ? -0.0 : 0
      case .bothSigns: return x < 0 ? -1 : 1
      case .withInfinities: return x > 0.99 ? .infinity : x < -0.99 ? -.infinity : x
      case .withNaN: return index % 997 == 5 ? .nan : x
      case .tiny: return x * 1e-300 * 1e-10
      case .huge: return x * Double.greatestFiniteMagnitude
      case .mixed: return x * [1e300, 1e-300, 1, Double.leastNonzeroMagnitude][index % 4]
      case .outlier: return index == 0 ? 1e30 : x
      }
    }
  }

  static let shapes = [
    [0], [0, 5], [1], [1, 1], [257], [16, 17], [40, 7], [3, 100, 1], [50, 2, 3], [17, 17, 17],
    [2, 3, 4, 31], [4096], [100, 61], [5, 2049], [1, 10_000], [9000, 1], [2, 768, 5], [70, 300],
    [66, 500], [65, 900], [300, 3, 3], [4, 200, 130], [3, 30, 1100],
  ]

  private func expect(_ summary: ArraySummary, agreesWith values: [Double], _ name: String) {
    let slow = SlowSurvey(shape: summary.shape, values: values)
    let fast = summary.statistics
    let counts = [
      fast.negativeInfinity, fast.negative, fast.zero, fast.positive, fast.positiveInfinity,
      fast.nan,
    ]
    #expect(counts == slow.counts, "\(name)")
    #expect(fast.minimum == slow.minimum && fast.maximum == slow.maximum, "\(name)")
    let scale = max(abs(slow.minimum ?? 0), abs(slow.maximum ?? 0))
    for (fast, slow) in [
      (fast.mean, slow.mean), (fast.deviation, slow.deviation), (fast.norm, slow.norm),
    ] {
      guard let fast, let slow else {
        #expect(fast == nil && slow == nil, "\(name)")
        continue
      }
      // Subnormal numbers have few digits.
      let tolerance = 1e-12 * max(scale, abs(slow)) + 100 * Double.leastNonzeroMagnitude
      #expect(fast == slow || abs(fast - slow) <= tolerance, "\(name): \(fast), not \(slow)")
    }
    let cells = summary.thumbnail.cells.map { $0?.description }
    #expect(cells == slow.cells.map { $0?.description }, "\(name)")
  }

  @Test(arguments: Kind.allCases.quick(3)) func agreesOnDoublePrecision(kind: Kind) {
    for shape in Self.shapes {
      var random = SplitMix(seed: 3)
      let values = (0..<shape.reduce(1, *)).map { kind.number($0, &random) }
      let tensor = Tensor(values, shape: shape, dtype: .float64)
      expect(GraphSnapshot.summary(of: tensor), agreesWith: values, "\(kind) \(shape)")
      expect(
        ArraySummary(shape: shape, values: values), agreesWith: values, "\(kind) \(shape) values")
    }
  }

  @Test(arguments: Kind.allCases.quick(3)) func agreesOnSinglePrecision(kind: Kind) {
    for shape in Self.shapes {
      var random = SplitMix(seed: 4)
      let values = (0..<shape.reduce(1, *)).map { Double(Float(kind.number($0, &random))) }
      let tensor = Tensor(values, shape: shape)
      expect(GraphSnapshot.summary(of: tensor), agreesWith: values, "\(kind) \(shape)")
    }
  }

  @Test(arguments: [DType.float16, .int32, .int64, .bool].quick(2)) func agreesOnOtherTypes(
    dtype: DType
  ) {
    for shape in Self.shapes {
      var random = SplitMix(seed: 5)
      let values = (0..<shape.reduce(1, *)).map { _ in (random.unit() * 7).rounded() - 3 }
      let tensor = Tensor(values, shape: shape, dtype: dtype)
      expect(GraphSnapshot.summary(of: tensor), agreesWith: tensor.doubles(), "\(dtype) \(shape)")
    }
  }

  @Test func agreesOnViews() {
    let x = Tensor.randn([30, 40, 50], generator: Generator(seed: 1))
    let row = Tensor.randn([3000], dtype: .float64, generator: Generator(seed: 2))
    for view in [
      x.permute([2, 0, 1]), x.T, x.narrow(dim: 2, start: 3, length: 40),
      x[Indexing.slice(start: 1, end: nil, step: 3)], row.expand([7, 3000]), x[2],
      x.cast(to: .float16).permute([1, 2, 0]), x.narrow(dim: 0, start: 4, length: 1).T,
    ] {
      expect(GraphSnapshot.summary(of: view), agreesWith: view.doubles(), "\(view.shape)")
    }
  }

  /// A scalar has a way of its own.
  @Test func agreesOnScalars() {
    for value in [
      0, -0.0, 1, -2.5, .infinity, -.infinity, .nan, 1e300, -.leastNonzeroMagnitude,
      .greatestFiniteMagnitude,
    ] {
      let scalar = ArraySummary(shape: [], values: [value]).statistics
      let vector = Statistics([value])
      #expect(scalar == vector, "\(value)")
      #expect(scalar.mean?.sign == vector.mean?.sign, "\(value)")
    }
  }

  /// Equal elements have no deviation at all, however many there are.
  @Test func equalElementsDoNotDeviate() {
    for value in [0.1, -1e-30, 3e300] {
      let tensor = Tensor.full([100_000], value, dtype: .float64)
      let statistics = GraphSnapshot.summary(of: tensor).statistics
      #expect(statistics.deviation == 0 && statistics.mean == value)
    }
  }
}

extension GraphSnapshot {
  /// What the capture of a tensor says of its elements.
  fileprivate static func summary(of tensor: Tensor) -> ArraySummary {
    GraphSnapshot(of: tensor.detached()).nodes[0].tensor!.value
  }
}
