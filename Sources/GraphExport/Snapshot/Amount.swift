/// How much of a computation something stands for.
public struct Amount: Hashable, Sendable {
  /// How many operations.
  public var operations: Int
  /// How many tensors, whether they were given or computed.
  public var tensors: Int
  /// How many of the tensors are inputs, which the user made.
  public var inputs: Int
  /// How many scalars the parameters among them hold.
  public var parameters: Int

  /// Makes an amount; without arguments, of nothing.
  public init(operations: Int = 0, tensors: Int = 0, inputs: Int = 0, parameters: Int = 0) {
    self.operations = operations
    self.tensors = tensors
    self.inputs = inputs
    self.parameters = parameters
  }

  /// Whether there is nothing.
  public var isEmpty: Bool { operations == 0 && tensors == 0 }

  /// Both together.
  public static func + (a: Amount, b: Amount) -> Amount {
    Amount(
      operations: a.operations.adding(saturating: b.operations),
      tensors: a.tensors.adding(saturating: b.tensors),
      inputs: a.inputs.adding(saturating: b.inputs),
      parameters: a.parameters.adding(saturating: b.parameters))
  }

  /// Adds what stands on the right.
  public static func += (a: inout Amount, b: Amount) { a = a + b }
}

/// How many numbers are no finite ones.
public struct NotFinite: Hashable, Sendable {
  /// How many are not a number.
  public var nan: Int
  /// How many are `+infinity`.
  public var positiveInfinity: Int
  /// How many are `-infinity`, as in the masks of attention.
  public var negativeInfinity: Int

  /// Makes the counts.
  public init(nan: Int = 0, positiveInfinity: Int = 0, negativeInfinity: Int = 0) {
    self.nan = nan
    self.positiveInfinity = positiveInfinity
    self.negativeInfinity = negativeInfinity
  }

  /// Those of an array.
  init(_ statistics: Statistics?) {
    self.init(
      nan: statistics?.nan ?? 0, positiveInfinity: statistics?.positiveInfinity ?? 0,
      negativeInfinity: statistics?.negativeInfinity ?? 0)
  }

  /// How many there are.
  public var count: Int {
    nan.adding(saturating: positiveInfinity).adding(saturating: negativeInfinity)
  }

  /// Adds what stands on the right.
  public static func += (a: inout NotFinite, b: NotFinite) {
    a.nan = a.nan.adding(saturating: b.nan)
    a.positiveInfinity = a.positiveInfinity.adding(saturating: b.positiveInfinity)
    a.negativeInfinity = a.negativeInfinity.adding(saturating: b.negativeInfinity)
  }
}

extension GraphSnapshot.Node {
  /// How much of the computation the node stands for.
  ///
  /// A reference stands for nothing: its tensor has a node of its own.
  public var amount: Amount {
    amount(repeats?.count ?? 1)
  }

  /// How much one of the repeats is that the node stands for.
  var each: Amount { module?.each ?? amount(1) }

  private func amount(_ count: Int) -> Amount {
    switch content {
    case .tensor(let tensor):
      return Amount(
        tensors: count, inputs: tensor.role == .input ? count : 0,
        parameters: tensor.role == .parameter ? count.multiplied(saturating: tensor.value.count) : 0
      )
    case .operation: return Amount(operations: count)
    case .reference: return Amount()
    case .module(let module): return module.amount
    case .stub(let stub): return stub.amount
    }
  }
}
