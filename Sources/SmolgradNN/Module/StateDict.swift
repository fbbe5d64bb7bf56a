public import Smolgrad

/// The parameters and buffers of a model by their keys, such as `fc1.weight`, in a fixed order.
///
/// The keys are PyTorch's, so that weights can be exchanged: a property `runningMean` has the key `running_mean`.
public struct StateDict {
  /// The keys in the order of the model's declaration.
  public private(set) var keys: [String] = []
  private var values: [String: Tensor] = [:]

  /// An empty dictionary.
  public init() {}

  /// The keys, in alphabetical order, and tensors of a plain dictionary.
  public init(_ values: [String: Tensor]) {
    keys = values.keys.sorted()
    self.values = values
  }

  /// The tensor with a key; nil where there is none.
  ///
  /// Setting nil removes the key.
  public subscript(key: String) -> Tensor? {
    get { values[key] }
    set {
      if newValue == nil {
        keys.removeAll { $0 == key }
      } else if values[key] == nil {
        keys.append(key)
      }
      values[key] = newValue
    }
  }
}

extension StateDict: Sequence {
  /// Goes through the keys in their order, with their tensors.
  public func makeIterator() -> some IteratorProtocol<(key: String, value: Tensor)> {
    keys.lazy.map { (key: $0, value: values[$0]!) }.makeIterator()
  }
}

/// A state dictionary that does not fit a model: each key that is missing, unknown, or of another shape.
public struct StateDictError: Error, Equatable, CustomStringConvertible {
  /// Keys of the model that the dictionary has not.
  public let missing: [String]
  /// Keys of the dictionary that the model has not.
  public let unexpected: [String]
  /// Keys of both whose shapes differ.
  public let mismatched: [Mismatch]

  /// A key whose tensor has one shape in the model and another in the dictionary.
  public struct Mismatch: Hashable, Sendable {
    /// The key.
    public let key: String
    /// The shape in the model.
    public let expected: [Int]
    /// The shape in the dictionary.
    public let actual: [Int]
  }

  /// All differences in one sentence.
  public var description: String {
    var parts: [String] = []
    if !missing.isEmpty { parts.append("missing: " + missing.joined(separator: ", ")) }
    if !unexpected.isEmpty { parts.append("unexpected: " + unexpected.joined(separator: ", ")) }
    parts += mismatched.map { "\($0.key) has shape \($0.actual), not \($0.expected)" }
    return "the state dictionary does not fit the model; " + parts.joined(separator: "; ")
  }
}

extension Module {
  /// The parameters and buffers by PyTorch's keys, each without a record.
  ///
  /// They keep their elements when the model trains on.
  ///
  ///     Linear(3, 2).stateDict().keys  // ["weight", "bias"]
  public func stateDict() -> StateDict {
    var state = StateDict()
    for (key, tensor) in stateTensors() { state[key] = tensor.detached() }
    return state
  }

  /// The parameters and buffers themselves by PyTorch's keys; one that is held twice is there twice.
  package func stateTensors() -> [(key: String, tensor: Tensor)] {
    structure().tensors.map { (key: $0.path.snakeCased, tensor: $0.tensor) }
  }

  /// Takes over the elements of parameters and buffers, converted to the types that the model has.
  ///
  /// Nothing is changed if it throws.
  ///
  ///     let (from, to) = (Linear(3, 2), Linear(3, 2))
  ///     try to.loadStateDict(from.stateDict())
  ///     (to.weight .== from.weight).doubles().min()!  // 1.0
  ///
  /// - Parameters:
  ///   - state: What ``stateDict()`` of a model of the same structure gave, or what was read from a file.
  ///   - strict: Whether all keys must be there and no others; shapes must agree in any case.
  public func loadStateDict(_ state: StateDict, strict: Bool = true) throws(StateDictError) {
    let own = stateTensors()
    let known = Set(own.map(\.key))
    let mismatched = own.compactMap { key, tensor in
      state[key].flatMap { value in
        value.shape == tensor.shape
          ? nil : StateDictError.Mismatch(key: key, expected: tensor.shape, actual: value.shape)
      }
    }
    let missing = strict ? own.map(\.key).filter { state[$0] == nil } : []
    let unexpected = strict ? state.keys.filter { !known.contains($0) } : []
    guard missing.isEmpty, unexpected.isEmpty, mismatched.isEmpty else {
      throw StateDictError(missing: missing, unexpected: unexpected, mismatched: mismatched)
    }
    for (key, tensor) in own {
      if let value = state[key] { tensor.assign(value) }
    }
  }
}

extension String {
  /// Words joined by underscores, as Python has them: `inProjWeight` becomes `in_proj_weight`.
  var snakeCased: String {
    var result = ""
    for character in self {
      if character.isUppercase, let last = result.last, last != ".", last != "_" {
        result += "_"
      }
      result += character.lowercased()
    }
    return result
  }
}
