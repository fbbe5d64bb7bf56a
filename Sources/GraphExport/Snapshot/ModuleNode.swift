/// A part of the graph that is drawn as one card: a call of a module, or operations that belong together otherwise.
public struct ModuleNode: Hashable, Sendable {
  /// What the part is.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// One call of a module, or several that are drawn as one.
    case module
    /// Operations that follow each other, in or out of modules.
    case segment = "run"
    /// Tensors that nothing computed, and that several parts use.
    case leaves
  }

  /// What the part is.
  public var kind: Kind
  /// The type of the module, such as `Linear`; of other parts, what a reader should call them.
  public var type: String
  /// The property path of the module, such as `layers.0`; of a segment, the names of its first and its last node.
  public var path: String
  /// Which call of the same module this is, from 1.
  public var call: Int
  /// Which piece of the call this is, where it can't be drawn as one: what leaves the first piece comes back into the second.
  public var piece: Piece?
  /// The calls that are drawn as one, if it is more than one.
  public var repetition: Repetition?
  /// How much lies inside, in all repeats together: those of the part, and those of what it lies in.
  public var counts: NodeCounts
  /// How much lies inside one of them.
  public var each: NodeCounts
  /// The tensors inside that are used or drawn outside, in the order of their computation.
  public var outputs: [Output]
  /// What backward has delivered to the parameters inside.
  public var gradient: ParameterGradient
  /// What the module was told when it was made, as far as that is not the usual, in order.
  public var attributes: [OperationNode.Attribute]
  /// Of one call of a module, the parameters that are its own, by their names inside of it, where they are few.
  public var parameters: [TensorNode]
  /// Of one call of a module, what comes out of it, where that is one tensor.
  public var result: TensorNode?
  /// How many elements of the values inside are NaN or infinite.
  public var nonFiniteValues: NonFiniteCounts
  /// How many elements of the gradients inside are NaN or infinite.
  public var nonFiniteGradients: NonFiniteCounts

  /// Makes the description of a part.
  public init(
    kind: Kind, type: String, path: String, call: Int = 1, piece: Piece? = nil,
    repetition: Repetition? = nil, counts: NodeCounts, each: NodeCounts? = nil,
    outputs: [Output] = [],
    gradient: ParameterGradient = .none, attributes: [OperationNode.Attribute] = [],
    parameters: [TensorNode] = [], result: TensorNode? = nil,
    nonFiniteValues: NonFiniteCounts = NonFiniteCounts(),
    nonFiniteGradients: NonFiniteCounts = NonFiniteCounts()
  ) {
    self.kind = kind
    self.type = type
    self.path = path
    self.call = call
    self.piece = piece
    self.repetition = repetition
    self.counts = counts
    self.each = each ?? counts
    self.outputs = outputs
    self.gradient = gradient
    self.attributes = attributes
    self.parameters = parameters
    self.result = result
    self.nonFiniteValues = nonFiniteValues
    self.nonFiniteGradients = nonFiniteGradients
  }
}

extension ModuleNode {
  /// A piece of something that can't be drawn as one.
  public struct Piece: Hashable, Sendable {
    /// Which one it is, from 1.
    public var number: Int
    /// How many there are.
    public var count: Int

    /// Makes a piece.
    public init(number: Int, count: Int) {
      self.number = number
      self.count = count
    }
  }

  /// A tensor that leaves the part.
  public struct Output: Hashable, Sendable {
    /// The name that the user gave it.
    public var label: String?
    /// The size of each axis; empty for a scalar.
    public var shape: [Int]
    /// The element type, in PyTorch's spelling: `float32`.
    public var dtype: String

    /// Makes an output.
    public init(label: String? = nil, shape: [Int], dtype: String) {
      self.label = label
      self.shape = shape
      self.dtype = dtype
    }
  }

  /// The gradients of a part's parameters in one number for each repeat.
  public enum ParameterGradient: Hashable, Sendable {
    /// There are no parameters.
    case none
    /// None of the parameters has a gradient, for the reason that the first of them gives.
    case absent(TensorNode.Gradient.Absence)
    /// The Euclidean norm over the finite elements of all gradients, for each repeat that has parameters of its own.
    case norms([Double])

    /// The smallest and the largest norm.
    public var range: ClosedRange<Double>? {
      guard case .norms(let norms) = self,
        case let known = norms.filter({ !$0.isNaN }), let least = known.min(),
        let most = known.max()
      else { return nil }
      return least...most
    }
  }
}
