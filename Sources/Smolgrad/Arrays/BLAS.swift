import CKernels

#if canImport(Accelerate)
  import Accelerate
#endif

/// Everything that calls BLAS: Accelerate on Apple's systems, OpenBLAS elsewhere.
enum BLAS {
  /// A matrix as BLAS takes it: rows that lie `pitch` elements apart, or columns if it is stored transposed.
  struct Matrix {
    var array: NDArray
    /// Where it begins in the array.
    var offset: Int
    var pitch: Int
    var isTransposed: Bool

    /// The same elements as columns in place of rows.
    fileprivate var transposed: Matrix {
      Matrix(array: array, offset: offset, pitch: pitch, isTransposed: !isTransposed)
    }

    /// The distances of neighbors down a column and along a row.
    fileprivate var steps: (down: Int, right: Int) {
      isTransposed ? (1, pitch) : (pitch, 1)
    }
  }

  /// Products of so few elements are computed without BLAS, in double precision.
  private static let smallProduct = 1024

  /// Products of so few elements, whose rows fill a tile, are computed in tiles: a BLAS has copied its factors by then, but for Apple's.
  private static let tiledProduct = 1 << 18

  /// C = scale · A · B, or C += scale · A · B, for an m x k and a k x n matrix of float32 or float64 elements.
  ///
  /// - Parameters:
  ///   - a: the left factor.
  ///   - b: the right factor.
  ///   - c: where the result is written.
  ///   - scale: what the product is multiplied by.
  ///   - isAdding: whether the product is added to what is there.
  static func multiply(
    _ a: Matrix, _ b: Matrix, into c: Matrix, m: Int, n: Int, k: Int, scale: Double = 1,
    isAdding: Bool
  ) {
    if c.isTransposed {
      // Cᵀ = Bᵀ · Aᵀ, and the rows of Cᵀ are the columns of C.
      return multiply(
        b.transposed, a.transposed, into: c.transposed, m: n, n: m, k: k, scale: scale,
        isAdding: isAdding)
    }
    if c.array.dtype == .float32, n * k <= Int(SG_SMALL_PRODUCT), m * n * k <= smallProduct {
      sg_small_product(
        a.array.pointer(Float.self) + a.offset, a.steps.down, a.steps.right,
        b.array.pointer(Float.self) + b.offset, b.steps.down, b.steps.right,
        c.array.pointer(Float.self) + c.offset, c.pitch, scale, isAdding, m, n, k)
      return
    }
    guard max(m, n, k, a.pitch, b.pitch, c.pitch) <= CInt.max else {
      fail("matmul", "a product of \(m) x \(k) and \(k) x \(n) elements is too large for BLAS")
    }
    #if canImport(Accelerate)
      let left = a.isTransposed ? CblasTrans : CblasNoTrans
      let right = b.isTransposed ? CblasTrans : CblasNoTrans
      if c.array.dtype == .float32 {
        cblas_sgemm(
          CblasRowMajor, left, right, CInt(m), CInt(n), CInt(k), Float(scale),
          a.array.pointer(Float.self) + a.offset, CInt(a.pitch),
          b.array.pointer(Float.self) + b.offset, CInt(b.pitch), isAdding ? 1 : 0,
          c.array.pointer(Float.self) + c.offset, CInt(c.pitch))
      } else {
        cblas_dgemm(
          CblasRowMajor, left, right, CInt(m), CInt(n), CInt(k), scale,
          a.array.pointer(Double.self) + a.offset, CInt(a.pitch),
          b.array.pointer(Double.self) + b.offset, CInt(b.pitch), isAdding ? 1 : 0,
          c.array.pointer(Double.self) + c.offset, CInt(c.pitch))
      }
    #else
      if c.array.dtype == .float32, n >= 16, m * n * k <= tiledProduct {
        sg_tiled_product(
          a.array.pointer(Float.self) + a.offset, a.steps.down, a.steps.right,
          b.array.pointer(Float.self) + b.offset, b.steps.down, b.steps.right,
          c.array.pointer(Float.self) + c.offset, c.pitch, Float(scale), isAdding, m, n, k)
        return
      }
      if let failure = sg_blas_failure() { fail("matmul", String(cString: failure)) }
      if c.array.dtype == .float32 {
        sg_gemm_f32(
          a.isTransposed, b.isTransposed, m, n, k, Float(scale),
          a.array.pointer(Float.self) + a.offset, a.pitch,
          b.array.pointer(Float.self) + b.offset, b.pitch, isAdding,
          c.array.pointer(Float.self) + c.offset,
          c.pitch)
      } else {
        sg_gemm_f64(
          a.isTransposed, b.isTransposed, m, n, k, scale,
          a.array.pointer(Double.self) + a.offset, a.pitch,
          b.array.pointer(Double.self) + b.offset, b.pitch, isAdding,
          c.array.pointer(Double.self) + c.offset, c.pitch)
      }
    #endif
  }
}
