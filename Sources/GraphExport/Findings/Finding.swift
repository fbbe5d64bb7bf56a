/// Something in a recorded computation that breaks or stops its gradients, with where it began and what usually helps.
///
/// ```swift
/// for finding in GraphSnapshot(of: loss, capturing: .contributions).findings { print(finding.message) }
/// ```
public struct Finding: Hashable, Sendable, Codable {
  /// What was found.
  public enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
    /// NaN or an infinity that an operation computed of finite numbers, and that reached the end.
    case bornForward = "born-forward"
    /// NaN or an infinity that the derivative of an operation made of a finite gradient.
    case bornBackward = "born-backward"
    /// How far NaN or infinities came from where they were born.
    case spread
    /// NaN or an infinity that was computed, and that a later operation left out.
    case healed
    /// Units whose result is 0 whatever goes in, so that nothing comes back through them.
    case dead
    /// A function so far out that its derivative is nearly 0.
    case saturated
    /// A gradient that an operation made 0.
    case zero
    /// A gradient whose parts are large and add up to nearly 0.
    case cancelled
    /// A tensor that requires a gradient, and that no gradient reaches.
    case unreached
    /// Gradients that become very small on their way back.
    case vanishing
    /// Gradients that become very large on their way back.
    case exploding
    /// A parameter that the result does not depend on.
    case unused
    /// A tensor that was changed in place after an operation had used it.
    case stale
    /// A derivative that differs from the difference quotient of its operation.
    case wrongDerivative = "wrong-derivative"
    /// An operation that loses digits against the same computation in a wider type.
    case lostDigits = "lost-digits"
  }

  /// How bad it is.
  public enum Severity: String, Hashable, Sendable, Codable, CaseIterable, Comparable {
    /// Results or gradients are no numbers, or wrong.
    case error
    /// Training may suffer from it.
    case warning
    /// Something to know that may be meant.
    case note

    /// The worse one is less, so that it comes first.
    public static func < (a: Severity, b: Severity) -> Bool {
      allCases.firstIndex(of: a)! < allCases.firstIndex(of: b)!
    }
  }

  /// In which pass it happened.
  public enum Direction: String, Hashable, Sendable, Codable, CaseIterable {
    /// From the inputs to the result.
    case forward
    /// From the result back to the inputs.
    case backward
  }

  /// What was found.
  public var kind: Kind
  /// How bad it is.
  public var severity: Severity
  /// The name of the node where it began: an operation's, or that of a tensor that nothing computed.
  public var node: String
  /// The `id` of that node.
  public var id: Int
  /// The operation by PyTorch's name; where no operation is to blame, what the tensor is, such as `input`.
  public var operation: String
  /// In which pass it began.
  public var direction: Direction
  /// The indices of elements that show it, at most eight; of dead units their indices along the axis of units.
  public var elements: [[Int]]
  /// How many elements show it.
  public var elementCount: Int
  /// The rule with its numbers at the first of the elements, such as `∂L/∂x = 0 / 0 = NaN`; nil where they are not known.
  public var rule: String?
  /// The names of the nodes on the shortest way from there to the end.
  public var path: [String]
  /// The path of the module in which it began; nil outside of any.
  public var module: String?
  /// Where in the program the operation stands, such as `model.py:12`, if that is known.
  public var source: String?
  /// How many findings of the same kind at the same operation are left out after this one; nil for none.
  public var more: Int?
  /// What is wrong and what usually helps, in one or two plain sentences.
  public var message: String
}
