#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// How many digits a tensor of a computation has lost, against the same computation in a wider type.
public struct LostDigits: Hashable, Sendable {
  /// Why digits are lost at an operation.
  public enum Cause: String, Hashable, Sendable, CaseIterable {
    /// Numbers that are nearly the same were subtracted.
    case cancellation
    /// A number was added to one so large that nothing of it stayed.
    case absorption
    /// A result is larger than the type holds.
    case overflow
    /// A result is smaller than the type holds, and became 0.
    case underflow
    /// Very many numbers were added.
    case longSum = "long sum"
    /// A small change of the operand is a large one of the result.
    case sensitivity
  }

  /// The `id` of the operation that computed the tensor; of the tensor itself for a gradient.
  public var id: Int
  /// The name of that node.
  public var node: String
  /// The operation by PyTorch's name.
  public var operation: String
  /// Whether it is the value or the gradient.
  public var direction: Finding.Direction
  /// How many decimal digits are wrong, of those that the narrower type has.
  public var digits: Double
  /// Why they were lost here; nil where they were lost before.
  public var cause: Cause?
  /// The path of the module in which it happened.
  public var module: String?
  /// What was lost, in a sentence.
  public var message: String
}

extension GraphSnapshot {
  /// The digits that each operation of a computation has lost against the same computation in a wider type.
  ///
  /// - Parameter twin: the same computation in the wider type.
  /// - Returns: one for each operation that has lost a digit or more, in order; nil if both are not the same computation.
  public func lostDigits(against twin: GraphSnapshot) -> [LostDigits]? {
    guard nodes.count == twin.nodes.count,
      zip(nodes, twin.nodes).allSatisfy({ $0.operation?.type == $1.operation?.type })
    else { return nil }
    return PrecisionTwin(narrow: DiagnosedGraph(self), wide: DiagnosedGraph(twin)).lost
  }
}

/// A computation in two types.
private struct PrecisionTwin {
  let narrow: DiagnosedGraph
  let wide: DiagnosedGraph

  /// How many digits more than its operands a result must have lost for the operation to be to blame.
  private static let jump = 2.0

  var lost: [LostDigits] {
    let values = (0..<narrow.count).map {
      loss(narrow.tensor($0)?.value, wide.tensor($0)?.value, $0)
    }
    var found: [Int: LostDigits] = [:]
    for position in 0..<narrow.count where narrow.operation(position) != nil {
      let digits = narrow.uses(position).map { values[$0] }.max() ?? 0
      guard digits >= 1 else { continue }
      let before = narrow.inputs(position).map { values[$0] }.max() ?? 0
      let isOrigin = digits - before >= Self.jump
      let (blamed, cause) = isOrigin ? blame(position) : (position, nil)
      if found[blamed]?.cause == nil {
        found[blamed] = entry(blamed, .forward, digits, cause)
      }
      if blamed != position, found[position] == nil {
        found[position] = entry(position, .forward, digits, nil)
      }
    }
    return found.keys.sorted().map { found[$0]! } + lostGradients(values)
  }

  /// The operations whose derivatives lose digits although gradient, operands and result have theirs.
  private func lostGradients(_ values: [Double]) -> [LostDigits] {
    let gradients = (0..<narrow.count).map {
      loss(narrow.gradient($0), wide.gradient($0), $0)
    }
    return (0..<narrow.count).reversed().compactMap { position in
      guard narrow.tensor(position) != nil, gradients[position] >= Self.jump else { return nil }
      let operations = narrow.uses(position).filter(narrow.passesGradients)
      let before =
        operations.flatMap { operation in
          narrow.uses(operation).map { max(gradients[$0], values[$0]) }
            + narrow.inputs(operation).map { values[$0] }
        }.max() ?? gradients[position]
      guard gradients[position] - before >= Self.jump, let operation = operations.first else {
        return nil
      }
      let cause: LostDigits.Cause = operations.count > 1 ? .cancellation : .sensitivity
      return entry(operation, .backward, gradients[position], cause)
    }
  }

  /// The digits that an array has lost: by the distance of both, as a share of the wider one.
  private func loss(_ a: ArraySummary?, _ b: ArraySummary?, _ position: Int) -> Double {
    guard let a, let b, let x = a.elements, let y = b.elements, x.count == y.count,
      let full = Self.digits(of: narrow.tensor(position)?.dtype)
    else { return 0 }
    if zip(x, y).contains(where: { $0.isFinite != $1.isFinite }) { return full }
    let size = y.reduce(0) { max($0, $1.isFinite ? abs($1) : 0) }
    guard size > 0 else { return x.contains { $0 != 0 && $0.isFinite } ? full : 0 }
    let squares = zip(x, y).reduce(0) { sum, pair in
      let distance = pair.0 == pair.1 || !pair.0.isFinite ? 0 : (pair.0 - pair.1) / size
      return sum + distance * distance
    }
    let norm = y.reduce(0) { $0 + ($1.isFinite ? ($1 / size) * ($1 / size) : 0) }
    let error = (squares / norm).squareRoot()
    return error == 0 ? 0 : min(full, max(0, full + log10(error)))
  }

