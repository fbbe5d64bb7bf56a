#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Of which elements of its operands an operation on small tensors computes each element of its result.
///
/// An element is the sum of its terms, divided by a number where it is a mean; a term is a function of one element of each operand.
struct OperationTerms {
  /// For each element of the result its terms, each with the element of every operand that it takes.
  var terms: [[[Int]]]
  /// What a term is.
  var function: ForwardRule
  /// What the sum is divided by.
  var divisor = 1
  /// An operand that is added to the sum of the others, and which of its elements.
  var addend: (operand: Int, elements: [Int])?
  /// What a term delivers to each operand, where it is not what the operation says: `{g} · {b}`.
  var derivatives: [String]?

  /// The terms of an operation; nil where worksheets know none.
  ///
  /// - Parameters:
  ///   - operation: the operation.
  ///   - operands: the shapes of its operands.
  ///   - result: the shape of its result.
  static func of(_ operation: OperationNode, operands: [[Int]], result: [Int]) -> OperationTerms? {
    let count = result.reduce(1, *)
    switch operation.type {
    case "matmul", "mm", "linear": return products(operation, operands, result)
    case "t", "transpose":
      guard operands.count == 1, operands[0].count == 2, result == operands[0].reversed() else {
        return nil
      }
      let (rows, columns) = (result[0], result[1])
      let elements = (0..<count).map { ($0 % columns) * rows + $0 / columns }
      return copies(elements)
    case "reshape", "view", "flatten", "squeeze", "unsqueeze":
      guard operands.count == 1, operands[0].reduce(1, *) == count else { return nil }
      return copies(Array(0..<count))
    case "sum", "mean":
      guard operands.count == 1 else { return nil }
      let isMean = operation.type == "mean"
      return count == 1
        ? reduced(operation.type, ForwardRule.copy, operands, isMean: isMean)
        : reducedAlongAxes(operation, operands[0], result, isMean: isMean)
    default: break
    }
    let attributes = operation.attributes
    if let loss = ForwardRule.losses[operation.type], attributes.count == 1,
      attributes[0].name == "reduction", count == 1
    {
      return reduced(operation.type, loss, operands, isMean: attributes[0].value == "mean")
    }
    guard let function = ForwardRule.of(operation),
      operands.count == (function.formula.contains("{b}") ? 2 : 1),
      operands.allSatisfy({ isBroadcast($0, to: result) })
    else { return nil }
    let terms = (0..<count).map { element in
      [operands.map { Self.element(element, of: result, in: $0) }]
    }
    return OperationTerms(terms: terms, function: function)
  }

  private static func copies(_ elements: [Int]) -> OperationTerms {
    OperationTerms(terms: elements.map { [[$0]] }, function: .copy, derivatives: ["{g}"])
  }

  /// All elements in one.
  private static func reduced(
    _ type: String, _ function: ForwardRule, _ operands: [[Int]], isMean: Bool
  ) -> OperationTerms? {
    let needed = function.formula.contains("{b}") ? 2 : 1
    guard operands.count == needed, Set(operands).count == 1 else { return nil }
    let count = operands[0].reduce(1, *)
    let terms = (0..<count).map { element in operands.map { _ in element } }
    let isLoss = needed == 2
    return OperationTerms(
      terms: [terms], function: function, divisor: isMean ? count : 1,
      derivatives: isLoss ? nil : [isMean ? "{g} / \(count)" : "{g}"])
  }

  /// The elements along some of the axes in one.
  private static func reducedAlongAxes(
    _ operation: OperationNode, _ operand: [Int], _ result: [Int], isMean: Bool
  ) -> OperationTerms? {
    let words = operation.attributes.first { ["dim", "dims"].contains($0.name) }?.value ?? ""
    let axes = words.matches(of: /-?\d+/).compactMap { Int($0.output) }
      .map { $0 < 0 ? $0 + operand.count : $0 }
    guard !axes.isEmpty, axes.allSatisfy(operand.indices.contains) else { return nil }
    let kept = operand.enumerated().map { axes.contains($0) ? 1 : $1 }
    let count = kept.reduce(1, *), size = axes.reduce(1) { $0 * operand[$1] }
    guard count == result.reduce(1, *), size > 0 else { return nil }
    var terms = [[[Int]]](repeating: [], count: count)
    for index in 0..<(count * size) { terms[element(index, of: operand, in: kept)].append([index]) }
    return OperationTerms(
      terms: terms, function: .copy, divisor: isMean ? size : 1,
      derivatives: [isMean ? "{g} / \(size)" : "{g}"])
  }

