// Parts of tensors as views, and tensors put together of parts.

extension Tensor {
  /// `length` elements along a dimension, from `start` on; a negative start counts from the end.
  ///
  ///     Tensor([1, 2, 3, 4]).narrow(dim: 0, start: 1, length: 2)  // [2, 3]
  public func narrow(dim: Int, start: Int, length: Int) -> Tensor {
    required(of: [self], try checkedNarrow(dim: dim, start: start, length: length))
  }

  package func checkedNarrow(dim: Int, start: Int, length: Int) throws(OperandError) -> Tensor {
    let axis = try checkedAxis(dim, "narrow")
    guard rank > 0 else {
      throw OperandError("narrow", "a scalar has no dimension to narrow", at: "input")
    }
    let first = start < 0 ? start + shape[axis] : start
    guard first >= 0, length >= 0, length <= shape[axis] - first else {
      throw OperandError(
        "narrow", "\(length) elements from \(start) on are not inside dimension \(dim) of \(shape)",
        at: "length")
    }
    return sliced(
      Slicing(all: shape).along(axis, start: first, size: length), "narrow",
      [
        Attribute("dim", .integer(dim)), Attribute("start", .integer(start)),
        Attribute("length", .integer(length)),
      ])
  }

  /// The part at one position along a dimension, which is dropped; a negative position counts from the end.
  ///
  ///     Tensor([[1, 2], [3, 4]]).select(dim: 1, index: 0)  // [1, 3]
  public func select(dim: Int, index: Int) -> Tensor {
    required(of: [self], try checkedSelect(dim: dim, index: index))
  }

  package func checkedSelect(dim: Int, index: Int) throws(OperandError) -> Tensor {
    let axis = try checkedAxis(dim, "select")
    guard rank > 0 else {
      throw OperandError("select", "a scalar has no dimension to select from", at: "input")
    }
    let position = index < 0 ? index + shape[axis] : index
    guard position >= 0, position < shape[axis] else {
      throw OperandError(
        "select", "index \(index) is not inside dimension \(dim) of shape \(shape)", at: "index")
    }
    let slicing = Slicing(all: shape).along(axis, start: position, size: 1)
    return Tensor.result(
      "select", [Attribute("dim", .integer(dim)), Attribute("index", .integer(index))],
      of: [self], array.sliced(slicing).withoutAxes([axis]),
      [
        Derivative(
          "{g} in its place, else 0",
          accumulate: { gradient, _, pending in
            gradient.array.add(to: pending.sliced(slicing).withoutAxes([axis]))
            return true
          }
        ) { gradient, y in
          gradient.unsqueeze(dim: axis).embedded(in: y.inputs[0].shape, at: slicing)
        }
      ], tags: .view)
  }

  /// Parts of `size` elements each along a dimension; the last one may be smaller.
  ///
  ///     Tensor([1, 2, 3]).split(size: 2)  // [[1, 2], [3]]
  public func split(size: Int, dim: Int = 0) -> [Tensor] {
    required(of: [self], try checkedSplit(size: size, dim: dim))
  }

  package func checkedSplit(size: Int, dim: Int) throws(OperandError) -> [Tensor] {
    let axis = try checkedAxis(dim, "split")
    guard rank > 0, size > 0 || (size == 0 && shape[axis] == 0) else {
      throw OperandError(
        "split", "parts of \(size) elements can't be had from shape \(shape)", at: "size")
    }
    if shape[axis] == 0 { return parts([0], axis, dim, "split") }
    let count = (shape[axis] - 1) / size + 1
    try checkParts(count, "split")
    return parts((0..<count).map { Swift.min(size, shape[axis] - $0 * size) }, axis, dim, "split")
  }

  /// Parts of the given sizes along a dimension, which they must fill.
  ///
  ///     Tensor([1, 2, 3]).split(sizes: [1, 2])  // [[1], [2, 3]]
  public func split(sizes: [Int], dim: Int = 0) -> [Tensor] {
    required(of: [self], try checkedSplit(sizes: sizes, dim: dim))
  }

  package func checkedSplit(sizes: [Int], dim: Int) throws(OperandError) -> [Tensor] {
    let axis = try checkedAxis(dim, "split")
    guard rank > 0, sizes.allSatisfy({ $0 >= 0 }), sizes.checkedSum == shape[axis] else {
      throw OperandError(
        "split", "sizes \(sizes) do not add up to dimension \(dim) of shape \(shape)", at: "size")
    }
    return parts(sizes, axis, dim, "split")
  }

  /// At most `count` parts of equal size along a dimension, of which the last one may be smaller.
  ///
  ///     Tensor([1, 2, 3, 4]).chunk(2)  // [[1, 2], [3, 4]]
  public func chunk(_ count: Int, dim: Int = 0) -> [Tensor] {
    required(of: [self], try checkedChunk(count, dim: dim))
  }

  package func checkedChunk(_ count: Int, dim: Int) throws(OperandError) -> [Tensor] {
    let axis = try checkedAxis(dim, "chunk")
    guard rank > 0, count > 0 else {
      throw OperandError(
        "chunk", "shape \(shape) can't be cut into \(count) parts", at: "chunks")
    }
    if shape[axis] == 0 {
      try checkParts(count, "chunk")
      return parts([Int](repeating: 0, count: count), axis, dim, "chunk")
    }
    let size = (shape[axis] - 1) / count + 1
    let number = (shape[axis] - 1) / size + 1
    try checkParts(number, "chunk")
    return parts((0..<number).map { Swift.min(size, shape[axis] - $0 * size) }, axis, dim, "chunk")
  }