  private static func digits(of dtype: String?) -> Double? {
    switch dtype {
    case "float16": 3.3
    case "bfloat16": 2.4
    case "float32": 7.2
    case "float64": 15.9
    default: nil
    }
  }

  /// The operation that is to blame, and why.
  private func blame(_ position: Int) -> (Int, LostDigits.Cause) {
    let result = narrow.uses(position)[0]
    let (value, exact) = (elements(narrow, result), elements(wide, result))
    for argument in narrow.inputs(position) {
      guard let origin = narrow.origin(argument) else { continue }
      if absorbs(origin) { return (origin, .absorption) }
      // An operand that has become 0 makes a logarithm or a quotient infinite.
      let pair = zip(elements(narrow, argument), elements(wide, argument))
      if pair.contains(where: { $0 == 0 && $1 != 0 }),
        !zip(value, exact).allSatisfy({ $0.isFinite == $1.isFinite })
      {
        return (origin, .underflow)
      }
    }
    if zip(value, exact).contains(where: { $0.isInfinite && $1.isFinite }) {
      return (position, .overflow)
    }
    let largest =
      narrow.inputs(position).flatMap { elements(narrow, $0) }.map { abs($0) }.max() ?? 0
    let type = narrow.operation(position)!.type
    if OperationKnowledge.isSumOfTwo(type) {
      return (position, absorbs(position) ? .absorption : .cancellation)
    }
    if narrow.tensor(result)?.value.count ?? 0 < narrow.inputs(position).compactMap({
      narrow.tensor($0)?.value.count
    }).max() ?? 0 {
      let isSmall = value.allSatisfy { abs($0) < 1e-2 * largest }
      return (position, isSmall ? .cancellation : .longSum)
    }
    if zip(value, exact).contains(where: { $0 == 0 && $1 != 0 }) { return (position, .underflow) }
    return (position, .sensitivity)
  }

  /// Whether an operation adds a number to one so large that nothing of it stays.
  private func absorbs(_ position: Int) -> Bool {
    guard OperationKnowledge.isSumOfTwo(narrow.operation(position)?.type ?? "") else {
      return false
    }
    let inputs = narrow.inputs(position).map { elements(wide, $0).map { abs($0) }.max() ?? 0 }
    guard inputs.count == 2, let small = inputs.min(), let large = inputs.max(),
      let digits = Self.digits(of: narrow.uses(position).first.flatMap { narrow.tensor($0)?.dtype })
    else { return false }
    return small > 0 && small < large * pow(10, 1 - digits)
  }

  private func elements(_ graph: DiagnosedGraph, _ position: Int) -> [Double] {
    graph.tensor(position)?.value.elements ?? []
  }

  private func entry(
    _ position: Int, _ direction: Finding.Direction, _ digits: Double, _ cause: LostDigits.Cause?
  ) -> LostDigits {
    let node = narrow.snapshot.nodes[position]
    let type = narrow.uses(position).first.flatMap { narrow.tensor($0) }?.dtype ?? ""
    let full = Self.digits(of: type) ?? digits
    let what =
      direction == .forward
      ? narrow.words(for: position) : "the derivative of \(narrow.words(for: position))"
    let numbers = direction == .forward ? numbers(position).map { ": \($0)" } ?? "" : ""
    let why = cause.map { " by \($0.rawValue)" } ?? ""
    return LostDigits(
      id: node.id, node: node.name, operation: node.operation?.type ?? "", direction: direction,
      digits: digits, cause: cause, module: narrow.module(position),
      message:
        "\(what) loses \(NumberText.rough(digits)) of \(NumberText.rough(full)) digits\(why)\(numbers)"
    )
  }

  /// `0, in float64 5e-9`.
  private func numbers(_ position: Int) -> String? {
    guard let result = narrow.uses(position).first, let value = narrow.tensor(result)?.value.scalar,
      let exact = wide.tensor(result)
    else { return nil }
    return exact.value.scalar.map {
      "\(NumberText.digits(value, 6)), in \(exact.dtype) \(NumberText.digits($0, 6))"
    }
  }
}
