extension NDArray {
  /// The product of two matrices, or of two stacks of matrices of the same leading shape.
  ///
  /// The last two axes are the matrices'. Transposed matrices go to BLAS as they lie, with a flag. The product is multiplied by the scale; a
  /// summand has the result's shape. The result's axes lie in memory in the order of those of another array of its shape, if one is given.
  static func matrixProduct(
    _ a: NDArray, _ b: NDArray, plus summand: NDArray? = nil, scale: Double = 1,
    laidOutLike model: NDArray? = nil
  ) -> NDArray {
    switch a.dtype {
    case .float16, .bfloat16, .int32, .int64, .bool:
      let wide: DType = a.dtype.computesInFloat32 ? .float32 : .float64
      return matrixProduct(
        a.cast(to: wide), b.cast(to: wide), plus: summand?.cast(to: wide), scale: scale
      ).cast(to: a.dtype)
    case .float32, .float64: break
    }
    let rank = a.shape.count
    let (m, k, n) = (a.shape[rank - 2], a.shape[rank - 1], b.shape[rank - 1])
    let leading = Array(a.shape.dropLast(2))
    let shape = leading + [m, n]
    if k == 0 {
      let result = summand?.contiguous() ?? .full(shape, .integer(0), dtype: a.dtype)
      return a.isOnMLX ? result.moved(to: .mlx) : result
    }
    if let result = a.onMLX(
      summand == nil ? "matmul" : "addmm", summand.map { [b, $0] } ?? [b], real: scale)
    {
      return result
    }
    let result =
      summand?.copy() ?? model?.freshMatrices(a.dtype)
      ?? NDArray(uninitialized: shape, dtype: a.dtype)
    if result.count == 0 { return result }
    let (left, right, product) = (Operand(a), Operand(b), Operand(result))
    if leading.isEmpty {
      BLAS.multiply(
        left.matrix(at: 0), right.matrix(at: 0), into: product.matrix(at: 0), m: m, n: n, k: k,
        scale: scale, isAdding: summand != nil)
      return result
    }
    let rows = Rows(
      shape: leading + [1], left.leadingStrides + [0], right.leadingStrides + [0],
      product.leadingStrides + [0])
    rows.forEach { i, j, l in
      for step in 0..<rows.length {
        let (x, z, y) = (
          i + step * rows.strides.0, j + step * rows.strides.1, l + step * rows.strides.2
        )
        BLAS.multiply(
          left.matrix(at: x), right.matrix(at: z), into: product.matrix(at: y), m: m, n: n, k: k,
          scale: scale, isAdding: summand != nil)
      }
    }
    return result
  }

  /// A fresh array of the same shape, with the axes in the same order in memory; nil where that is the usual one, or a BLAS could not
  /// write its matrices.
  private func freshMatrices(_ dtype: DType) -> NDArray? {
    if isContiguous { return nil }
    let rank = shape.count
    let order = shape.indices.sorted { (strides[$0], $1) > (strides[$1], $0) }
    guard strides.allSatisfy({ $0 > 0 }), order[rank - 1] >= rank - 2 else { return nil }
    var inverse = order
    for (to, from) in order.enumerated() { inverse[from] = to }
    return NDArray(uninitialized: order.map { shape[$0] }, dtype: dtype).permuted(inverse)
  }

  /// A stack of matrices as BLAS takes it: one axis has stride 1, the other the pitch.
  private struct Operand {
    let array: NDArray
    let isTransposed: Bool
    let pitch: Int
    var leadingStrides: [Int] { Array(array.strides.dropLast(2)) }

    /// The matrix that begins at an element of the array.
    func matrix(at offset: Int) -> BLAS.Matrix {
      BLAS.Matrix(array: array, offset: offset, pitch: pitch, isTransposed: isTransposed)
    }

    init(_ original: NDArray) {
      let rank = original.shape.count
      let (rows, columns) = (original.shape[rank - 2], original.shape[rank - 1])
      let (down, right) = (original.strides[rank - 2], original.strides[rank - 1])
      if (right == 1 || columns == 1) && (down >= max(columns, 1) || rows == 1) {
        array = original
        isTransposed = false
        pitch = rows == 1 ? max(columns, 1) : down
      } else if (down == 1 || rows == 1) && (right >= max(rows, 1) || columns == 1) {
        array = original
        isTransposed = true
        pitch = columns == 1 ? max(rows, 1) : right
      } else {
        array = original.contiguous()
        isTransposed = false
        pitch = max(columns, 1)
      }
    }
  }
}
