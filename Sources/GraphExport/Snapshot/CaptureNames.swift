import Smolgrad

/// Names for the tensors and operations of a history, made from what they are called and from their order.
struct CaptureNames {
  private var names = UniqueNames()

  init(expecting count: Int = 0) { names = UniqueNames(expecting: count) }

  /// The name of an operation without a result.
  mutating func next(operation: String) -> String { names.unique(names.numbered(operation)) }

  /// The names of a tensor and, where it was computed, of the operation; asked for in the order of the history.
  mutating func next(_ tensor: Tensor) -> (tensor: String, operation: String?) {
    guard let record = tensor.record else {
      let kind = tensor.role == .result ? "input" : tensor.role.rawValue
      return (names.unique(tensor.name ?? tensor.path ?? names.numbered(kind)), nil)
    }
    let step = names.numbered(record.operation)
    let operation = names.unique(step)
    return (names.unique(tensor.name ?? step + ".output"), operation)
  }
}
