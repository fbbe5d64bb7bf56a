import Smolgrad

/// `x[…]`, by the rules of NumPy and PyTorch.
extension Evaluator {
  func item(
    of value: Value, _ indices: [SyntaxTree.IndexKind], _ values: [Value]
  ) throws(Fault) -> Value {
    if case .results(let results) = value { return try part(of: results, indices, values) }
    if case .list(let list) = value, case .value(let id) = indices[0], indices.count == 1,
      case .number(.integer(let index)) = values[id]
    {
      let count = list.elements.count
      guard index >= -count, index < count else {
        throw Fault("index \(index) is not inside a list of \(count)")
      }
      return list.elements[index < 0 ? index + count : index]
    }
    let tensor = try workspace.tensor(value)
    var indexing: [Indexing] = []
    for index in indices { indexing.append(try self.indexing(index, values)) }
    try check(indexing, of: tensor)
    return .tensor(tensor.getItem(indexing))
  }

  /// One of several results, by its number.
  private func part(
    of results: NamedResults, _ indices: [SyntaxTree.IndexKind], _ values: [Value]
  ) throws(Fault) -> Value {
    let count = results.fields.count
    guard indices.count == 1, case .value(let id) = indices[0],
      case .number(.integer(let index)) = values[id], index >= -count, index < count
    else { throw Fault("\(results.advice), or by its number, from 0 to \(count - 1)") }
    return .tensor(results.fields[index < 0 ? index + count : index].tensor)
  }

  private func indexing(
    _ index: SyntaxTree.IndexKind, _ values: [Value]
  ) throws(Fault) -> Indexing {
    switch index {
    case .ellipsis: return .ellipsis
    case .slice(let start, let end, let step):
      let step = try bound(step, values) ?? 1
      guard step > 0 else { throw Fault("a step of \(step) is not positive; use flip") }
      return .slice(start: try bound(start, values), end: try bound(end, values), step: step)
    case .value(let id):
      switch values[id] {
      case .number(.integer): return .position(try bound(id, values)!)
      case .none: return .newAxis
      case .list(let list):
        if let literal = try list.literal(), let integers = literal.integers {
          return .tensor(Tensor(integers: integers, shape: literal.shape))
        }
        return .tensor(try positions(workspace.tensor(.list(list))))
      case .tensor(let tensor): return .tensor(try positions(tensor))
      case let other: throw Fault("\(other.description) can't be an index")
      }
    }
  }

  private func positions(_ tensor: Tensor) throws(Fault) -> Tensor {
    guard !tensor.dtype.isFloatingPoint else {
      throw Fault(
        "an index must be integers or truth values, not \(tensor.dtype.rawValue); convert with long(…)"
      )
    }
    return tensor
  }

  private func bound(_ id: SyntaxTree.ID?, _ values: [Value]) throws(Fault) -> Int? {
    guard let id else { return nil }
    if case .none = values[id] { return nil }
    guard case .number(.integer(let bound)) = values[id] else {
      throw Fault("an index must be an integer, not \(values[id].description)")
    }
    guard abs(Double(bound)) <= Double(Workspace.tensorLimit) else {
      throw Fault("the index is too large: \(bound)")
    }
    return bound
  }

  /// Stops over indices that the engine would stop the program over.
  private func check(_ indices: [Indexing], of tensor: Tensor) throws(Fault) {
    let shape = tensor.shape
    let used = indices.reduce(0) { $0 + $1.usedDimensions }
    guard used <= tensor.rank else {
      throw Fault("\(used) indices for shape \(shape), which has \(tensor.rank) dimensions")
    }
    var axis = 0
    var ellipses = 0
    // The shape that the tensors of indices have together, and the sizes of all other dimensions.
    var common: [Int] = []
    var rest: [Int] = []
    for index in indices {
      switch index {
      case .position(let position):
        guard position >= -shape[axis], position < shape[axis] else {
          throw Fault("index \(position) is not inside dimension \(axis) of shape \(shape)")
        }
      case .slice: rest.append(shape[axis])
      case .ellipsis:
        ellipses += 1
        guard ellipses == 1 else { throw Fault("there may be one ellipsis only") }
        rest += shape[axis..<axis + tensor.rank - used]
        axis += tensor.rank - used
      case .newAxis: rest.append(1)
      case .tensor(let entries):
        let own = try check(entries, axis, shape)
        guard let fitting = broadcast(common, own) else {
          throw Fault("indices of shapes \(common) and \(own) can't be broadcast")
        }
        common = fitting
      }
      axis += index.usedDimensions
    }
    _ = try Workspace.count(common + rest + shape[axis...])
  }

  private func check(
    _ entries: Tensor, _ axis: Int, _ shape: [Int]
  ) throws(Fault) -> [Int] {
    if entries.dtype == .bool {
      guard Array(shape[axis..<axis + entries.rank]) == entries.shape else {
        throw Fault(
          "a mask of shape \(entries.shape) does not fit shape \(shape) at dimension \(axis)")
      }
      return [entries.integers().count { $0 != 0 }]
    }
    for index in entries.integers() where index < -shape[axis] || index >= shape[axis] {
      throw Fault("index \(index) is not inside dimension \(axis) of shape \(shape)")
    }
    return entries.shape
  }
}

extension Indexing {
  /// The dimensions of the tensor that the index uses up.
  fileprivate var usedDimensions: Int {
    switch self {
    case .position, .slice: 1
    case .ellipsis, .newAxis: 0
    case .tensor(let tensor): tensor.dtype == .bool ? tensor.rank : 1
    }
  }
}
