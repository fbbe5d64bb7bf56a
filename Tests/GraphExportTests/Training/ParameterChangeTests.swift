import GraphExport
import Smolgrad
import SmolgradNN
import Testing

/// How far a recorder says that a parameter has gone, whatever changes it.
@Suite struct ParameterChangeTests {
  /// More than two chunks, and some elements besides.
  private static let count = 5000

  private static func parameter(_ dtype: DType = .float32) -> Tensor {
    let w = Tensor.randn([count], generator: Generator(seed: 1)).cast(to: dtype).detached()
    w.requiresGradient = true
    return w
  }

  /// Steps with one parameter; what is recorded must be what its elements say.
  ///
  /// - Parameter unknown: the steps, from 0, whose change can't be known.
  private static func check(
    _ w: Tensor, steps: Int = 4, unknown: Set<Int> = [], tolerance: Double = 1e-12,
    _ update: (Int) -> Void
  ) throws {
    let recorder = Recorder()
    for step in 0..<steps {
      w.zeroGradient()
      let loss = (w * w).sum()
      loss.backward()
      let (before, gradient) = (w.doubles(), w.gradient!.doubles())
      recorder.step(loss) { withoutGradients { update(step) } }
      let change = norm(zip(before, w.doubles()).map { $1 - $0 })
      let series = try #require(recorder.history.parameters.first)
      #expect(isNear(series.valueNorms[step], norm(before), 1e-12))
      #expect(isNear(series.gradientNorms[step], norm(gradient), 1e-12))
      if unknown.contains(step) {
        #expect(series.updateRatios[step] == nil)
      } else {
        #expect(isNear(series.updateRatios[step], change / norm(before), tolerance), "step \(step)")
      }
    }
  }

  private static func norm(_ numbers: [Double]) -> Double {
    numbers.reduce(0) { $0 + $1 * $1 }.squareRoot()
  }

  private static func isNear(_ found: Double?, _ expected: Double, _ tolerance: Double) -> Bool {
    guard let found else { return false }
    return abs(found - expected) <= tolerance * expected
  }

  @Test(arguments: [DType.float32, .float64, .float16, .bfloat16])
  func optimizers(dtype: DType) throws {
    // The difference of two elements is rounded to the type of the loops.
    let tolerance = dtype == .float64 ? 1e-12 : 1e-6
    let w = Self.parameter(dtype)
    let sgd = SGD([w], learningRate: 0.01, momentum: 0.9)
    try Self.check(w, tolerance: tolerance) { _ in sgd.step() }
    let adam = Adam([w], learningRate: 0.01)
    try Self.check(w, tolerance: tolerance) { _ in adam.step() }
  }

  @Test func ownChanges() throws {
    let w = Self.parameter()
    try Self.check(w, tolerance: 1e-6) { _ in w.addInPlace(w.gradient!, scaledBy: -0.01) }
    try Self.check(w, tolerance: 1e-6) { _ in w.assign(w * 0.5) }
    try Self.check(w) { _ in }
    let sgd = SGD([w], learningRate: 0.01)
    try Self.check(w, tolerance: 1e-6) { step in
      if step.isMultiple(of: 2) { sgd.step() } else { w.assign(w + 1) }
    }
  }

  @Test func severalChangesInOneStep() throws {
    let w = Self.parameter()
    let sgd = SGD([w], learningRate: 0.01)
    // Known where the first step shows it.
    try Self.check(w, tolerance: 1e-6) { _ in
      sgd.step()
      w.addInPlace(w.gradient!, scaledBy: 0.02)
    }
    // Where a later step is the first one, that one is not known.
    try Self.check(w, steps: 6, unknown: [2], tolerance: 1e-6) { step in
      sgd.step()
      if step >= 2 { sgd.step() }
    }
  }

  @Test func aStepThatFailsIsOver() throws {
    struct Failure: Error {}
    let w = Self.parameter()
    let recorder = Recorder()
    for step in 0..<2 {
      let loss = (w * w).sum()
      #expect(throws: Failure.self) {
        try recorder.step(loss) { () throws(Failure) in
          if step == 1 { withoutGradients { w.assign(w * 2) } }
          throw Failure()
        }
      }
    }
    let ratios = recorder.history.parameters[0].updateRatios
    #expect(ratios[0] == 0)
    #expect(Self.isNear(ratios[1], 1, 1e-12))
  }

  @Test func recordersDoNotChangeWhatATrainingRunComputes() {
    let runs = [false, true].map { records in
      let w = Self.parameter()
      let adam = Adam([w], learningRate: 0.01, amsgrad: true)
      let recorders = [Recorder(), Recorder()]
      for _ in 0..<4 {
        w.zeroGradient()
        let loss = (w * w * w).sum()
        loss.backward()
        if records {
          // One inside of the other.
          recorders[0].step(loss) { recorders[1].step(loss) { adam.step() } }
        } else {
          adam.step()
        }
      }
      if records { #expect(recorders[0].history == recorders[1].history) }
      return w.doubles()
    }
    #expect(runs[0] == runs[1])
  }
}
