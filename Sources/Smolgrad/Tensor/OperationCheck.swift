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
    /// The products of weights and result in the four runs, moved by one step, by minus one, and by half of both.
    let products: [Double]
    /// How far elements are moved, as a share of themselves.
    let step: Double
  }

  /// Compares the way that is farthest from the quotient.
  init(_ evidence: Evidence) {
    let weights = evidence.weights
    let (p, m) = (evidence.products[0], evidence.products[1])
    let (halfP, halfM) = (evidence.products[2], evidence.products[3])
    var (middle, largest) = (0.0, 0.0)
    for (weight, element) in zip(weights, evidence.elements) where weight != 0 {
      middle += weight * element
      largest = max(largest, abs(weight * element))
    }
    let whole = (p - m) / (2 * evidence.step)
    let half = (halfP - halfM) / evidence.step
    let quotient = (4 * half - whole) / 3
    // What rounding leaves of a quotient.
    let isDouble = evidence.result.dtype == .float64
    let noise =
      (isDouble ? 1e-15 : 3e-7) * (largest * Double(weights.count).squareRoot() + abs(middle))
      / evidence.step
    let rule = evidence.rules.max { abs($0 - quotient) < abs($1 - quotient) } ?? 0
    let distance = abs(rule - quotient)
    let scale = max(abs(rule), abs(quotient))
    let tolerance = isDouble ? 1e-6 : 1e-2
    // The bend of a smooth function halves with the step; that of a kink does not.
    let bend = abs(p - 2 * middle + m) / evidence.step
    let halfBend = abs(halfP - 2 * middle + halfM) / (evidence.step / 2)
    let isBent = halfBend > 0.7 * bend
    let verdict: Verdict
    if !quotient.isFinite || !rule.isFinite {
      verdict = .unknown
    } else if distance <= tolerance * scale + 20 * noise {
      // A rule that takes the mean of both sides agrees with the quotient.
      verdict = isBent && halfBend > 0.1 * scale && halfBend > 1000 * noise ? .kink : .right
    } else {
      let isRough = abs(whole - half) > 0.05 * distance && abs(whole - half) > 100 * noise
      verdict = (isBent && halfBend > 0.1 * distance) || isRough ? .kink : .wrong
    }
    let record = evidence.result.record!
    self.init(
      operation: record.operation, path: record.scope?.path ?? "", rule: rule, quotient: quotient,
      relativeError: scale > 0 ? distance / scale : 0, verdict: verdict)
  }
}
