#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A floating point type with the C library's functions that random numbers need.
protocol RealNumber: BinaryFloatingPoint {
  static func logarithm(_ x: Self) -> Self
  static func sine(_ x: Self) -> Self
  static func cosine(_ x: Self) -> Self
}

extension Float: RealNumber {
  static func logarithm(_ x: Float) -> Float { logf(x) }
  static func sine(_ x: Float) -> Float { sinf(x) }
  static func cosine(_ x: Float) -> Float { cosf(x) }
}

extension Double: RealNumber {
  static func logarithm(_ x: Double) -> Double { log(x) }
  static func sine(_ x: Double) -> Double { sin(x) }
  static func cosine(_ x: Double) -> Double { cos(x) }
  static func logarithmOfOnePlus(_ x: Double) -> Double { log1p(x) }
}
