import CKernels

typealias UnaryLoop<T> = @Sendable (UnsafePointer<T>?, UnsafeMutablePointer<T>?, Int) -> Void
typealias BinaryLoop<T, R> =
  @Sendable (
    UnsafePointer<T>?, Int, UnsafePointer<T>?, Int, UnsafeMutablePointer<R>?, Int
  ) -> Void

/// The inner loops of one function of one variable, by element type; an integer is converted where none is given.
struct UnaryKernel: Sendable {
  let float32: UnaryLoop<Float>
  let float64: UnaryLoop<Double>
  var int32: UnaryLoop<Int32>?
  var int64: UnaryLoop<Int64>?
  /// The operation of MLX, if it has one.
  var mlx: StaticString?
}

/// The inner loops of one function of two variables, by element type; without those of integers it has floating point numbers alone.
struct BinaryKernel: Sendable {
  let float32: BinaryLoop<Float, Float>
  let float64: BinaryLoop<Double, Double>
  let int32: BinaryLoop<Int32, Int32>
  let int64: BinaryLoop<Int64, Int64>
  /// The operation of MLX, if it has one.
  let mlx: StaticString?

  init(
    float32: @escaping BinaryLoop<Float, Float>, float64: @escaping BinaryLoop<Double, Double>,
    int32: BinaryLoop<Int32, Int32>? = nil, int64: BinaryLoop<Int64, Int64>? = nil,
    mlx: StaticString? = nil
  ) {
    self.mlx = mlx
    self.float32 = float32
    self.float64 = float64
    self.int32 = int32 ?? { _, _, _, _, _, _ in preconditionFailure("not for integers") }
    self.int64 = int64 ?? { _, _, _, _, _, _ in preconditionFailure("not for integers") }
  }
}

/// The inner loops of one comparison.
struct ComparisonKernel: Sendable {
  let float32: BinaryLoop<Float, UInt8>
  let float64: BinaryLoop<Double, UInt8>
  let int32: BinaryLoop<Int32, UInt8>
  let int64: BinaryLoop<Int64, UInt8>
  /// The operation of MLX.
  let mlx: StaticString
}

extension NDArray {
  /// The function applied to each element.
  func map(_ kernel: UnaryKernel) -> NDArray {
    func run<T>(_ loop: UnaryLoop<T>) -> NDArray {
      if let result = onMLX(kernel.mlx) { return result }
      let input = contiguous()
      let result = NDArray(uninitializedLike: input, dtype: dtype)
      loop(input.pointer(T.self), result.pointer(T.self), count)
      return result
    }
    switch dtype {
    case .float32: return run(kernel.float32)
    case .float64: return run(kernel.float64)
    case .float16, .bfloat16: return cast(to: .float32).map(kernel).cast(to: dtype)
    case .int32:
      if let loop = kernel.int32 { return run(loop) }
      return cast(to: .float32).map(kernel)
    case .int64:
      if let loop = kernel.int64 { return run(loop) }
      return cast(to: .float32).map(kernel)
    case .bool: return cast(to: kernel.int64 == nil ? .float32 : .int64).map(kernel)
    }
  }

  /// The function applied to each pair of elements; both arrays have the same type, and shapes that fit.
  ///
  /// Beside a type of two bytes an element the second one may be of single precision, in which they are computed.
  static func zip(_ a: NDArray, _ b: NDArray, _ kernel: BinaryKernel) -> NDArray {
    switch a.dtype {
    case .float32: return zip(a, b, dtype: .float32, kernel.float32, kernel.mlx)
    case .float64: return zip(a, b, dtype: .float64, kernel.float64, nil)
    case .int32: return zip(a, b, dtype: .int32, kernel.int32, kernel.mlx)
    case .int64: return zip(a, b, dtype: .int64, kernel.int64, kernel.mlx)
    case .float16, .bfloat16:
      return zip(a.cast(to: .float32), b.cast(to: .float32), kernel).cast(to: a.dtype)
    case .bool: return zip(a.cast(to: .int32), b.cast(to: .int32), kernel).cast(to: .bool)
    }
  }

