import Smolgrad

/// `x[…]`, by the rules of NumPy and PyTorch.
extension Evaluator {
  func item(
    of value: Value, _ indices: [SyntaxTree.IndexKind], _ values: [Value]
  ) throws(OperandError) -> Value {
    if case .results(let results) = value { return try part(of: results, indices, values) }
    if case .list(let list) = value, case .value(let id) = indices[0], indices.count == 1,
      case .number(.integer(let index)) = values[id]
    {
      let count = list.elements.count
      guard index >= -count, index < count else {
        throw OperandError("index \(index) is not inside a list of \(count)")
      }
      return list.elements[index < 0 ? index + count : index]
    }
    let tensor = try workspace.tensor(value)
    var indexing: [Indexing] = []
    for index in indices { indexing.append(try self.indexing(index, values)) }
    return .tensor(try tensor.checkedGetItem(indexing))
  }

  /// A value that consists of so many parts, which have a name each.
  func parts(of value: Value, _ count: Int) throws(OperandError) -> Value {
    let size: Int
    switch value {
    case .results(let results): size = results.fields.count
    case .list(let list): size = list.elements.count
    case .tensor(let tensor) where tensor.rank > 0: size = tensor.shape[0]
    default: throw OperandError("\(value.description) has no parts to give names to")
    }
    guard size == count else {
      throw OperandError("there are \(count) names for \(size) values")
    }
    return value
  }

  /// One of several results, by its number.
  private func part(
    of results: NamedResults, _ indices: [SyntaxTree.IndexKind], _ values: [Value]
  ) throws(OperandError) -> Value {
    let count = results.fields.count
    guard indices.count == 1, case .value(let id) = indices[0],
      case .number(.integer(let index)) = values[id], index >= -count, index < count
    else { throw OperandError("\(results.advice), or by its number, from 0 to \(count - 1)") }
    return .tensor(results.fields[index < 0 ? index + count : index].tensor)
  }

  private func indexing(
    _ index: SyntaxTree.IndexKind, _ values: [Value]
  ) throws(OperandError) -> Indexing {
    switch index {
    case .ellipsis: return .ellipsis
    case .slice(let start, let end, let step):
      return .slice(
        start: try bound(start, values), end: try bound(end, values),
        step: try bound(step, values) ?? 1)
    case .value(let id):
      switch values[id] {
      case .number(.integer): return .position(try bound(id, values)!)
      case .none: return .newAxis
      case .list(let list):
        if let literal = try list.literal(), let integers = literal.integers {
          return .tensor(Tensor(integers: integers, shape: literal.shape))
        }
        return .tensor(try workspace.tensor(.list(list)))
      case .tensor(let tensor): return .tensor(tensor)
      case let other: throw OperandError("\(other.description) can't be an index")
      }
    }
  }

  private func bound(_ id: SyntaxTree.ID?, _ values: [Value]) throws(OperandError) -> Int? {
    guard let id else { return nil }
    if case .none = values[id] { return nil }
    guard case .number(.integer(let bound)) = values[id] else {
      throw OperandError("an index must be an integer, not \(values[id].description)")
    }
    return bound
  }
}
