import TestSupport

/// Makes expressions whose value is a scalar and smooth in every leaf, so that differences can be compared with gradients.
struct ExpressionGenerator {
  private(set) var random: SplitMix
  /// The leaves that the expression uses, and their shapes.
  private(set) var leaves: [(name: String, shape: [Int])] = []
  private var statements: [String] = []
  private var assigned: [(name: String, shape: [Int])] = []

  private static let functions = [
    "tanh", "sigmoid", "sin", "cos", "softplus", "silu", "gelu", "erf", "square", "logsigmoid",
  ]

  init(seed: UInt64) { random = SplitMix(seed: seed) }

  /// An expression of one or several statements.
  static func expression(seed: UInt64) -> (text: String, leaves: [(name: String, shape: [Int])]) {
    var generator = ExpressionGenerator(seed: seed)
    let value = generator.make([], depth: 4)
    let text = (generator.statements + [value]).joined(separator: "; ")
    return (text, generator.leaves)
  }

  private mutating func make(_ shape: [Int], depth: Int) -> String {
    if depth == 0 { return leaf(shape) }
    if random.chance(0.12) { return reuse(shape, depth: depth) }
    if random.chance(0.5) { return pointwise(shape, depth: depth - 1) }
    switch shape.count {
    case 0: return scalar(depth: depth - 1)
    case 1: return vector(shape[0], depth: depth - 1)
    default: return matrix(shape[0], shape[1], depth: depth - 1)
    }
  }

  private mutating func leaf(_ shape: [Int]) -> String {
    if shape.isEmpty, random.chance(0.25) { return random.pick(["2", "0.5", "1.5e0", "3"]) }
    let known = leaves.filter { $0.shape == shape }
    if !known.isEmpty, random.chance(0.5) { return random.pick(known).name }
    let name = random.pick(["x", "w", "α", "bias_"]) + "\(leaves.count)"
    leaves.append((name, shape))
    return name
  }

  /// A name for a part, which later parts may use again.
  private mutating func reuse(_ shape: [Int], depth: Int) -> String {
    let known = assigned.filter { $0.shape == shape }
    if !known.isEmpty, random.chance(0.6) { return random.pick(known).name }
    let value = make(shape, depth: depth - 1)
    let name = "h\(assigned.count)"
    statements.append("\(name) = \(value)")
    assigned.append((name, shape))
    return name
  }

  private mutating func pointwise(_ shape: [Int], depth: Int) -> String {
    let a = make(shape, depth: depth)
    let function = random.pick(Self.functions)
    switch random.pick(Array(0..<10)) {
    case 0: return "\(function)(\(a))"
    case 1: return "(\(a)).\(function)()"
    case 2: return "(\(a) + \(other(shape, depth)))"
    case 3: return "(\(a) - \(other(shape, depth)) * 0.5)"
    case 4: return "\(a) * \(other(shape, depth))"
    case 5: return "(\(a)) / (1 + (\(other(shape, depth)))**2)"
    case 6: return "-(\(a))**2 / 4"
    case 7: return "(2**-1 * tanh(\(a)))"
    case 8: return "sqrt(1 + (\(a))**2)"
    default: return "log((\(a))**2 + 1.5) * \(other(shape, depth))"
    }
  }

  /// A second operand, which may have to be broadcast.
  private mutating func other(_ shape: [Int], _ depth: Int) -> String {
    make(random.chance(0.4) ? [] : shape, depth: depth)
  }

  private mutating func scalar(depth: Int) -> String {
    let n = random.pick([2, 3])
    switch random.pick(Array(0..<7)) {
    case 0: return "(\(make([n], depth: depth))).sum()"
    case 1: return "mean(\(make([n, 2], depth: depth)))"
    case 2: return "(\(make([n], depth: depth))) @ (\(make([n], depth: depth)))"
    case 3: return "(\(make([n], depth: depth)))[\(random.pick([0, -1]))]"
    case 4:
      return "mse_loss(\(make([n], depth: depth)), \(make([n], depth: depth)), reduction='sum')"
    case 5: return "logsumexp(\(make([n, 2], depth: depth)), dim=[0, 1])"
    default: return "(\(make([2, n], depth: depth))).var()"
    }
  }

  private mutating func vector(_ n: Int, depth: Int) -> String {
    let m = random.pick([2, 3])
    switch random.pick(Array(0..<6)) {
    case 0: return "((\(make([n, m], depth: depth))) @ (\(make([m], depth: depth))))"
    case 1: return "(\(make([m, n], depth: depth))).sum(0)"
    case 2: return "softmax(\(make([n], depth: depth)), dim=-1)"
    case 3: return "(\(make([m, n], depth: depth)))[\(m - 1)]"
    case 4: return "[\((0..<n).map { _ in make([], depth: depth) }.joined(separator: ", "))]"
    default: return "mean(\(make([n, m], depth: depth)), dim=1)"
    }
  }

  private mutating func matrix(_ n: Int, _ m: Int, depth: Int) -> String {
    switch random.pick(Array(0..<6)) {
    case 0: return "((\(make([n, 2], depth: depth))) @ (\(make([2, m], depth: depth))))"
    case 1: return "(\(make([m, n], depth: depth))).T"
    case 2: return "outer(\(make([n], depth: depth)), \(make([m], depth: depth)))"
    case 3: return "log_softmax(\(make([n, m], depth: depth)), dim=1)"
    case 4: return "(\(make([n * m], depth: depth))).reshape(\(n), -1)"
    default:
      return "stack([\((0..<n).map { _ in make([m], depth: depth) }.joined(separator: ", "))])"
    }
  }
}
