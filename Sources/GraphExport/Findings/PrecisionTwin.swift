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
  /// For each node its values in both types; nil where they are not known.
  let values: [ArrayTwin?]
  /// The same for gradients.
  let gradients: [ArrayTwin?]
  /// The wider type of each tensor.
  let wideTypes: [String?]

  /// How many digits more than its operands a result must have lost for the operation to be to blame.
  private static let jump = 2.0

  var lost: [LostDigits] {
    let values = (0..<narrow.count).map { loss(self.values[$0], $0) }
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
    let gradients = (0..<narrow.count).map { loss(self.gradients[$0], $0) }
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
      return entry(
        operation, .backward, gradients[position], cause(ofGradient: position, operations))
    }
  }

  /// Why the gradient of a tensor that operations use has lost digits.
  private func cause(ofGradient position: Int, _ operations: [Int]) -> LostDigits.Cause {
    guard let gradient = gradients[position] else { return .sensitivity }
    if gradient.overflows { return .overflow }
    if gradient.vanishes || gradient.smallest < Self.smallest(of: narrow.tensor(position)?.dtype) {
      return .underflow
    }
    if operations.count > 1 { return .cancellation }
    let results = operations.flatMap(narrow.uses)
    let count = results.compactMap { narrow.gradient($0)?.count }.max() ?? 0
    guard count > narrow.gradient(position)?.count ?? 0 else { return .sensitivity }
    // Many contributions were added, as for a bias.
    let largest = results.compactMap { gradients[$0]?.largest }.max() ?? 0
    return gradient.largest < 1e-2 * largest ? .cancellation : .longSum
  }

  /// The digits that an array has lost.
  private func loss(_ twin: ArrayTwin?, _ position: Int) -> Double {
    guard let twin, let full = Self.digits(of: narrow.tensor(position)?.dtype) else { return 0 }
    if twin.differsInFiniteness { return full }
    return twin.error == 0 ? 0 : min(full, max(0, full + log10(twin.error)))
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
    let twin = values[result]
    for argument in narrow.inputs(position) {
      guard let origin = origin(of: argument) else { continue }
      if absorbs(origin) { return (origin, .absorption) }
      // An operand that has become 0 makes a logarithm or a quotient infinite.
      if values[argument]?.vanishes ?? false, twin?.differsInFiniteness ?? false {
        return (origin, .underflow)
      }
    }
    if twin?.overflows ?? false { return (position, .overflow) }
    let largest = narrow.inputs(position).compactMap { values[$0]?.largest }.max() ?? 0
    let type = narrow.operation(position)!.type
    if OperationKnowledge.isSumOfTwo(type) {
      return (position, absorbs(position) ? .absorption : .cancellation)
    }
    if OperationKnowledge.isLongSum(type)
      || narrow.tensor(result)?.value.count ?? 0 < narrow.inputs(position).compactMap({
        narrow.tensor($0)?.value.count
      }).max() ?? 0
    {
      let isSmall = twin.map { $0.largest < 1e-2 * largest } ?? false
      return (position, isSmall ? .cancellation : .longSum)
    }
    let smallest = Self.smallest(of: narrow.tensor(result)?.dtype)
    if let twin, twin.smallest < smallest { return (position, .underflow) }
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
    let inputs = narrow.inputs(position).map { values[$0]?.widestMagnitude ?? 0 }
    guard inputs.count == 2, let small = inputs.min(), let large = inputs.max(),
      let digits = Self.digits(of: narrow.uses(position).first.flatMap { narrow.tensor($0)?.dtype })
    else { return false }
    return small > 0 && small < large * pow(10, 1 - digits)
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
      let exact = values[result]?.scalar, let type = wideTypes[result]
    else { return nil }
    return "\(NumberText.digits(value, 6)), in \(type) \(NumberText.digits(exact, 6))"
  }
}
