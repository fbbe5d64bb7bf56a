extension Tensor {
  /// The matrix product, Python's `@`, by NumPy's rules.
  ///
  /// Two vectors give their inner product; a vector beside a matrix is a row on the left and a column on the right; further leading dimensions
  /// are stacks of matrices, and are broadcast.
  ///
  ///     Tensor([[1, 2], [3, 4]]).matmul(Tensor([1, 10]))  // [21, 43]
  public func matmul(_ other: Tensor) -> Tensor { matmul(other, "matmul") }

  /// The matrix product times a number, under the name of the operation that asks for it.
  func matmul(_ other: Tensor, _ name: String = "matmul", scale: Double = 1) -> Tensor {
    required(of: [self, other], try checkedMatmul(other, name, scale: scale))
  }

  package func checkedMatmul(
    _ other: Tensor, _ name: String = "matmul", scale: Double = 1
  ) throws(OperandError) -> Tensor {
    guard rank > 0, other.rank > 0 else {
      throw OperandError(
        name,
        "shapes \(shape) and \(other.shape): both need at least one dimension; scalars are multiplied by *"
      )
    }
    let (columns, rows) = (shape[rank - 1], other.shape[Swift.max(other.rank - 2, 0)])
    guard columns == rows else {
      throw OperandError(
        name,
        "shapes \(shape) and \(other.shape) do not fit: \(columns) columns against \(rows) rows")
    }
    let factor = scale == 1 ? "" : "{scale} · "
    let value = try product(other, name, scale)
    return Tensor.result(
      name, scale == 1 ? [] : [Attribute("scale", .real(scale))], of: [self, other],
      value,
      [
        Derivative(
          Formula("\(factor){g} • {b}ᵀ"),
          fused: { gradient, y in
            guard let (a, b) = y.factors else { return nil }
            return .matrixProduct(gradient.array, b.flipped, scale: scale, laidOutLike: a)
          }
        ) { gradient, y in
          let (a, b) = (y.inputs[0], y.inputs[1])
          let product = gradient.asMatrix(beside: a, b).matmul(b.asColumn.T, scale: scale)
            .dropped(a.rank == 1, -2)
          // One factor of a whole stack: its sum is rounded once.
          return b.rank > 2 && a.rank <= 2 ? product.summed(to: a.shape) : product
        },
        Derivative(
          Formula("\(factor){a}ᵀ • {g}"),
          fused: { gradient, y in
            guard let (a, b) = y.factors else { return nil }
            return .matrixProduct(a.flipped, gradient.array, scale: scale, laidOutLike: b)
          }
        ) { gradient, y in
          let (a, b) = (y.inputs[0], y.inputs[1])
          if b.rank == 2, a.rank > 2 {
            // One product over the whole stack, instead of a stack of products that is summed.
            let flat = gradient.reshape([-1, b.shape[1]])
            return a.reshape([flat.shape[0], b.shape[0]]).T.matmul(flat, scale: scale)
          }
          let product = a.asRow.T.matmul(gradient.asMatrix(beside: a, b), scale: scale)
            .dropped(b.rank == 1, -1)
          return b.rank == 1 && a.rank > 2 ? product.summed(to: b.shape) : product
        },
      ]
    ).counting(.product)
  }

  private func product(
    _ other: Tensor, _ name: String, _ scale: Double
  ) throws(OperandError) -> NDArray {
    // What is small needs no time for a closer look.
    let inner = shape[rank - 1]
    if inner == 0 || Double(count) * Double(other.count) > 0x1p20 * Double(inner) {
      try checkProductSize(other, name)
    }
    let dtype = DType.promoted(self.dtype, other.dtype)
    var (a, b) = (array.cast(to: dtype), other.array.cast(to: dtype))
    if rank > 2, other.rank == 2,
      let flat = a.viewed(as: [a.count / Swift.max(shape[rank - 1], 1), shape[rank - 1]]),
      shape[rank - 1] > 0
    {
      return NDArray.matrixProduct(flat, b, scale: scale).reshaped(
        shape.dropLast() + [other.shape[1]])
    }
    if rank == 1 { a = a.reshapedVector(asRow: true) }
    if other.rank == 1 { b = b.reshapedVector(asRow: false) }
    guard let leading = Array(a.shape.dropLast(2)).broadcast(with: Array(b.shape.dropLast(2)))
    else {
      throw OperandError(
        name, "shapes \(shape) and \(other.shape): the leading dimensions can't be broadcast")
    }
    a = a.broadcast(to: leading + a.shape.suffix(2))
    b = b.broadcast(to: leading + b.shape.suffix(2))
    // Heads that were split off a row, and are weighted here, are usually joined again: their positions in the row are kept.
    let keepsOrder =
      !leading.isEmpty && a.isContiguous && !b.isContiguous && b.strides.last == 1
      && b.shape == leading + [a.shape[a.shape.count - 2], b.shape[b.shape.count - 1]]
    let value = NDArray.matrixProduct(a, b, scale: scale, laidOutLike: keepsOrder ? b : nil)
    let last = value.shape.count - 1
    return value.withoutAxes((rank == 1 ? [last - 1] : []) + (other.rank == 1 ? [last] : []))
  }

  /// Refuses a product that is too large, or whose stacks are when they are laid out in full.
  private func checkProductSize(_ other: Tensor, _ name: String) throws(OperandError) {
    let leading = Array(shape.dropLast(2)).broadcast(with: Array(other.shape.dropLast(2))) ?? []
    let (rows, inner) = (rank > 1 ? shape[rank - 2] : 1, shape[rank - 1])
    let columns = other.rank > 1 ? other.shape[other.rank - 1] : 1
    try Tensor.checkSize(leading + [rows, columns], name)
    let limits = Context.current.limits
    try limits?.check(leading + [rows, inner], name)
    try limits?.check(leading + [inner, columns], name)
    try Tensor.checkSteps(leading + [rows, inner, columns], .product, name)
  }

  /// The factors of a product, if they are stacks of as many matrices of its own type.
  ///
  /// Their gradients are laid out as they are themselves, so that a factor that was transposed needs no copy of its gradient.
  private var factors: (NDArray, NDArray)? {
    let (a, b) = (inputs[0].array, inputs[1].array)
    guard a.dtype == dtype, b.dtype == dtype, a.shape.count > 1,
      a.shape.dropLast(2) == b.shape.dropLast(2), b.shape.count > 1
    else { return nil }
    return (a, b)
  }

  /// A vector as a matrix of one row; all else as it is.
  private var asRow: Tensor { rank == 1 ? reshape([1, count]) : self }
  /// A vector as a matrix of one column; all else as it is.
  private var asColumn: Tensor { rank == 1 ? reshape([count, 1]) : self }

  /// The gradient of a matrix product with the dimensions that vectors among its operands left out.
  private func asMatrix(beside a: Tensor, _ b: Tensor) -> Tensor {
    if a.rank > 1, b.rank > 1 { return self }
    var shape = shape
    if a.rank == 1 { shape.insert(1, at: b.rank == 1 ? shape.count : shape.count - 1) }
    if b.rank == 1 { shape.append(1) }
    return reshape(shape)
  }

  /// Drops a dimension of size 1 if the operand was a vector.
  private func dropped(_ isVector: Bool, _ axis: Int) -> Tensor {
    guard isVector else { return self }
    var shape = shape
    shape.remove(at: shape.count + axis)
    return reshape(shape)
  }
}

extension NDArray {
  /// The matrices transposed.
  fileprivate var flipped: NDArray { transposed(shape.count - 2, shape.count - 1) }

  /// A vector as a matrix of one row or one column.
  fileprivate func reshapedVector(asRow: Bool) -> NDArray {
    asRow
      ? view(shape: [1, count], strides: [count, strides[0]], offset: offset)
      : view(shape: [count, 1], strides: [strides[0], 1], offset: offset)
  }
}