  /// The function applied to each pair of elements of tensors of one shape and type, of floating point; nil for others.
  ///
  /// Most pairs are such, and of a small one counting references to the arrays would take most of the time. So their addresses are read
  /// first, from tensors that the caller keeps.
  @inline(__always)
  static func zipAlike(_ a: Tensor, _ b: Tensor, _ kernel: BinaryKernel) -> NDArray? {
    func run<T>(_ loop: BinaryLoop<T, T>) -> NDArray {
      let (x, z, count) = (a.array.pointer(T.self), b.array.pointer(T.self), a.array.count)
      let result = NDArray(uninitialized: a.array.layout, dtype: a.array.dtype)
      loop(x, 1, z, 1, result.pointer(T.self), count)
      return withExtendedLifetime((a, b)) { result }
    }
    guard a.array.layout.isRowMajor(as: b.array.layout), !a.array.isOnMLX, !b.array.isOnMLX else {
      return nil
    }
    switch a.dtype {
    case .float32 where b.dtype == .float32: return run(kernel.float32)
    case .float64 where b.dtype == .float64: return run(kernel.float64)
    default: return nil
    }
  }

  /// The comparison of each pair of elements, as truth values.
  static func zip(_ a: NDArray, _ b: NDArray, _ kernel: ComparisonKernel) -> NDArray {
    switch a.dtype {
    case .float32: return zip(a, b, dtype: .bool, kernel.float32, kernel.mlx)
    case .float64: return zip(a, b, dtype: .bool, kernel.float64, nil)
    case .int32: return zip(a, b, dtype: .bool, kernel.int32, kernel.mlx)
    case .int64: return zip(a, b, dtype: .bool, kernel.int64, kernel.mlx)
    case .float16, .bfloat16: return zip(a.cast(to: .float32), b.cast(to: .float32), kernel)
    case .bool: return zip(a.cast(to: .int32), b.cast(to: .int32), kernel)
    }
  }

  /// Adds an array of the same shape and type, times a number, to this one in place; this one is contiguous.
  func add(_ other: NDArray, scaledBy scale: Double = 1) {
    guard other.isContiguous else { return add(other.copy(), scaledBy: scale) }
    switch dtype {
    case .float32 where scale == 1:
      let y = pointer(Float.self)
      sg_add_f32(y, 1, other.pointer(Float.self), 1, y, count)
    case .float32:
      sg_add_scaled_f32(other.pointer(Float.self), Float(scale), pointer(Float.self), count)
    case .float64:
      sg_add_scaled_f64(other.pointer(Double.self), scale, pointer(Double.self), count)
    default:
      let factor = NDArray.full([], .real(scale), dtype: dtype)
      NDArray.zip(self, .zip(other, factor, .multiply), .add).copy(into: self)
    }
  }

  /// Adds the products of the elements of two tensors to this array; false unless all three have one shape and type, of floating point.
  func addProducts(_ a: Tensor, _ b: Tensor) -> Bool {
    guard layout.isRowMajor(as: a.array.layout), layout.isRowMajor(as: b.array.layout),
      a.dtype == dtype, b.dtype == dtype, !a.array.isOnMLX, !b.array.isOnMLX
    else { return false }
    switch dtype {
    case .float32:
      sg_add_products_f32(
        a.array.pointer(Float.self), b.array.pointer(Float.self), pointer(Float.self), count)
    case .float64:
      sg_add_products_f64(
        a.array.pointer(Double.self), b.array.pointer(Double.self), pointer(Double.self), count)
    default: return false
    }
    return true
  }

  private static func zip<T, R>(
    _ a: NDArray, _ b: NDArray, dtype: DType, _ loop: BinaryLoop<T, R>, _ mlx: StaticString?
  ) -> NDArray {
    if let result = a.onMLX(mlx, [b]) { return result }
    if a.layout.isRowMajor(as: b.layout) {
      let result = NDArray(uninitializedLike: a, dtype: dtype)
      loop(a.pointer(T.self), 1, b.pointer(T.self), 1, result.pointer(R.self), a.count)
      return result
    }
    let shape = a.shape.broadcast(with: b.shape)!
    let (a, b) = (a.broadcast(to: shape), b.broadcast(to: shape))
    let result = NDArray(uninitialized: shape, dtype: dtype)
    let (x, z, y) = (a.pointer(T.self), b.pointer(T.self), result.pointer(R.self))
    let rows = Rows(shape: shape, a.strides, b.strides, result.strides)
    rows.forEach { i, j, k in
      loop(x + i, rows.strides.0, z + j, rows.strides.1, y + k, rows.length)
    }
    return result
  }
}
