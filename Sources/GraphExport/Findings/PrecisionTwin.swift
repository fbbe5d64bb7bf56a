#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A computation in two types.
struct PrecisionTwin {
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

  /// The smallest number of which a type holds all digits.
  private static func smallest(of dtype: String?) -> Double {
    switch dtype {
    case "float16": 0x1p-14
    case "float64": .leastNormalMagnitude
    default: 0x1p-126
    }
  }

  /// The operation that is to blame, and why.
  private func blame(_ position: Int) -> (Int, LostDigits.Cause) {
    // A part of a tensor computes nothing, but shows what the whole hides: that its small elements are wrong.
    if isView(position), let origin = narrow.inputs(position).first.flatMap(origin) {
      if origin != position, !isView(origin) { return blame(origin) }
    }
    let result = narrow.uses(position)[0]
    let (value, exact) = (elements(narrow, result), elements(wide, result))
    for argument in narrow.inputs(position) {
      guard let origin = origin(of: argument) else { continue }
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
    let smallest = Self.smallest(of: narrow.tensor(result)?.dtype)
    if exact.contains(where: { $0 != 0 && abs($0) < smallest }) { return (position, .underflow) }
    return (position, .sensitivity)
  }

  /// The operation that computed an argument, also if it is a view of what that computed.
  private func origin(of argument: Int) -> Int? {
    var origin = narrow.origin(argument)
    while let view = origin, isView(view),
      let before = narrow.inputs(view).first.flatMap({ narrow.origin($0) })
    {
      origin = before
    }
    return origin
  }

  private func isView(_ position: Int) -> Bool { narrow.operation(position)?.has(.view) ?? false }

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
