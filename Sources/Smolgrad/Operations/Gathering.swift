// Elements gathered by a list of positions, and its reverse, adding at positions. Each is the other's derivative, so every operation that
// gathers (indexing, gather, embedding, pooling by maximum) has derivatives of every order.

extension Tensor {
  /// Blocks of elements at positions, recorded as the operation that asked for them.
  ///
  /// - Parameters:
  ///   - positions: The number of each block in row-major order, as `int64`; checked by the caller.
  ///   - block: The elements of one block.
  ///   - shape: The result's shape.
  ///   - indices: Inputs of the operation that say which elements to gather; they get no gradient.
  ///   - tags: What others need to know of the operation, such as that it is a view.
  func gathered(
    _ operation: String, _ attributes: [Attribute], of indices: [Tensor] = [],
    at positions: NDArray, block: Int = 1, shape: [Int], tags: OperationTags = []
  ) -> Tensor {
    Tensor.result(
      operation, attributes, of: .init([self] + indices),
      saved: [Tensor(positions, role: .constant)],
      array.contiguous().gathered(at: positions, block: block, shape: shape),
      [
        Derivative("{g} added where it was picked") { gradient, y in
          gradient.scatterAdded(at: y.saved[0].array, block: block, shape: y.inputs[0].shape)
        }
      ] + indices.map { _ in .none(operation, "the indices") }, tags: tags)
  }

  /// Zeros of a shape to which this tensor's blocks are added at positions.
  func scatterAdded(at positions: NDArray, block: Int, shape: [Int]) -> Tensor {
    Tensor.result(
      "index_add", [], of: [self], saved: [Tensor(positions, role: .constant)],
      array.contiguous().scatterAdded(at: positions, block: block, shape: shape),
      [
        Derivative("{g} picked where it was added") { gradient, y in
          gradient.gathered(
            "index", [], at: y.saved[0].array, block: block, shape: y.inputs[0].shape)
        }
      ])
  }

  /// The positions of a grid, given for each axis by the elements that it visits.
  func positions(_ axes: [[Int]]) -> NDArray {
    var positions = [0]
    for (axis, visited) in axes.enumerated() {
      positions = positions.flatMap { base in visited.map { base * shape[axis] + $0 } }
    }
    return .positions(positions)
  }
}

extension NDArray {
  /// A vector of positions.
  static func positions(_ values: [Int]) -> NDArray {
    let result = NDArray(uninitialized: [values.count], dtype: .int64)
    for (index, value) in values.enumerated() { result.pointer(Int64.self)[index] = Int64(value) }
    return result
  }

  /// Blocks of a contiguous array at positions.
  func gathered(at positions: NDArray, block: Int, shape: [Int]) -> NDArray {
    if let result = onMLX(count * block == 0 ? nil : "take", [positions], integers: [block] + shape)
    {
      return result
    }
    let result = NDArray(uninitialized: shape, dtype: dtype)
    let bytes = block * dtype.byteCount
    let numbers = positions.pointer(Int64.self)
    if bytes == 4 {
      let (from, to) = (pointer(UInt32.self), result.pointer(UInt32.self))
      for index in 0..<positions.count { to[index] = from[Int(numbers[index])] }
      return result
    }
    let (from, to) = (base, result.base)
    for index in 0..<positions.count where bytes > 0 {
      (to + index * bytes).copyMemory(from: from + Int(numbers[index]) * bytes, byteCount: bytes)
    }
    return result
  }

  /// Zeros to which the blocks of a contiguous array are added at positions.
  func scatterAdded(at positions: NDArray, block: Int, shape: [Int]) -> NDArray {
    let zeros =
      isOnMLX
      ? NDArray.full([], .integer(0), dtype: dtype).broadcast(to: shape)
      : .full(shape, .integer(0), dtype: dtype)
    return zeros.scatterAdding(self, at: positions, block: block)
  }

  /// This array with the blocks of a contiguous one of its type added at positions; an array of its own is changed in place.
  func scatterAdding(_ source: NDArray, at positions: NDArray, block: Int) -> NDArray {
    if let result = onMLX(
      dtype.isSummedByMLX && count * block > 0 ? "add_at" : nil, [positions, source],
      integers: [block] + shape)
    {
      return result
    }
    func run<T>(_ add: BinaryLoop<T, T>) -> NDArray {
      let numbers = positions.pointer(Int64.self)
      let (from, to) = (source.pointer(T.self), pointer(T.self))
      for index in 0..<positions.count {
        let target = to + Int(numbers[index]) * block
        add(target, 1, from + index * block, 1, target, block)
      }
      return self
    }
    switch dtype {
    case .float32: return run(BinaryKernel.add.float32)
    case .float64: return run(BinaryKernel.add.float64)
    case .int64: return run(BinaryKernel.add.int64)
    case .int32: return run(BinaryKernel.add.int32)
    case .float16, .bfloat16, .bool:
      let wide = dtype == .bool ? DType.int32 : .float32
      return cast(to: wide).scatterAdding(source.cast(to: wide), at: positions, block: block)
        .cast(to: dtype)
    }
  }

  /// A copy in which the blocks at positions are those of another contiguous array; of several for one position the last one counts.
  func replacing(_ source: NDArray, at positions: NDArray, block: Int) -> NDArray {
    if let result = onMLX(
      count * block == 0 ? nil : "put", [positions, source], integers: [block] + shape)
    {
      return result
    }
    let result = writableCopy()
    let bytes = block * dtype.byteCount
    let numbers = positions.pointer(Int64.self)
    for index in 0..<positions.count where bytes > 0 {
      (result.base + Int(numbers[index]) * bytes).copyMemory(
        from: source.base + index * bytes, byteCount: bytes)
    }
    return result
  }
}
