import Foundation

#if canImport(Accelerate)
  import Accelerate
#else
  import CKernels
#endif

/// What the engine can't be faster than: the BLAS by itself, and the memory.
enum Machine {
  /// The BLAS and the kernels that it has chosen.
  static var blas: String {
    #if canImport(Accelerate)
      "Accelerate"
    #else
      "OpenBLAS with kernels for \(String(cString: sg_blas_core_name()))"
    #endif
  }

  /// The bytes that are read and written a second when 64 MiB are copied.
  static func bandwidth() -> Double {
    let count = 64 << 20
    let from = UnsafeMutableRawPointer.allocate(byteCount: count, alignment: 64)
    let to = UnsafeMutableRawPointer.allocate(byteCount: count, alignment: 64)
    from.initializeMemory(as: UInt8.self, repeating: 1, count: count)
    let time = seconds { to.copyMemory(from: from, byteCount: count) }
    from.deallocate()
    to.deallocate()
    return Double(2 * count) / time
  }

  /// The product of two square matrices by the BLAS alone.
  static func product(size: Int) -> Double {
    let numbers = (0..<size * size).map { Float($0 % 17) - 8 }
    var result = [Float](repeating: 0, count: size * size)
    let n = size
    #if !canImport(Accelerate)
      if let failure = sg_blas_failure() { fatalError(String(cString: failure)) }
    #endif
    return seconds(rounds: 5) {
      #if canImport(Accelerate)
        cblas_sgemm(
          CblasRowMajor, CblasNoTrans, CblasNoTrans, CInt(n), CInt(n), CInt(n), 1, numbers, CInt(n),
          numbers, CInt(n), 0, &result, CInt(n))
      #else
        sg_gemm_f32(false, false, n, n, n, 1, numbers, n, numbers, n, false, &result, n)
      #endif
    }
  }
}
