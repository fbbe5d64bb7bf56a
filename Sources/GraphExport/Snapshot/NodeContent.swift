/// What a snapshot knows of a tensor.
public struct TensorNode: Hashable, Sendable {
  /// Where a tensor comes from.
  public enum Role: String, Hashable, Sendable, CaseIterable {
    /// A number written in the program, such as the 2 of `x * 2`.
    case constant
    /// A tensor that the user made.
    case input
    /// A weight that an optimizer changes.
    case parameter
    /// A part of a module's state that no optimizer changes.
    case buffer
    /// What an operation computed.
    case result
    /// In a captured backward pass: a tensor of the forward pass that it uses.
    case forward
    /// In a captured backward pass: a gradient, or a step on the way to one. Its value is a gradient.
    case gradient
  }

  /// Where the tensor comes from.
  public var role: Role
  /// The name that a reader should see, if the tensor has one.
  public var label: String?
  /// The element type, in PyTorch's spelling: `float32`.
  public var dtype: String
  /// Whether a gradient was asked for.
  public var requiresGradient: Bool
  /// Whether the capture started from this tensor.
  public var isRoot: Bool
  /// The numbers of the forward pass.
  public var value: ArraySummary
  /// The numbers of the backward pass, or why there are none.
  public var gradient: Gradient
  /// What changed the gradient on its way, such as hooks, in order.
  public var gradientChanges: [GradientChange]

  /// The size of each axis; empty for a scalar.
  public var shape: [Int] { value.shape }

  /// Makes the description of a tensor.
  public init(
    role: Role, label: String? = nil, dtype: String = "float32", requiresGradient: Bool = false,
    isRoot: Bool = false, value: ArraySummary, gradient: Gradient,
    gradientChanges: [GradientChange] = []
  ) {
    self.role = role
    self.label = label
    self.dtype = dtype
    self.requiresGradient = requiresGradient
    self.isRoot = isRoot
    self.value = value
    self.gradient = gradient
    self.gradientChanges = gradientChanges
  }
}

extension TensorNode {
  /// A change of a gradient that no derivative made.
  public struct GradientChange: Hashable, Sendable {
    /// What changed it: `hook`, or an operation between processes, such as `all_reduce`.
    public var operation: String
    /// Its settings, such as the name of a hook.
    public var attributes: [OperationNode.Attribute]
    /// The gradient as it was, in the tensor's shape.
    public var before: ArraySummary

    /// Makes a change.
    public init(
      operation: String, attributes: [OperationNode.Attribute] = [], before: ArraySummary
    ) {
      self.operation = operation
      self.attributes = attributes
      self.before = before
    }

    /// What changed it, in words: `hook clip`, `all_reduce (ranks 4, bytes 320)`.
    var words: String {
      if operation == "hook", let name = attributes.first?.value { return "hook \(name)" }
      let settings = attributes.map { "\($0.name) \($0.value)" }.joined(separator: ", ")
      return settings.isEmpty ? operation : "\(operation) (\(settings))"
    }
  }

  /// A gradient, or the reason why there is none.
  public enum Gradient: Hashable, Sendable {
    /// It was computed; it may be zero.
    case computed(ArraySummary)
    /// It was not.
    case absent(Absence)

    /// Why a tensor has no gradient.
    ///
    /// A gradient that was never computed is not zero.
    public enum Absence: String, Hashable, Sendable, CaseIterable {
      /// `backward()` has not run yet.
      case notComputed
      /// Nobody asked for one: `requiresGradient` is false.
      case notRequired
      /// A number written in the program has none.
      case constant
      /// Only floating point tensors have gradients.
      case integer
      /// `backward()` ran, but no path leads here from where it started.
      case unreachable
      /// It was there and has been thrown away, as `zeroGradients()` does.
      case cleared
    }

    /// The numbers, if there are any.
    public var summary: ArraySummary? {
      if case .computed(let summary) = self { summary } else { nil }
    }
  }
}

/// One use of a tensor that is used several times.
public struct ReferenceNode: Hashable, Sendable {
  /// The `id` of the tensor's own node.
  public var target: Int
  /// The name that a reader should see.
  public var label: String
  /// Which use of the tensor this is, from 1.
  public var use: Int
  /// How many uses it has.
  public var count: Int

  /// Makes a reference.
  public init(target: Int, label: String, use: Int, count: Int) {
    self.target = target
    self.label = label
    self.use = use
    self.count = count
  }
}

/// What one operation adds to the gradient of one of its arguments.
public struct Contribution: Hashable, Sendable {
  /// The addend, in the argument's shape.
  public var value: ArraySummary
  /// The derivative of the result for the argument, where both are single numbers.
  public var localDerivative: Double?

  /// Makes a contribution.
  public init(value: ArraySummary, localDerivative: Double? = nil) {
    self.value = value
    self.localDerivative = localDerivative
  }
}
