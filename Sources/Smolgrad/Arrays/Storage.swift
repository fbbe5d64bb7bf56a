import CKernels
import Synchronization

/// The bytes of an array, shared by all of its views.
///
/// Small ones lie in the object itself, so that a scalar costs one allocation; large ones come from a free list.
final class Storage: ManagedBuffer<Storage.Header, UInt64> {
  struct Header {
    #if MLX
      /// Nil for an array of MLX whose elements nobody has asked for.
      var pointer: UnsafeMutableRawPointer?
      /// The array of MLX that the bytes belong to.
      var mlx: OpaquePointer?
    #else
      let pointer: UnsafeMutableRawPointer
    #endif
    /// How many bytes were asked for.
    let byteCount: Int
  }

  private static let inlineLimit = 256

  /// Uninitialized memory for so many bytes.
  static func allocate(byteCount: Int) -> Storage {
    let isInline = byteCount <= inlineLimit
    let buffer = Storage.create(minimumCapacity: isInline ? (byteCount + 7) / 8 : 0) { buffer in
      if isInline {
        return Header(
          pointer: UnsafeMutableRawPointer(buffer.withUnsafeMutablePointerToElements { $0 }),
          byteCount: byteCount)
      }
      return Header(
        pointer: FreeList.shared.take(byteCount: byteCount), byteCount: byteCount)
    }
    return unsafeDowncast(buffer, to: Storage.self)
  }

  // Read by its address, for which no exclusive access is checked.
  var pointer: UnsafeMutableRawPointer {
    #if MLX
      withUnsafeMutablePointerToHeader { $0.pointee.pointer ?? evaluated($0) }
    #else
      withUnsafeMutablePointerToHeader { $0.pointee.pointer }
    #endif
  }

  /// How many bytes the arrays that share it have together.
  var byteCount: Int { withUnsafeMutablePointerToHeader { $0.pointee.byteCount } }

  deinit {
    let header = withUnsafeMutablePointerToHeader { $0.pointee }
    #if MLX
      if let mlx = header.mlx { return release(mlx) }
      guard let pointer = header.pointer else { return }
    #else
      let pointer = header.pointer
    #endif
    if header.byteCount > Self.inlineLimit {
      FreeList.shared.give(pointer, byteCount: header.byteCount)
    }
  }
}

/// Blocks of released storage, kept by size for the next array: fresh pages from the system are slow.
///
/// Sizes are rounded up to an eighth of a power of two. At most `limit` bytes wait here.
final class FreeList: Sendable {
  static let shared = FreeList(limit: 256 << 20)

  private struct State: ~Copyable {
    /// The addresses of the blocks of each size.
    var blocks = [[UInt]](repeating: [], count: 8 * Int.bitWidth)
    var byteCount = 0
  }
  private let state = Mutex(State())
  private let limit: Int

  init(limit: Int) { self.limit = limit }

  static func blockSize(for byteCount: Int) -> Int {
    let step = max(64, (1 << (Int.bitWidth - 1 - byteCount.leadingZeroBitCount)) / 8)
    return (byteCount + step - 1) / step * step
  }

  /// The class of blocks that a size belongs to: eight for each power of two.
  private static func sizeClass(of blockSize: Int) -> Int {
    let exponent = Int.bitWidth - 1 - blockSize.leadingZeroBitCount
    return 8 * exponent + (blockSize >> (exponent - 3)) & 7
  }

  func take(byteCount: Int) -> UnsafeMutableRawPointer {
    let size = Self.blockSize(for: byteCount)
    let address = state.withLock { state -> UInt? in
      guard let address = state.blocks[Self.sizeClass(of: size)].popLast() else { return nil }
      state.byteCount -= size
      return address
    }
    if let address { return UnsafeMutableRawPointer(bitPattern: address)! }
    guard let block = sg_allocate(size) else {
      fail("array", "there is no memory for \(byteCount) bytes")
    }
    return block
  }

  func give(_ pointer: UnsafeMutableRawPointer, byteCount: Int) {
    let blockSize = Self.blockSize(for: byteCount)
    let kept = state.withLock { state -> Bool in
      guard state.byteCount + blockSize <= limit else { return false }
      state.blocks[Self.sizeClass(of: blockSize)].append(UInt(bitPattern: pointer))
      state.byteCount += blockSize
      return true
    }
    if !kept { sg_release(pointer) }
  }
}