  /// All parts along a dimension, which is dropped.
  ///
  ///     Tensor([[1, 2], [3, 4]]).unbind()  // [[1, 2], [3, 4]]
  public func unbind(dim: Int = 0) -> [Tensor] {
    required(of: [self], try checkedUnbind(dim: dim))
  }

  package func checkedUnbind(dim: Int) throws(OperandError) -> [Tensor] {
    let axis = try checkedAxis(dim, "unbind")
    guard rank > 0 else { throw OperandError("unbind", "a scalar has no dimension to unbind") }
    try checkParts(shape[axis], "unbind")
    return (0..<shape[axis]).map { select(dim: axis, index: $0) }
  }

  /// Refuses more parts than there is memory for, or than the task's limits allow.
  private func checkParts(_ count: Int, _ operation: String) throws(OperandError) {
    try Context.current.limits?.check(parts: count, operation)
    // What a view takes, roughly.
    try Tensor.checkSize([count], operation, byteCount: 512)
  }

  private func parts(_ sizes: [Int], _ axis: Int, _ dim: Int, _ operation: String) -> [Tensor] {
    var start = 0
    return sizes.enumerated().map { index, size in
      defer { start += size }
      return sliced(
        Slicing(all: shape).along(axis, start: start, size: size), operation,
        [Attribute("dim", .integer(dim)), Attribute("part", .integer(index))])
    }
  }

  /// Tensors one after the other along a dimension; their other sizes are the same.
  ///
  /// Empty vectors are skipped, as in PyTorch.
  ///
  ///     Tensor.cat([Tensor([1, 2]), Tensor([3])])  // [1, 2, 3]
  public static func cat(_ tensors: [Tensor], dim: Int = 0) -> Tensor {
    required(of: tensors, try checkedCat(tensors, dim: dim))
  }

  package static func checkedCat(_ tensors: [Tensor], dim: Int) throws(OperandError) -> Tensor {
    let filled = tensors.filter { $0.shape != [0] }
    guard let first = filled.first ?? tensors.first else {
      throw OperandError("cat", "there is nothing to join")
    }
    guard first.rank > 0 else {
      throw OperandError("cat", "scalars can't be joined; use stack", at: "tensors")
    }
    let axis = try first.checkedAxis(dim, "cat")
    var shape = first.shape
    shape[axis] = 0
    var dtype = first.dtype
    for tensor in tensors {
      dtype = .promoted(dtype, tensor.dtype)
      if tensor.shape == [0] { continue }
      var others = tensor.shape
      if tensor.rank == first.rank { others[axis] = first.shape[axis] }
      guard others == first.shape else {
        throw OperandError(
          "cat", "shapes \(first.shape) and \(tensor.shape) differ outside of dimension \(dim)",
          at: "tensors")
      }
      let (sum, overflows) = shape[axis].addingReportingOverflow(tensor.shape[axis])
      shape[axis] = overflows ? .max : sum
    }
    try checkSize(shape, "cat")
    let parts = tensors.lazy.filter { $0.shape != [0] }.map { $0.array.cast(to: dtype) }
    let joined = parts.first?.onMLX("concatenate", Array(parts.dropFirst()), integers: [axis])
    let result = joined ?? NDArray(uninitialized: shape, dtype: dtype)
    var derivatives: [Derivative] = []
    var start = 0
    for tensor in tensors {
      if tensor.shape == [0] {
        derivatives.append(Derivative("{g}, nothing of it") { _, y in zeros([0], dtype: y.dtype) })
        continue
      }
      let size = tensor.shape[axis]
      let slicing = Slicing(all: shape).along(axis, start: start, size: size)
      if joined == nil { tensor.array.cast(to: dtype).copy(into: result.sliced(slicing)) }
      derivatives.append(
        Derivative("its part of {g}") { gradient, _ in gradient.sliced(slicing, "narrow") })
      start += size
    }
    return Tensor.result(
      "cat", [Attribute("dim", .integer(dim))], of: .init(tensors), result, derivatives)
  }

  /// Tensors of one shape one after the other along a new dimension.
  ///
  ///     Tensor.stack([Tensor([1, 2]), Tensor([3, 4])], dim: 1)  // [[1, 3], [2, 4]]
  public static func stack(_ tensors: [Tensor], dim: Int = 0) -> Tensor {
    required(of: tensors, try checkedStack(tensors, dim: dim))
  }

  package static func checkedStack(_ tensors: [Tensor], dim: Int) throws(OperandError) -> Tensor {
    guard let first = tensors.first else {
      throw OperandError("stack", "there is nothing to stack")
    }
    for tensor in tensors where tensor.shape != first.shape {
      throw OperandError(
        "stack", "shapes \(first.shape) and \(tensor.shape) differ", at: "tensors")
    }
    let axis = try first.checkedNewAxis(dim, "stack")
    let dtype = tensors.reduce(first.dtype) { .promoted($0, $1.dtype) }
    var shape = first.shape
    shape.insert(tensors.count, at: axis)
    try checkSize(shape, "stack")
    let parts = tensors.lazy.map { $0.array.cast(to: dtype).withAxis(axis) }
    let joined = parts.first?.onMLX("concatenate", Array(parts.dropFirst()), integers: [axis])
    let result = joined ?? NDArray(uninitialized: shape, dtype: dtype)
    var derivatives: [Derivative] = []
    for (index, tensor) in tensors.enumerated() {
      let slicing = Slicing(all: shape).along(axis, start: index, size: 1)
      if joined == nil {
        tensor.array.cast(to: dtype).copy(into: result.sliced(slicing).withoutAxes([axis]))
      }
      derivatives.append(
        Derivative("its part of {g}") { gradient, _ in gradient.select(dim: axis, index: index) })
    }
    return Tensor.result(
      "stack", [Attribute("dim", .integer(dim))], of: .init(tensors), result, derivatives)
  }
}
