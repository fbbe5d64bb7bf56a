extension Tensor {
  /// A scalar.
  public convenience init(
    _ value: Double, dtype: DType = .float32, device: Device? = nil,
    requiresGradient: Bool = false
  ) {
    required(try dtype.check(.real(value), "Tensor", floatingPoint: false))
    self.init(NDArray.full([], .real(value), dtype: dtype).asLeaf(on: device), role: .input)
    self.requiresGradient = requiresGradient
  }

  /// A vector.
  public convenience init(
    _ values: [Double], dtype: DType = .float32, device: Device? = nil,
    requiresGradient: Bool = false
  ) {
    self.init(
      values, shape: [values.count], dtype: dtype, device: device,
      requiresGradient: requiresGradient)
  }

  /// A matrix, given by its rows, which must be of one length.
  public convenience init(
    _ rows: [[Double]], dtype: DType = .float32, device: Device? = nil,
    requiresGradient: Bool = false
  ) {
    let columns = rows.first?.count ?? 0
    for (index, row) in rows.enumerated() where row.count != columns {
      fail("Tensor", "row \(index) has \(row.count) numbers, but row 0 has \(columns)")
    }
    self.init(
      rows.flatMap { $0 }, shape: [rows.count, columns], dtype: dtype, device: device,
      requiresGradient: requiresGradient)
  }

  /// A stack of matrices, which must be of one shape.
  public convenience init(
    _ matrices: [[[Double]]], dtype: DType = .float32, device: Device? = nil,
    requiresGradient: Bool = false
  ) {
    let rows = matrices.first?.count ?? 0
    let columns = matrices.first?.first?.count ?? 0
    for (index, matrix) in matrices.enumerated() {
      guard matrix.count == rows, matrix.allSatisfy({ $0.count == columns }) else {
        fail("Tensor", "matrix \(index) has not the shape [\(rows), \(columns)] of matrix 0")
      }
    }
    self.init(
      matrices.flatMap { $0.flatMap { $0 } }, shape: [matrices.count, rows, columns],
      dtype: dtype, device: device,
      requiresGradient: requiresGradient)
  }

  /// A tensor of any shape, from its elements in row-major order.
  public convenience init(
    _ values: [Double], shape: [Int], dtype: DType = .float32, device: Device? = nil,
    requiresGradient: Bool = false
  ) {
    required(try Tensor.checkSize(shape, "Tensor"))
    guard values.count == shape.elementCount else {
      fail(
        "Tensor", "\(values.count) numbers for shape \(shape), which holds \(shape.elementCount)")
    }
    if !dtype.isFloatingPoint, dtype != .bool {
      for value in values { required(try dtype.check(.real(value), "Tensor")) }
    }
    self.init(NDArray.filled(shape, with: values, dtype: dtype).asLeaf(on: device), role: .input)
    self.requiresGradient = requiresGradient
  }

  /// A tensor of any shape, from its elements in row-major order.
  public convenience init(
    _ values: [Float], shape: [Int], device: Device? = nil, requiresGradient: Bool = false
  ) {
    self.init(
      values.map(Double.init), shape: shape, device: device, requiresGradient: requiresGradient)
  }

  /// A tensor of integers such as indices, in row-major order; a vector where no shape is given.
  ///
  ///     Tensor(integers: [0, 2]).dtype  // int64
  public convenience init(
    integers values: [Int], shape: [Int]? = nil, dtype: DType = .int64, device: Device? = nil
  ) {
    let shape = shape ?? [values.count]
    required(try Tensor.checkSize(shape, "Tensor"))
    guard values.count == shape.elementCount else {
      fail(
        "Tensor", "\(values.count) integers for shape \(shape), which holds \(shape.elementCount)")
    }
    if dtype == .int32 {
      for value in values { required(try dtype.check(.integer(value), "Tensor")) }
    }
    let array = NDArray(uninitialized: shape, dtype: .int64)
    for (index, value) in values.enumerated() { array.pointer(Int64.self)[index] = Int64(value) }
    self.init(array.cast(to: dtype).asLeaf(on: device), role: .input)
  }

  /// A tensor of truth values such as a mask, in row-major order; a vector where no shape is given.
  public convenience init(
    booleans values: [Bool], shape: [Int]? = nil, device: Device? = nil
  ) {
    self.init(
      values.map { $0 ? 1.0 : 0.0 }, shape: shape ?? [values.count], dtype: .bool, device: device)
  }

  /// A tensor that holds one number in every element.
  ///
  ///     Tensor.full([2], 7)  // [7, 7]
  public static func full(_ shape: [Int], _ value: some Scalar, dtype: DType = .float32) -> Tensor {
    required(try checkedFull(shape, value, dtype: dtype))
  }

  package static func checkedFull(_ shape: [Int], _ value: some Scalar, dtype: DType)
    throws(OperandError) -> Tensor
  {
    try checkSize(shape, "full", byteCount: dtype.byteCount)
    try dtype.check(value.number, "full", at: "fill_value")
    return Tensor(NDArray.full(shape, value.number, dtype: dtype).asLeaf(), role: .input)
  }

  /// A tensor of zeros.
  ///
  ///     Tensor.zeros([2, 2])  // [[0, 0], [0, 0]]
  public static func zeros(_ shape: [Int], dtype: DType = .float32) -> Tensor {
    required(try checkSize(shape, "zeros", byteCount: dtype.byteCount))
    return full(shape, 0, dtype: dtype)
  }

  /// A tensor of ones.
  ///
  ///     Tensor.ones([3])  // [1, 1, 1]
  public static func ones(_ shape: [Int], dtype: DType = .float32) -> Tensor {
    required(try checkSize(shape, "ones", byteCount: dtype.byteCount))
    return full(shape, 1, dtype: dtype)
  }

  /// The numbers from `start` up to, but not including, `end`.
  ///
  ///     Tensor.arange(1, 2, step: 0.25)  // [1, 1.25, 1.5, 1.75]
  public static func arange(
    _ start: Double = 0, _ end: Double, step: Double = 1, dtype: DType = .float32
  ) -> Tensor {
    required(try checkedArange(start, end, step: step, dtype: dtype))
  }

  package static func checkedArange(_ start: Double, _ end: Double, step: Double, dtype: DType)
    throws(OperandError) -> Tensor
  {
    guard start.isFinite, end.isFinite, step.isFinite, step != 0, (end - start) / step >= 0 else {
      throw OperandError("arange", "steps of \(step) do not lead from \(start) to \(end)")
    }
    guard let count = Int(exactly: ((end - start) / step).rounded(.up)) else {
      throw OperandError("arange", "there are too many steps of \(step) from \(start) to \(end)")
    }
    try checkSize([count], "arange", byteCount: 8)
    return Tensor((0..<count).map { start + Double($0) * step }, dtype: dtype)
  }

  /// The identity matrix.
  ///
  ///     Tensor.eye(2)  // [[1, 0], [0, 1]]
  public static func eye(_ size: Int, dtype: DType = .float32) -> Tensor {
    required(try checkedEye(size, dtype: dtype))
  }

  package static func checkedEye(_ size: Int, dtype: DType) throws(OperandError) -> Tensor {
    try checkSize([size, size], "eye", byteCount: 8)
    var values = [Double](repeating: 0, count: size * size)
    for index in 0..<size { values[index * size + index] = 1 }
    return Tensor(values, shape: [size, size], dtype: dtype)
  }

}
