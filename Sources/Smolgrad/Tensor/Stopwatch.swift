/// Measures how long each operation of a program takes, forward and backward.
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

  /// Whether each operation is measured, or the step as a whole alone, with next to no additional work.
  private let measuresOperations: Bool
  private let clock = ContinuousClock()
  private var last: ContinuousClock.Instant
  private var begin: ContinuousClock.Instant
  private var end: ContinuousClock.Instant?
  private var hasBegun = false
  private var isInBackward = false
  /// The numbers of the results of this run, which live as long as that.
  private var numbers: [ObjectIdentifier: Int] = [:]
  private var results: [Tensor] = []
  private var times: [Times] = []

  private init(measuresOperations: Bool) {
    self.measuresOperations = measuresOperations
    last = clock.now
    begin = last
  }

  /// A module is called: what came before the first operation was no computation.
  func enterScope() {
    guard !hasBegun else { return }
    last = clock.now
    begin = last
  }

  func add(_ result: Tensor) {
    if let end, !isInBackward {
      // Another step of training.
      begin = end
      self.end = nil
    }
    hasBegun = true
    guard measuresOperations, !isInBackward else { return }
    let duration = clock.now - last
    numbers[ObjectIdentifier(result)] = times.count
    results.append(result)
    times.append(Times(forward: duration))
    last = clock.now
  }

  func beginBackward() { isInBackward = true }

  /// The gradients of an operation's inputs are there.
  func finishBackward(of result: Tensor) {
    guard measuresOperations else { return }
    let duration = clock.now - last
    if let number = numbers[ObjectIdentifier(result)] {
      times[number].backward = (times[number].backward ?? .zero) + duration
    }
    last = clock.now
  }

  func endBackward() {
    isInBackward = false
    last = clock.now
    end = last
  }

  /// What several runs of a program took.
  package struct Runs {
    /// What each operation of the last run took in each run, in order, by its result.
    package let operations: [(result: Tensor, times: [Times])]
    /// What the whole step took in each of as many runs in which operations were not measured.
    package let steps: [Duration]
  }

  /// Runs a program several times, once more at the beginning to warm up.
  ///
  /// - Returns: what the last run gave, and the times; nil where the runs did not compute the same operations.
  package static func measure<Result, E: Error>(
    runs: Int, within limit: Duration = .seconds(20), _ program: () throws(E) -> Result
  ) throws(E) -> (result: Result, runs: Runs?) {
    _ = try Stopwatch(measuresOperations: false).run(program)
    let start = ContinuousClock.now
    var steps: [Duration] = []
    var measured: [[Times]] = []
    var names: [String] = []
    var isSame = true
    while true {
      let plain = Stopwatch(measuresOperations: false)
      _ = try plain.run(program)
      steps.append((plain.end ?? plain.last) - plain.begin)
      let watch = Stopwatch(measuresOperations: true)
      let result = try watch.run(program)
      measured.append(watch.times)
      let operations = watch.results.map { $0.record?.operation ?? "" }
      isSame = isSame && (names.isEmpty || names == operations)
      names = operations
      let isDone =
        measured.count == runs
        || (measured.count >= min(3, runs) && ContinuousClock.now - start > limit)
      guard isDone else { continue }
      guard isSame else { return (result, nil) }
      let operationTimes = watch.results.enumerated().map { number, result in
        (result, measured.map { $0[number] })
      }
      return (result, Runs(operations: operationTimes, steps: steps))
    }
  }

  private func run<Result, E: Error>(_ program: () throws(E) -> Result) throws(E) -> Result {
    let log = ResultLog()
    log.stopwatch = self
    last = clock.now
    begin = last
    let result = try Context.current.with(log: log).run(program)
    if end == nil { end = clock.now }
    return result
  }
}
