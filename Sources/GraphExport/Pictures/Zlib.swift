import CZlib

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Compression of the system's zlib.
enum Zlib {
  /// The bytes as a zlib stream (RFC 1950).
  ///
  /// - Parameter level: From 0, as they are, to 9, the smallest.
  static func compressed(_ data: Data, level: Int32) -> Data {
    var size = compressBound(uLong(data.count))
    var result = Data(count: Int(size))
    let status = result.withUnsafeMutableBytes { target in
      data.withUnsafeBytes { source in
        compress2(
          target.bindMemory(to: UInt8.self).baseAddress, &size,
          source.bindMemory(to: UInt8.self).baseAddress, uLong(source.count), level)
      }
    }
    precondition(status == Z_OK, "zlib has no room to compress \(data.count) bytes")
    return result.prefix(Int(size))
  }
}
