#if os(Linux) && arch(x86_64)
  import CKernels
  import Foundation
  import Testing

  /// Which kernels the products of matrices run on.
  @Suite struct OpenBLASTests {
    /// OpenBLAS takes the kernels of a processor of 2004 for those that are newer than itself.
    @Test func newProcessorsHaveFastKernels() throws {
      let processor = try String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)
      let flags = try #require(
        processor.split(separator: "\n").first { $0.hasPrefix("flags") }
      ).split(separator: " ")
      guard getenv("OPENBLAS_CORETYPE") == nil else { return }
      let name = String(cString: sg_blas_core_name())
      if flags.contains("avx2") { #expect(name != "Prescott") }
      // What is loaded later, and programs that are started, find the environment as it was.
      #expect(getenv("OPENBLAS_CORETYPE") == nil)
    }
  }
#endif
