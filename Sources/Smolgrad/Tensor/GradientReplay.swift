/// Checks each operation of a program by itself: its rule against central differences, with the operands that it was recorded with.
///
/// The program runs once as it is, and four times more with every leaf and every result moved a little in a random direction. After each
/// operation its result is replaced by the recorded one, moved in its own direction, so that each operation sees operands of which the
/// moves are known, and an operation with a wrong rule spoils no other. The program must compute the same each time, and name its leaves.
///
/// `Context` must be Sendable, but a replay never leaves the thread that runs it.
package final class GradientReplay: @unchecked Sendable {
  /// What is known of a result of the first run.
  private struct Step {
    let result: Tensor
    let base: NDArray
    let direction: [Double]
    /// What the result is multiplied with, so that a single number comes out.
    var weights: [Double] = []
    /// What the rule says, in each of the ways in which `backward` may compute it.
    var rules: [Double] = []
    /// The products of the four runs.
    var products: [Double] = []
  }

  private struct Leaf {
    let base: NDArray
    let direction: [Double]
  }

  /// The moves of the four runs, as shares of the step.
  private static let moves = [1, -1, 0.5, -0.5]

  private var steps: [Step] = []
  private var leaves: [String: Leaf] = [:]
  private var directions: [ObjectIdentifier: [Double]] = [:]
  private var aliases: Set<String> = []
  /// What operations with a derivative use.
  ///
  /// Other results lie inside of an operation, and move with its operands.
  private var operands: Set<ObjectIdentifier> = []
  private let generator = Generator(seed: 1)
  /// Nil in the first run, then how far things are moved.
  private var move: Double?
  private var next = 0
  private var isOutOfStep = false
  /// Leaves keep their numbers after the check.
  private var moved: [(Tensor, NDArray)] = []

  /// The replay that runs the program which is running; nil in most programs.
  package static var current: GradientReplay? { Context.current.log?.replay }

  package init() {}

  /// Whether `backward` has nothing to do: the gradients of moved numbers are of no use.
  var skipsBackward: Bool { move != nil }

  /// Takes a leaf of the program under its name, in each of the runs.
  package func leaf(_ name: String, _ tensor: Tensor) {
    guard tensor.requiresGradient, tensor.dtype != .float16 else { return }
    guard let move else {
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
    tensor.array = Self.moved(leaf.base, leaf.direction, by: move * Self.step(tensor.dtype))
  }

  /// Takes a result, in the order of the program.
  func visit(_ result: Tensor) {
    guard let move else {
      let isMoved = result.requiresGradientFlag && result.dtype != .float16
      let direction = isMoved ? direction(of: result.array) : []
      if isMoved { directions[ObjectIdentifier(result)] = direction }
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
      steps[next].products.append(Self.product(step.weights, result.array.doubles()))
    }
    next += 1
    guard operands.contains(ObjectIdentifier(step.result)) else { return }
    result.array =
      step.direction.isEmpty
      ? step.base : Self.moved(step.base, step.direction, by: move * Self.step(result.dtype))
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
    for move in Self.moves {
      self.move = move
      next = 0
      _ = try Context.current.with(log: log).run(program)
      for (tensor, base) in moved { tensor.array = base }
      moved = []
      if next != steps.count { isOutOfStep = true }
    }
    guard !isOutOfStep else { return (result, nil) }
    return (result, steps.compactMap { step in Self.check(step).map { (step.result, $0) } })
  }

  /// The slope in the direction of the operands by the operation's own rule.
  private func applyRule(_ number: Int) {
    let result = steps[number].result
    guard result.requiresGradientFlag, result.dtype != .float16, result.count > 0 else { return }
    var weights =
      result.count == 1
      ? [1] : direction(of: NDArray.full(result.shape, .integer(1), dtype: result.dtype))
    // What is not finite, such as behind a mask, has no quotient.
    for (index, element) in result.array.doubles().enumerated() where !element.isFinite {
      weights[index] = 0
    }
    let gradient = Tensor(weights, shape: result.shape, dtype: result.dtype)
    var usual = 0.0
    var differences: [Double] = []
    withoutGradients {
      for (index, input) in result.inputs.enumerated() {
        guard input.requiresGradientFlag, let direction = directions[ObjectIdentifier(input)] else {
          continue
        }
        let slopes = result.contributionsInEachWay(of: gradient, toInput: index).map {
          Self.product($0.doubles(), direction)
        }
        usual += slopes[0]
        differences += slopes.dropFirst().map { $0 - slopes[0] }
      }
    }
    steps[number].weights = weights
    steps[number].rules = [usual] + differences.map { usual + $0 }
  }

  /// A random direction, in which each element moves by a share of itself.
  private func direction(of array: NDArray) -> [Double] {
    let elements = array.doubles()
    let squares = elements.reduce(0) { $0 + ($1.isFinite ? $1 * $1 : 0) }
    let usual = squares > 0 ? (squares / Double(elements.count)).squareRoot() : 1
    return elements.map { element in
      let size = element == 0 || !element.isFinite ? 0.01 * usual : abs(element)
      // Never nearly 0, so that every element counts.
      let random = generator.withState { $0.uniformDouble() }
      return size * (random < 0.5 ? random - 1 : random)
    }
  }

  private static func moved(_ base: NDArray, _ direction: [Double], by share: Double) -> NDArray {
    let elements = zip(base.doubles(), direction).map { $0 + share * $1 }
    return Tensor(elements, shape: base.shape, dtype: base.dtype).array
  }

  private static func product(_ a: [Double], _ b: [Double]) -> Double {
    zip(a, b).reduce(0) { $0 + ($1.0 == 0 ? 0 : $1.0 * $1.1) }
  }

  /// How far elements are moved, as a share of themselves: as far as the type's rounding asks for.
  private static func step(_ dtype: DType) -> Double { dtype == .float64 ? 1e-3 : 2e-2 }

  /// What the four products say.
  private static func check(_ step: Step) -> OperationCheck? {
    guard !step.weights.isEmpty, step.products.count == moves.count else { return nil }
    return OperationCheck(
      OperationCheck.Evidence(
        result: step.result, weights: step.weights, elements: step.base.doubles(),
        rules: step.rules, products: step.products, step: Self.step(step.result.dtype)))
  }
}
