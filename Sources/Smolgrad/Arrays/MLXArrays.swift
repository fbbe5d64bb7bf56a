#if MLX
  import CMLX
  import Synchronization

  // Arrays that MLX holds and computes. An array of MLX is a case of a storage: views of it are views as others are, and whoever reads its
  // elements has it computed.

  extension Storage {
    /// The storage of an array of MLX, which it releases in the end.
    static func holding(_ mlx: OpaquePointer, byteCount: Int) -> Storage {
      let buffer = Storage.create(minimumCapacity: 0) { _ in
        Header(pointer: nil, mlx: mlx, byteCount: byteCount)
      }
      return unsafeDowncast(buffer, to: Storage.self)
    }

    /// The array of MLX; nil for memory of the CPU.
    var mlx: OpaquePointer? { withUnsafeMutablePointerToHeader { $0.pointee.mlx } }

    /// Computes the elements, and gives their address.
    @inline(never)
    func evaluated(_ header: UnsafeMutablePointer<Header>) -> UnsafeMutableRawPointer {
      let elements = smlx_elements(header.pointee.mlx)
      // An array without elements has no address.
      guard let elements = elements ?? (byteCount == 0 ? UnsafeMutableRawPointer(header) : nil)
      else { failInMLX() }
      header.pointee.pointer = elements
      if byteCount > 0, DType(smlx_element_type(header.pointee.mlx)).isFloatingPoint {
        MLXCounts.addRead()
      }
      return elements
    }

    func release(_ mlx: OpaquePointer) { smlx_release(mlx) }
  }

  /// What became of arrays of MLX in this process.
  package enum MLXCounts {
    /// How many arrays of floating point numbers the CPU has read.
    package static var reads: Int { readCount.load(ordering: .relaxed) }
    /// How many results of the CPU's loops have been moved to MLX, where their operands are.
    package static var fallbacks: Int { fallbackCount.load(ordering: .relaxed) }

    private static let readCount = Atomic<Int>(0)
    private static let fallbackCount = Atomic<Int>(0)

    static func addRead() { readCount.add(1, ordering: .relaxed) }
    static func addFallback() { fallbackCount.add(1, ordering: .relaxed) }
  }

  extension DType {
    /// The type as MLX knows it; nil for double precision, which it has on no GPU.
    var mlxType: Int? {
      let type: smlx_type
      switch self {
      case .float32: type = .float32
      case .float16: type = .float16
      case .bfloat16: type = .bfloat16
      case .int32: type = .int32
      case .int64: type = .int64
      case .bool: type = .bool
      case .float64: return nil
      }
      return Int(type.rawValue)
    }

    fileprivate init(_ type: smlx_type) {
      self =
        switch type {
        case .float32: .float32
        case .float16: .float16
        case .bfloat16: .bfloat16
        case .int32: .int32
        case .int64: .int64
        case .bool: .bool
        }
    }
  }

  extension NDArray {
    /// Whether MLX holds the elements.
    @inline(__always)
    var isOnMLX: Bool { storage.mlx != nil }

    /// What MLX computes from this array and others: a row of the table in `cmlx.cpp`, which says what the integers and the number are.
    ///
    /// Nil where none of them is there, where MLX has no such operation, or not for a type of theirs; then the loops of the CPU compute it.
    func onMLX(
      _ operation: StaticString?, _ others: @autoclosure () -> [NDArray] = [],
      integers: @autoclosure () -> [Int] = [], real: Double = 1
    ) -> NDArray? {
      guard let operation else { return nil }
      let inputs = [self] + others()
      guard inputs.contains(where: \.isOnMLX), inputs.allSatisfy({ $0.dtype.mlxType != nil }) else {
        return nil
      }
      let handles = inputs.map { $0.mlxHandle() }
      defer { for handle in handles where handle.isTemporary { smlx_release(handle.array) } }
      let arrays = handles.map { Optional($0.array) }
      let integers = integers().map { Int64($0) }
      // A static string ends with a zero byte.
      let name = UnsafeRawPointer(operation.utf8Start).assumingMemoryBound(to: CChar.self)
      guard
        let result = smlx_apply(
          name, arrays, CInt(arrays.count), integers, CInt(integers.count), real)
      else { failInMLX("\(operation)") }
      return NDArray(mlx: result)
    }

    /// The elements in MLX's memory, or in that of the CPU.
    func moved(to device: Device) -> NDArray {
      switch device {
      case .mlx:
        if isOnMLX { return self }
        let handle = mlxHandle()
        return NDArray(mlx: handle.array)
      case .cpu:
        return isOnMLX ? writableCopy() : self
      }
    }

    /// Has MLX compute arrays, all at once.
    static func evaluate(_ arrays: [NDArray]) {
      let handles = arrays.compactMap { $0.storage.mlx }.map(Optional.some)
      if handles.isEmpty { return }
      if !smlx_evaluate(handles, CInt(handles.count)) { failInMLX() }
    }

    private init(mlx handle: OpaquePointer) {
      let shape = (0..<smlx_rank(handle)).map { Int(smlx_size(handle, $0)) }
      let dtype = DType(smlx_element_type(handle))
      let layout = Layout.contiguous(shape)
      self.init(
        storage: .holding(handle, byteCount: layout.count * dtype.byteCount), layout: layout,
        offset: 0, dtype: dtype)
    }

    /// The array as MLX takes it; a temporary one is to be released.
    private func mlxHandle() -> (array: OpaquePointer, isTemporary: Bool) {
      let sizes = shape.map { Int64($0) }
      guard let base = storage.mlx else { return (uploaded(), true) }
      let isWhole =
        isContiguous && offset == 0 && count * dtype.byteCount == storage.byteCount
      if isWhole, smlx_rank(base) == sizes.count,
        sizes.indices.allSatisfy({ smlx_size(base, CInt($0)) == sizes[$0] })
      {
        return (base, false)
      }
      let strides = strides.map { Int64($0) }
      guard
        let view = smlx_view(base, sizes, strides, CInt(sizes.count), Int64(offset), isWhole)
      else { failInMLX() }
      return (view, true)
    }

    /// A copy of elements of the CPU; one that is repeated is copied once.
    private func uploaded() -> OpaquePointer {
      guard let type = dtype.mlxType, let type = smlx_type(rawValue: Int32(type)) else {
        fail("to", "MLX has no \(dtype.rawValue) on a GPU; use float32")
      }
      let isRepeated = count > 1 && strides.allSatisfy { $0 == 0 }
      let part =
        isRepeated ? view(shape: [], strides: [], offset: offset) : contiguous()
      let sizes = part.shape.map { Int64($0) }
      let copy = withExtendedLifetime(part.storage) {
        smlx_from_bytes(part.base, sizes, CInt(sizes.count), type)
      }
      guard let copy else { failInMLX() }
      guard isRepeated else { return copy }
      defer { smlx_release(copy) }
      let target = shape.map { Int64($0) }
      let strides = strides.map { Int64($0) }
      guard let result = smlx_view(copy, target, strides, CInt(target.count), 0, false) else {
        failInMLX()
      }
      return result
    }
  }

  /// Stops with what MLX said.
  private func failInMLX(_ operation: String = "mlx") -> Never {
    fail(operation, "MLX can't compute it: \(String(cString: smlx_error()))")
  }
#else
  // Without the trait MLX no array is there, and the compiler leaves out what asks for one.

  extension DType {
    @inline(__always)
    var mlxType: Int? { nil }
  }

  extension NDArray {
    @inline(__always)
    var isOnMLX: Bool { false }

    @inline(__always)
    func onMLX(
      _ operation: StaticString?, _ others: @autoclosure () -> [NDArray] = [],
      integers: @autoclosure () -> [Int] = [], real: Double = 1
    ) -> NDArray? { nil }

    func moved(to device: Device) -> NDArray {
      if device == .mlx { failWithoutMLX("to") }
      return self
    }

    @inline(__always)
    static func evaluate(_ arrays: @autoclosure () -> [NDArray]) {}
  }
#endif

extension DType {
  /// Whether MLX adds up many elements as the CPU does; sums in two bytes would be rounded each time.
  @inline(__always)
  var isSummedByMLX: Bool { !computesInFloat32 && self != .bool }
}
