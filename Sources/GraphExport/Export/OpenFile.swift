#if canImport(FoundationEssentials)
  public import FoundationEssentials
#else
  public import Foundation
#endif

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A file that is open for writing.
///
/// Unlike `print`, it notices when there is no room, or nobody who listens.
public struct OpenFile: Sendable {
  let descriptor: Int32

  /// Where a program's results go.
  public static let standardOutput = OpenFile(descriptor: STDOUT_FILENO)
  /// Where a program's messages go.
  public static let standardError = OpenFile(descriptor: STDERR_FILENO)

  /// Writes all of the bytes, as they are.
  ///
  /// - Throws: the system's reason; then some of them may have been written.
  public func write(_ data: Data) throws(SystemError) {
    let code = data.withUnsafeBytes { Self.write($0, to: descriptor) }
    if code != 0 { throw SystemError(code: code) }
  }

  /// The number of the error that stood in the way, or 0.
  private static func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Int32 {
    var written = 0
    while written < bytes.count {
      let rest = UnsafeRawBufferPointer(rebasing: bytes[written...])
      #if canImport(Glibc)
        let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
      #elseif canImport(Musl)
        let count = Musl.write(descriptor, rest.baseAddress, rest.count)
      #else
        let count = Darwin.write(descriptor, rest.baseAddress, rest.count)
      #endif
      if count >= 0 {
        written += count
      } else if errno != EINTR {
        return errno
      }
    }
    return 0
  }
}

/// Why the system refused something.
public struct SystemError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The system's number for it.
  public let code: Int32

  /// The reason in a few words.
  public var description: String {
    switch code {
    case ENOSPC, EDQUOT: "the disk is full"
    case EACCES, EPERM: "no permission"
    case EROFS: "the disk is read-only"
    case ENAMETOOLONG: "the name is too long"
    case ELOOP: "its symbolic links lead in a circle"
    case EBADF: "it is closed"
    default: String(cString: strerror(code))
    }
  }

  /// The result of a call of the system, or the reason that it gave instead of one.
  static func check(_ result: Int32) throws(SystemError) -> Int32 {
    guard result >= 0 else { throw SystemError(code: errno) }
    return result
  }
}
