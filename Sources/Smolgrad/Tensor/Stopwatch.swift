/// Measures how long each operation of a program takes, forward and backward, or how long a step takes as a whole.
///
/// What lies between the results of two operations counts to the second of them; so all of a step is counted. What a program does before its
/// first operation, such as making a model, is not.
///
/// `Context` must be Sendable, but a stopwatch never leaves the thread that runs the program.
package final class Stopwatch: @unchecked Sendable {
  /// How long an operation took.
  package struct Times: Hashable, Sendable {
    package var forward: Duration
    package var backward: Duration?
  }

  /// After how many operations the clock is read, each time.
  ///
  /// Several at once are next to no additional work, and still so short that few of them are interrupted by another program.
  private let stride: Int
  /// How many operations come before those that are measured.
  private let skipped: Int
  private let clock = ContinuousClock()
  private var last: ContinuousClock.Instant
  private var count = 0
  private var backwardCount = 0
  private var isInBackward = false
  private var isOver = false
  /// The numbers of the results of this run, which live as long as that; where the clock is read after each operation.
  private var numbers: [ObjectIdentifier: Int] = [:]
  private var results: [Tensor] = []
  private var times: [Times] = []
  /// The times between two looks at the clock, where it is read after several operations.
  private var parts: [Duration] = []

  private init(stride: Int, skipping skipped: Int = 0) {
    self.stride = stride
    self.skipped = skipped
    last = clock.now
  }

  /// A module is called: what came before the first operation was no computation.
  func enterScope() {
    if count <= skipped { last = clock.now }
  }

  func add(_ result: Tensor) {
    guard !isInBackward else { return }
    if isOver {
      // Another step of training.
      parts = []
      isOver = false
    }
    count += 1
    if stride == 1 {
      let duration = clock.now - last
      numbers[ObjectIdentifier(result)] = times.count
      results.append(result)
      times.append(Times(forward: duration))
      last = clock.now
    } else if count <= skipped {
      last = clock.now
    } else if count % stride == 0 {
      endPart()
    }
  }

  func beginBackward() { isInBackward = true }

  /// The gradients of an operation's inputs are there.
  func finishBackward(of result: Tensor) {
    guard stride == 1 else {
      backwardCount += 1
      if backwardCount % stride == 0 { endPart() }
      return
    }
    let duration = clock.now - last
    if let number = numbers[ObjectIdentifier(result)] {
      times[number].backward = (times[number].backward ?? .zero) + duration
    }
    last = clock.now
  }

  func endBackward() {
    isInBackward = false
    endPart()
    isOver = true
  }

  private func endPart() {
    let now = clock.now
    parts.append(now - last)
    last = now
  }
}

extension Stopwatch {
  /// What a program took in the fastest third of its runs: on a busy machine the others tell what else ran.
  package struct Runs {
    /// What each operation of the last run took in each of these runs, in order, by its result.
    package let operations: [(result: Tensor, times: [Times])]
    /// What a whole step took in the fastest third of as many runs, in which the clock was read after every sixteenth operation alone.
    package let steps: [Duration]
  }

  /// The fastest third, at least one.
  private static func fastest<Run>(_ runs: [Run], by total: (Run) -> Duration) -> [Run] {
    let totals = runs.map(total)
    let order = runs.indices.sorted { (totals[$0], $0) < (totals[$1], $1) }
    return order.prefix((runs.count + 2) / 3).map { runs[$0] }
  }

  /// Runs a program several times, once more at the beginning to warm up.
  ///
  /// - Returns: what the last run gave, and the times; nil where the runs did not compute the same operations.
  package static func measure<E: Error>(
    runs: Int, within limit: Duration = .seconds(20), _ program: () throws(E) -> Tensor
  ) throws(E) -> (result: Tensor, runs: Runs?) {
    let first = Stopwatch(stride: 1)
    let tensor = try first.run(program)
    // What a model computes of its weights when it is made belongs to no step.
    let needed = Set(history(of: tensor).map { ObjectIdentifier($0) })
    let skipped = first.results.firstIndex { needed.contains(ObjectIdentifier($0)) } ?? 0
    let start = ContinuousClock.now
    var steps: [[Duration]] = []
    var measured: [[Times]] = []
    var names: [String] = []
    var isSame = true
    while true {
      let plain = Stopwatch(stride: 16, skipping: skipped)
      _ = try plain.run(program)
      steps.append(plain.parts)
      let watch = Stopwatch(stride: 1, skipping: skipped)
      let result = try watch.run(program)
      measured.append(watch.times)
      let operations = watch.results.map { $0.record?.operation ?? "" }
      isSame =
        isSame && (names.isEmpty || names == operations) && plain.parts.count == steps[0].count
      names = operations
      let isDone =
        measured.count == runs
        || (measured.count >= min(3, runs) && ContinuousClock.now - start > limit)
      guard isDone else { continue }
      guard isSame else { return (result, nil) }
      let chosen = fastest(measured) { run in
        run.reduce(.zero) { $0 + $1.forward + ($1.backward ?? .zero) }
      }
      let operationTimes = watch.results.enumerated().map { number, result in
        (result, chosen.map { $0[number] })
      }
      let whole = steps.map { $0.reduce(.zero, +) }
      return (result, Runs(operations: operationTimes, steps: fastest(whole) { $0 }))
    }
  }

  private func run<E: Error>(_ program: () throws(E) -> Tensor) throws(E) -> Tensor {
    let log = ResultLog()
    log.stopwatch = self
    last = clock.now
    let result = try Context.current.with(log: log).run(program)
    // A computation without a backward pass ends here.
    if !isOver { endPart() }
    return result
  }
}
