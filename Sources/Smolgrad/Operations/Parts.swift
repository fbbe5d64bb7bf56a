// Parts of tensors as views, and tensors put together of parts.

extension Tensor {
  /// `length` elements along a dimension, from `start` on; a negative start counts from the end.
  public func narrow(dim: Int, start: Int, length: Int) -> Tensor {
    let axis = resolved(dim: dim, "narrow")
    guard rank > 0 else { fail("narrow", "a scalar has no dimension to narrow") }
    let first = start < 0 ? start + shape[axis] : start
    guard first >= 0, length >= 0, length <= shape[axis] - first else {
      fail(
        "narrow", "\(length) elements from \(start) on are not inside dimension \(dim) of \(shape)")
    }
    return sliced(
      Slicing(all: shape).along(axis, start: first, size: length), "narrow",
      [
        Attribute("dim", .integer(dim)), Attribute("start", .integer(start)),
        Attribute("length", .integer(length)),
      ])
  }

  /// The part at one position along a dimension, which is dropped; a negative position counts from the end.
  public func select(dim: Int, index: Int) -> Tensor {
    let axis = resolved(dim: dim, "select")
    guard rank > 0 else { fail("select", "a scalar has no dimension to select from") }
    let position = index < 0 ? index + shape[axis] : index
    guard position >= 0, position < shape[axis] else {
      fail("select", "index \(index) is not inside dimension \(dim) of shape \(shape)")
    }
    let slicing = Slicing(all: shape).along(axis, start: position, size: 1)
    return Tensor.result(
      "select", [Attribute("dim", .integer(dim)), Attribute("index", .integer(index))],
      of: [self], array.sliced(slicing).withoutAxes([axis]),
      [
        Derivative(
          "{g} in its place, else 0",
          adding: { gradient, _, arrived in
            gradient.array.add(to: arrived.sliced(slicing).withoutAxes([axis]))
            return true
          }
        ) { gradient, y in
          gradient.unsqueeze(dim: axis).embedded(in: y.inputs[0].shape, at: slicing)
        }
      ])
  }

  /// Parts of `size` elements each along a dimension; the last one may be smaller.
  public func split(size: Int, dim: Int = 0) -> [Tensor] {
    let axis = resolved(dim: dim, "split")
    guard rank > 0, size > 0 || (size == 0 && shape[axis] == 0) else {
      fail("split", "parts of \(size) elements can't be had from shape \(shape)")
    }
    if shape[axis] == 0 { return parts([0], axis, dim, "split") }
    let count = (shape[axis] - 1) / size + 1
    return parts((0..<count).map { Swift.min(size, shape[axis] - $0 * size) }, axis, dim, "split")
  }

  /// Parts of the given sizes along a dimension, which they must fill.
  public func split(sizes: [Int], dim: Int = 0) -> [Tensor] {
    let axis = resolved(dim: dim, "split")
    guard rank > 0, sizes.allSatisfy({ $0 >= 0 }), sizes.checkedSum == shape[axis] else {
      fail("split", "sizes \(sizes) do not add up to dimension \(dim) of shape \(shape)")
    }
    return parts(sizes, axis, dim, "split")
  }

  /// At most `count` parts of equal size along a dimension, of which the last one may be smaller.
  public func chunk(_ count: Int, dim: Int = 0) -> [Tensor] {
    let axis = resolved(dim: dim, "chunk")
    guard rank > 0, count > 0 else {
      fail("chunk", "shape \(shape) can't be cut into \(count) parts")
    }
    if shape[axis] == 0 {
      Tensor.check([count], "chunk", byteCount: bytesOfPart)
      return parts([Int](repeating: 0, count: count), axis, dim, "chunk")
    }
    let size = (shape[axis] - 1) / count + 1
    let number = (shape[axis] - 1) / size + 1
    return parts((0..<number).map { Swift.min(size, shape[axis] - $0 * size) }, axis, dim, "chunk")
  }

  /// All parts along a dimension, which is dropped.
  public func unbind(dim: Int = 0) -> [Tensor] {
    let axis = resolved(dim: dim, "unbind")
    guard rank > 0 else { fail("unbind", "a scalar has no dimension to unbind") }
    Tensor.check([shape[axis]], "unbind", byteCount: bytesOfPart)
    return (0..<shape[axis]).map { select(dim: axis, index: $0) }
  }

  /// What a view takes, roughly.
  private var bytesOfPart: Int { 512 }

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
  public static func cat(_ tensors: [Tensor], dim: Int = 0) -> Tensor {
    let filled = tensors.filter { $0.shape != [0] }
    guard let first = filled.first ?? tensors.first else { fail("cat", "there is nothing to join") }
    guard first.rank > 0 else { fail("cat", "scalars can't be joined; use stack") }
    let axis = first.resolved(dim: dim, "cat")
    var shape = first.shape
    shape[axis] = 0
    var dtype = first.dtype
    for tensor in tensors {
      dtype = .promoted(dtype, tensor.dtype)
      if tensor.shape == [0] { continue }
      var others = tensor.shape
      if tensor.rank == first.rank { others[axis] = first.shape[axis] }
      guard others == first.shape else {
        fail(
          "cat", "shapes \(first.shape) and \(tensor.shape) differ outside of dimension \(dim)",
          of: tensors)
      }
      shape[axis] += tensor.shape[axis]
    }
    let result = NDArray(uninitialized: shape, dtype: dtype)
    var derivatives: [Derivative] = []
    var start = 0
    for tensor in tensors {
      if tensor.shape == [0] {
        derivatives.append(Derivative("{g}, nothing of it") { _, y in zeros([0], dtype: y.dtype) })
        continue
      }
      let size = tensor.shape[axis]
      let slicing = Slicing(all: shape).along(axis, start: start, size: size)
      tensor.array.cast(to: dtype).copy(into: result.sliced(slicing))
      derivatives.append(
        Derivative("its part of {g}") { gradient, _ in gradient.sliced(slicing, "narrow") })
      start += size
    }
    return Tensor.result(
      "cat", [Attribute("dim", .integer(dim))], of: .init(tensors), result, derivatives)
  }

  /// Tensors of one shape one after the other along a new dimension.
  public static func stack(_ tensors: [Tensor], dim: Int = 0) -> Tensor {
    guard let first = tensors.first else { fail("stack", "there is nothing to stack") }
    for tensor in tensors where tensor.shape != first.shape {
      fail("stack", "shapes \(first.shape) and \(tensor.shape) differ")
    }
    let axis = first.resolvedNew(dim: dim, "stack")
    let dtype = tensors.reduce(first.dtype) { .promoted($0, $1.dtype) }
    var shape = first.shape
    shape.insert(tensors.count, at: axis)
    let result = NDArray(uninitialized: shape, dtype: dtype)
    var derivatives: [Derivative] = []
    for (index, tensor) in tensors.enumerated() {
      let slicing = Slicing(all: shape).along(axis, start: index, size: 1)
      tensor.array.cast(to: dtype).copy(into: result.sliced(slicing).withoutAxes([axis]))
      derivatives.append(
        Derivative("its part of {g}") { gradient, _ in gradient.select(dim: axis, index: index) })
    }
    return Tensor.result(
      "stack", [Attribute("dim", .integer(dim))], of: .init(tensors), result, derivatives)
  }
}
