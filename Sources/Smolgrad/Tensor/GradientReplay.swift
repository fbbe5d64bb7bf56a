/// Checks each operation of a program by itself: its rule against central differences, with the operands that it was recorded with.
///
/// The program runs once as it is, and then with every leaf and every result moved a little in a random direction: by a step to both sides,
/// and where that leaves something open, by half a step to both sides for Richardson's extrapolation. After each operation its result is replaced by the recorded one, moved in its own direction, so that each operation sees operands of which the
/// moves are known, and an operation with a wrong rule spoils no other. The program must compute the same each time, and name its leaves.
///
/// `Context` must be Sendable, but a replay never leaves the thread that runs it.
package final class GradientReplay: @unchecked Sendable {
  /// What is known of a result of the first run.
  private struct Step {
    let result: Tensor
    let base: NDArray
    let direction: RandomDirection?
    /// What the result is multiplied with, so that a single number comes out.
    var weights: [Double] = []
    /// What the rule says, in each of the ways in which `backward` may compute it.
    var rules: [Double] = []
    /// How long the terms are that the rule adds up.
    var length = 0.0
    /// The products of weights and result in the runs that moved something.
    var products: [Double] = []
  }

  private struct Leaf {
    let base: NDArray
    let direction: RandomDirection
  }

  /// The moves of the runs, as shares of the step: those of all programs, and those where more is asked for.
  private static let (moves, moreMoves) = ([1.0, -1], [0.5, -0.5])

  private var steps: [Step] = []
  private var leaves: [String: Leaf] = [:]
  private var directions: [ObjectIdentifier: RandomDirection] = [:]
  private var aliases: Set<String> = []
  /// What operations with a derivative use.
  ///
  /// Other results lie inside of an operation, and move with its operands.
  private var operands: Set<ObjectIdentifier> = []
  private var directionCount: UInt64 = 0
  /// Nil in the first run, then how far things are moved.
  private var move: Double?
  private var next = 0
  private var isOutOfStep = false
  /// Leaves keep their numbers after the check.
  private var moved: [(Tensor, NDArray)] = []
  private let needsGradients: Bool
  /// Whether something is in single precision, which asks for larger steps.
  private var isSingle = false

  /// The replay that runs the program which is running; nil in most programs.
  package static var current: GradientReplay? { Context.current.log?.replay }

  /// Prepares a check.
  ///
  /// - Parameter needsGradients: Whether the gradients of the first run are of use.
  package init(needsGradients: Bool = true) { self.needsGradients = needsGradients }

  /// Whether `backward` has nothing to do: the gradients of moved numbers are of no use.
  var skipsBackward: Bool { move != nil || !needsGradients }

  /// Takes a leaf of the program under its name, in each of the runs.
  package func leaf(_ name: String, _ tensor: Tensor) {
    guard tensor.requiresGradient, !tensor.dtype.computesInFloat32 else { return }
    guard let move else {
      if tensor.dtype == .float32 { isSingle = true }
      guard directions[ObjectIdentifier(tensor)] == nil else {
        aliases.insert(name)
        return
      }
      let direction = direction(of: tensor.array)
      leaves[name] = Leaf(base: tensor.array, direction: direction)
      directions[ObjectIdentifier(tensor)] = direction
      return
    }
    guard !aliases.contains(name), let leaf = leaves[name] else { return }
    moved.append((tensor, leaf.base))
    tensor.array = leaf.direction.moved(leaf.base, by: move * step)
  }

  /// Takes a result, in the order of the program.
  func visit(_ result: Tensor) {
    guard let move else {
      let isMoved = result.requiresGradientFlag && !result.dtype.computesInFloat32
      let direction = isMoved ? direction(of: result.array) : nil
      directions[ObjectIdentifier(result)] = direction
      if result.dtype == .float32 { isSingle = true }
      steps.append(Step(result: result, base: result.array, direction: direction))
      return
    }
    guard !isOutOfStep, next < steps.count,
      steps[next].result.record?.operation == result.record?.operation,
      steps[next].base.shape == result.array.shape
    else {
      isOutOfStep = true
      return
    }
    let step = steps[next]
    if !step.weights.isEmpty {
      steps[next].products.append(
        result.array.withDoubles { elements in
          zip(step.weights, elements).reduce(0) { $0 + ($1.0 == 0 ? 0 : $1.0 * $1.1) }
        })
    }
    next += 1
    guard operands.contains(ObjectIdentifier(step.result)) else { return }
    result.array =
      step.direction?.moved(step.base, by: move * self.step) ?? step.base
  }

  /// Runs a program and checks each of its operations that has a derivative.
  ///
  /// - Returns: what the program gave, and for each result whose operation was checked what came out; nil if the program computes something
  ///   else each time.
  package func check<Result, E: Error>(
    _ program: () throws(E) -> Result
  ) throws(E) -> (result: Result, checks: [(tensor: Tensor, check: OperationCheck)]?) {
    let log = ResultLog()
    log.replay = self
    let result = try Context.current.with(log: log).run(program)
    for step in steps where step.result.requiresGradientFlag {
      operands.formUnion(step.result.inputs.map { ObjectIdentifier($0) })
    }
    for number in steps.indices { applyRule(number) }
    try run(program, Self.moves, log)
    if !isOutOfStep, steps.contains(where: { evidence($0)?.isSettled == false }) {
      try run(program, Self.moreMoves, log)
    }
    guard !isOutOfStep else { return (result, nil) }
    return (
      result,
      steps.compactMap { step in
        evidence(step).map { (step.result, OperationCheck($0)) }
      }
    )
  }

  /// Runs a program with everything moved.
  private func run<Result, E: Error>(
    _ program: () throws(E) -> Result, _ moves: [Double], _ log: ResultLog
  ) throws(E) {
    for move in moves where !isOutOfStep {
      self.move = move
      next = 0
      _ = try Context.current.with(log: log).run(program)
      for (tensor, base) in moved { tensor.array = base }
      moved = []
      if next != steps.count { isOutOfStep = true }
    }
  }

  /// The slope in the direction of the operands by the operation's own rule.
  private func applyRule(_ number: Int) {
    let result = steps[number].result
    guard result.requiresGradientFlag, !result.dtype.computesInFloat32, result.count > 0 else {
      return
    }
    let ones = NDArray.full(result.shape, .integer(1), dtype: result.dtype)
    var weights = result.count == 1 ? [1.0] : direction(of: ones).moves(of: ones)
    // What is not finite, such as behind a mask, has no quotient.
    for (index, element) in result.array.doubles().enumerated() where !element.isFinite {
      weights[index] = 0
    }
    let gradient = Tensor(weights, shape: result.shape, dtype: result.dtype)
    var (usual, squares) = (0.0, 0.0)
    var differences: [Double] = []
    withoutGradients {
      for (index, input) in result.inputs.enumerated() {
        guard input.requiresGradientFlag, let direction = directions[ObjectIdentifier(input)] else {
          continue
        }
        let slopes = result.contributionsInEachWay(of: gradient, toInput: index).map {
          direction.product(with: $0, at: input.array)
        }
        usual += slopes[0].sum
        squares += slopes[0].length * slopes[0].length
        differences += slopes.dropFirst().map { $0.sum - slopes[0].sum }
      }
    }
    steps[number].weights = weights
    steps[number].length = squares.squareRoot()
    steps[number].rules = [usual] + differences.map { usual + $0 }
  }

  private func direction(of array: NDArray) -> RandomDirection {
    directionCount += 1
    return RandomDirection(seed: directionCount, for: array)
  }

  /// How far elements are moved, as a share of themselves: as far as rounding asks for.
  private var step: Double { isSingle ? 2e-2 : 1e-4 }

  /// What is known of an operation that is checked.
  private func evidence(_ step: Step) -> OperationCheck.Evidence? {
    guard !step.weights.isEmpty, step.products.count >= Self.moves.count else { return nil }
    return OperationCheck.Evidence(
      result: step.result, weights: step.weights, elements: step.base.doubles(),
      rules: step.rules, length: step.length, products: step.products,
      step: self.step,
      isSingle: isSingle)
  }
}
