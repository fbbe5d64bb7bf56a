import CKernels

#if canImport(Accelerate)
  import Accelerate
#else
  import COpenBLAS
#endif

/// The one door to BLAS: Accelerate on Apple's systems, OpenBLAS elsewhere.
enum BLAS {
  /// A matrix as BLAS takes it: rows that lie `pitch` elements apart, or columns if it is stored transposed.
  struct Matrix {
    var array: NDArray
    /// Where it begins in the array.
    var offset: Int
    var pitch: Int
    var isTransposed: Bool
  }

  /// C = A · B, or C += A · B, for an m x k and a k x n matrix of float32 or float64 elements.
  ///
  /// - Parameters:
  ///   - a: the left factor.
  ///   - b: the right factor.
  ///   - c: the array of the result; its rows lie densely.
  ///   - offset: where the result begins in it.
  ///   - isAdding: whether the product is added to what is there.
  static func multiply(
    _ a: Matrix, _ b: Matrix, into c: NDArray, at offset: Int, m: Int, n: Int, k: Int,
    isAdding: Bool
  ) {
    let left = a.isTransposed ? CblasTrans : CblasNoTrans
    let right = b.isTransposed ? CblasTrans : CblasNoTrans
    sg_blas_enter()
    defer { sg_blas_leave() }
    if c.dtype == .float32 {
      cblas_sgemm(
        CblasRowMajor, left, right, CInt(m), CInt(n), CInt(k), 1,
        a.array.pointer(Float.self) + a.offset, CInt(a.pitch),
        b.array.pointer(Float.self) + b.offset, CInt(b.pitch), isAdding ? 1 : 0,
        c.pointer(Float.self) + offset, CInt(n))
    } else {
      cblas_dgemm(
        CblasRowMajor, left, right, CInt(m), CInt(n), CInt(k), 1,
        a.array.pointer(Double.self) + a.offset, CInt(a.pitch),
        b.array.pointer(Double.self) + b.offset, CInt(b.pitch), isAdding ? 1 : 0,
        c.pointer(Double.self) + offset, CInt(n))
    }
  }
}
