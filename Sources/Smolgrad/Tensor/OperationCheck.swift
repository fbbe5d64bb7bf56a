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

extension OperationCheck {
  /// What is known of one result when its rule is compared.
  struct Evidence {
    let result: Tensor
    /// What the result is multiplied with, so that a single number comes out.
    let weights: [Double]
    /// The result's elements where nothing is moved.
    let elements: [Double]
    /// What the rule says, in each of the ways in which `backward` may compute it.
    let rules: [Double]
    /// How long the terms are that the rule adds up.
    let length: Double
    /// The products of weights and result where elements are moved by one step, by minus one, and, if that was run, by half of both.
    let products: [Double]
    /// How far elements are moved, as a share of themselves.
    let step: Double
    /// Whether something is computed in single precision.
    let isSingle: Bool
  }

  /// Compares the way that is farthest from the quotient.
  init(_ evidence: Evidence) {
    let comparison = Comparison(evidence)
    let record = evidence.result.record!
    self.init(
      operation: record.operation, path: record.scope?.path ?? "", rule: comparison.rule,
      quotient: comparison.quotient,
      relativeError: comparison.scale > 0 ? comparison.distance / comparison.scale : 0,
      verdict: comparison.verdict)
  }
}

extension OperationCheck.Evidence {
  /// Whether a step to both sides says all: the rule agrees with the quotient, and there is no kink in between.
  var isSettled: Bool {
    // Two steps of single precision are needed, where each rounds a lot.
    let comparison = Comparison(self)
    return !isSingle && (comparison.isClear || !comparison.isKnown)
  }
}

/// A rule beside the difference quotient.
private struct Comparison {
  let rule: Double
  let quotient: Double
  let distance: Double
  /// The larger magnitude of rule and quotient.
  let scale: Double
  private let length: Double
  private let tolerance: Double
  /// What rounding leaves of a quotient.
  private let noise: Double
  /// How far the quotients of both sides are apart.
  private let bend: Double
  /// The same of half a step, and how far the quotients of both steps are apart.
  private var half: (bend: Double, change: Double)?

  init(_ evidence: OperationCheck.Evidence) {
    let weights = evidence.weights
    let (p, m) = (evidence.products[0], evidence.products[1])
    var (middle, largest) = (0.0, 0.0)
    for (weight, element) in zip(weights, evidence.elements) where weight != 0 {
      middle += weight * element
      largest = max(largest, abs(weight * element))
    }
    let whole = (p - m) / (2 * evidence.step)
    bend = abs(p - 2 * middle + m) / evidence.step
    if evidence.products.count > 2 {
      let (halfP, halfM) = (evidence.products[2], evidence.products[3])
      let quotient = (halfP - halfM) / evidence.step
      half = (abs(halfP - 2 * middle + halfM) / (evidence.step / 2), abs(whole - quotient))
      // Richardson's extrapolation.
      self.quotient = (4 * quotient - whole) / 3
    } else {
      quotient = whole
    }
    let quotient = quotient
    noise =
      (evidence.isSingle ? 3e-7 : 1e-15)
      * (largest * Double(weights.count).squareRoot() + abs(middle))
      / evidence.step
    rule = evidence.rules.max { abs($0 - quotient) < abs($1 - quotient) } ?? 0
    distance = abs(rule - quotient)
    scale = max(abs(rule), abs(quotient))
    tolerance = evidence.isSingle ? 1e-2 : 1e-6
    length = evidence.length
  }

  /// Whether both are numbers.
  var isKnown: Bool { quotient.isFinite && rule.isFinite }

  /// Whether rule and quotient agree where nothing bends.
  var isClear: Bool {
    distance <= tolerance * max(scale, length) + 20 * noise
      && bend <= max(0.01 * max(scale, length), 1000 * noise)
  }

  var verdict: OperationCheck.Verdict {
    if !isKnown { return .unknown }
    guard let half else { return isClear ? .right : .wrong }
    // The bend of a smooth function halves with the step; that of a kink does not.
    let isBent = half.bend > 0.7 * bend
    if distance <= tolerance * scale + 20 * noise {
      // A rule that takes the mean of both sides agrees with the quotient.
      return isBent && half.bend > 0.1 * scale && half.bend > 1000 * noise ? .kink : .right
    }
    let isRough = half.change > 0.05 * distance && half.change > 100 * noise
    return (isBent && half.bend > 0.1 * distance) || isRough ? .kink : .wrong
  }
}
