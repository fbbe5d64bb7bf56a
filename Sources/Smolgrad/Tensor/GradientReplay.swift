/// How the derivative of one recorded operation compares with a difference quotient of the operation itself.
public struct OperationCheck: Hashable, Sendable {
  /// What came out.
  public enum Verdict: String, Hashable, Sendable {
    /// Both agree.
    case right
    /// They differ.
    case wrong
    /// The operation has a kink so near that a quotient says nothing, such as `relu` at 0 or a tie of `max`.
    case kink
    /// There is nothing to compare, such as where the quotient is no number.
    case unknown
  }

  /// The operation by PyTorch's name.
  public let operation: String
  /// The path of the module that it was called in; empty outside of any.
  public let path: String
  /// What the rule says of the slope in a random direction.
  public let rule: Double
  /// What the difference quotient says of it.
  public let quotient: Double
  /// How far they are apart, as a share of the larger one.
  public let relativeError: Double
  /// What came out.
  public let verdict: Verdict

  /// One sentence on both numbers.
  public var description: String {
    let location = path.isEmpty ? "" : " in \(path)"
    let numbers = "the rule gives \(rule), the difference quotient \(quotient)"
    return switch verdict {
    case .right: "the derivative of \(operation)\(location) is right: \(numbers)"
    case .wrong:
      "the derivative of \(operation)\(location) is wrong: \(numbers), relative error \(relativeError)"
    case .kink: "\(operation)\(location) has a kink here, where a quotient says nothing"
    case .unknown: "\(operation)\(location) has no quotient to compare with"
    }
  }
}

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
    var rule = 0.0
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
    result.array =
      step.direction.isEmpty
      ? step.base : Self.moved(step.base, step.direction, by: move * Self.step(result.dtype))
    next += 1
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
    let weights =
      result.count == 1
      ? [1] : direction(of: NDArray.full(result.shape, .integer(1), dtype: result.dtype))
    let gradient = Tensor(weights, shape: result.shape, dtype: result.dtype)
    let contributions = result.contributions(of: gradient)
    var rule = 0.0
    for (input, contribution) in zip(result.inputs, contributions) {
      guard let contribution, let direction = directions[ObjectIdentifier(input)] else { continue }
      rule += Self.product(contribution.array.doubles(), direction)
    }
    steps[number].weights = weights
    steps[number].rule = rule
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
    let record = step.result.record!
    let size = Self.step(step.result.dtype)
    let middle = product(step.weights, step.base.doubles())
    let (p, m) = (step.products[0], step.products[1])
    let (halfP, halfM) = (step.products[2], step.products[3])
    let whole = (p - m) / (2 * size)
    let half = (halfP - halfM) / size
    let quotient = (4 * half - whole) / 3
    // What rounding leaves of a quotient.
    let isDouble = step.result.dtype == .float64
    let largest = zip(step.weights, step.base.doubles()).reduce(0) {
      max($0, abs($1.0 * $1.1))
    }
    let noise =
      (isDouble ? 1e-15 : 3e-7) * (largest * Double(step.weights.count).squareRoot() + abs(middle))
      / size
    let distance = abs(step.rule - quotient)
    let scale = max(abs(step.rule), abs(quotient))
    let error = scale > 0 ? distance / scale : 0
    let tolerance = isDouble ? 1e-6 : 1e-2
    // The bend of a smooth function halves with the step; that of a kink does not.
    let bend = abs(p - 2 * middle + m) / size
    let halfBend = abs(halfP - 2 * middle + halfM) / (size / 2)
    let verdict: OperationCheck.Verdict
    if !quotient.isFinite || !step.rule.isFinite {
      verdict = .unknown
    } else if distance <= tolerance * scale + 20 * noise {
      // A rule that takes the mean of both sides agrees with the quotient.
      verdict =
        halfBend > 0.7 * bend && halfBend > 0.1 * scale && halfBend > 1000 * noise ? .kink : .right
    } else {
      let isRough = abs(whole - half) > 0.05 * distance && abs(whole - half) > 100 * noise
      verdict = (halfBend > 0.7 * bend && halfBend > 0.1 * distance) || isRough ? .kink : .wrong
    }
    return OperationCheck(
      operation: record.operation, path: record.scope?.path ?? "", rule: step.rule,
      quotient: quotient, relativeError: error, verdict: verdict)
  }
}
