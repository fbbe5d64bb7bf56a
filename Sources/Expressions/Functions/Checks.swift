import Smolgrad

/// Whether shapes, dimensions and sizes fit, by the engine's rules.
extension Call {
  /// A dimension of a tensor; a scalar has the dimensions 0 and -1.
  func dimension(_ name: String, of tensor: Tensor) throws(Fault) -> Int? {
    guard let dim = try integer(name) else { return nil }
    try check(dim, of: tensor, at: name)
    return dim
  }

  /// Some dimensions of a tensor, each of them once; none at all where none are given.
  func dimensions(_ name: String, of tensor: Tensor) throws(Fault) -> [Int] {
    let dims = try integers(name) ?? []
    for dim in dims { try check(dim, of: tensor, at: name) }
    let resolved = dims.map { $0 < 0 ? $0 + max(tensor.rank, 1) : $0 }
    if Set(resolved).count < resolved.count {
      throw fail("a dimension stands twice in \(dims)", at: name)
    }
    return dims
  }

  private func check(_ dim: Int, of tensor: Tensor, at name: String) throws(Fault) {
    let count = max(tensor.rank, 1)
    guard dim >= -count, dim < count else {
      throw fail(
        "dimension \(dim) is not between \(-count) and \(count - 1) for shape \(tensor.shape)",
        at: name)
    }
  }

  /// The size of a dimension, which may be negative; 1 for a scalar.
  func size(_ dim: Int, of tensor: Tensor) -> Int {
    tensor.rank == 0 ? 1 : tensor.shape[dim < 0 ? dim + tensor.rank : dim]
  }

  func needsDimensions(_ tensor: Tensor, atLeast rank: Int, at name: String) throws(Fault) {
    guard tensor.rank >= rank else {
      throw fail(
        "needs \(rank == 1 ? "a dimension" : "\(rank) dimensions") at least; \(name) is of shape \(tensor.shape)",
        at: name)
    }
  }

  /// The shape of tensors that are broadcast against each other.
  @discardableResult
  func fit(_ tensors: Tensor...) throws(Fault) -> [Int] {
    var shape: [Int] = []
    for tensor in tensors {
      guard let common = broadcast(shape, tensor.shape) else {
        let shapes = tensors.map { "\($0.shape)" }.joined(separator: " and ")
        throw fail("shapes \(shapes) can't be broadcast against each other")
      }
      shape = common
    }
    try room(for: shape)
    return shape
  }

  /// Stops over a result that is too large.
  func room(for shape: [Int]) throws(Fault) {
    do {
      _ = try Workspace.count(shape)
    } catch {
      throw fail(error.message)
    }
  }

  /// Stops over an operation that would take too long: its steps are the product of some sizes.
  func work(_ sizes: [Int], _ work: Workspace.Work) throws(Fault) {
    do {
      try workspace.work(sizes, work)
    } catch {
      throw fail(error.message)
    }
  }

  /// Whether the first shape can be repeated to the second.
  func canRepeat(_ shape: [Int], to target: [Int]) -> Bool {
    shape.count <= target.count && broadcast(shape, target) == target
  }

  /// Stops over an optional tensor that has not the shape that it must have.
  func check(_ tensor: Tensor?, hasShape shape: [Int], at name: String) throws(Fault) {
    guard let tensor, tensor.shape != shape else { return }
    throw fail("\(name) must be of shape \(shape), not \(tensor.shape)", at: name)
  }

  /// Stops over a tensor whose gradient would be asked for, and which has none.
  func checkNoGradient(_ tensor: Tensor?, at name: String) throws(Fault) {
    guard let tensor, tensor.requiresGradient else { return }
    throw fail("there is no derivative for \(name); write detach(…) around it", at: name)
  }
}

/// The shape of two arrays that are broadcast against each other, nil where they do not fit.
func broadcast(_ a: [Int], _ b: [Int]) -> [Int]? {
  let rank = max(a.count, b.count)
  var shape: [Int] = []
  for axis in 0..<rank {
    let first = axis + a.count - rank >= 0 ? a[axis + a.count - rank] : 1
    let second = axis + b.count - rank >= 0 ? b[axis + b.count - rank] : 1
    guard first == second || first == 1 || second == 1 else { return nil }
    shape.append(first == 1 ? second : first)
  }
  return shape
}