  /// Matrices, vectors, or one of each; the second matrix may be transposed.
  private static func products(
    _ operation: OperationNode, _ operands: [[Int]], _ result: [Int]
  ) -> OperationTerms? {
    let isLinear = operation.type == "linear"
    guard operands.count == 2 || (isLinear && operands.count == 3),
      operands[0].count <= 2, operands[1].count <= 2,
      let inner = operands[0].last, inner > 0
    else { return nil }
    let attributes = operation.attributes
    let isTransposed =
      isLinear || attributes.contains { $0.name == "transposed" && $0.value == "b" }
    guard isLinear || attributes.count == (isTransposed ? 1 : 0) else { return nil }
    let rows = operands[0].count == 2 ? operands[0][0] : 1
    let columns = operands[1].count == 2 ? operands[1][isTransposed ? 0 : 1] : 1
    guard operands[1].reduce(1, *) == inner * columns, result.reduce(1, *) == rows * columns else {
      return nil
    }
    let terms = (0..<rows * columns).map { element in
      let (row, column) = (element / columns, element % columns)
      return (0..<inner).map { position in
        [
          row * inner + position,
          isTransposed ? column * inner + position : position * columns + column,
        ]
      }
    }
    var found = OperationTerms(
      terms: terms, function: .product, derivatives: ["{g} · {b}", "{g} · {a}", "{g}"])
    if operands.count == 3 {
      guard operands[2] == [columns] else { return nil }
      found.addend = (2, (0..<rows * columns).map { $0 % columns })
    }
    return found
  }

  private static func isBroadcast(_ shape: [Int], to result: [Int]) -> Bool {
    shape.count <= result.count
      && zip(shape.reversed(), result.reversed()).allSatisfy { $0 == $1 || $0 == 1 }
  }

  /// The element of an operand from which an element of a result is computed.
  private static func element(_ element: Int, of result: [Int], in operand: [Int]) -> Int {
    var (rest, found, stride) = (element, 0, 1)
    for (axis, size) in result.reversed().enumerated() {
      let index = rest % size
      rest /= size
      guard axis < operand.count else { continue }
      let own = operand[operand.count - 1 - axis]
      if own > 1 { found += index * stride }
      stride *= own
    }
    return found
  }
}

extension ForwardRule {
  /// The operand itself.
  static let copy = ForwardRule(formula: "{a}", result: { $0[0] })
  /// A factor of a product of matrices.
  static let product = ForwardRule(formula: "{a} · {b}", result: { $0[0] * $0[1] })

  /// What losses are for each element, before they are added up.
  static let losses: [String: ForwardRule] = [
    "mse_loss": ForwardRule(formula: "({a} - {b})²", result: { ($0[0] - $0[1]) * ($0[0] - $0[1]) }),
    "l1_loss": ForwardRule(formula: "|{a} - {b}|", result: { abs($0[0] - $0[1]) }),
    "binary_cross_entropy": ForwardRule(
      formula: "(-{b} · log {a} - (1 - {b}) · log(1 - {a}))",
      result: { -$0[1] * max(log($0[0]), -100) - (1 - $0[1]) * max(log1p(-$0[0]), -100) }),
  ]

  /// How fast the result changes with an operand, by a difference quotient: no formula of the engine is used.
  func slope(_ operands: [Double], operand: Int) -> Double {
    let step = 1e-5 * max(1, abs(operands[operand]))
    var (low, high) = (operands, operands)
    low[operand] -= step
    high[operand] += step
    return (result(high) - result(low)) / (2 * step)
  }
}
