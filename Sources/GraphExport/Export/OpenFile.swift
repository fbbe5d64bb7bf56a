#if canImport(FoundationEssentials)
  public import FoundationEssentials
#else
  public import Foundation
#endif
import SystemPackage

/// A file that is open for writing.
///
/// Unlike `print`, it notices when there is no room, or nobody who listens.
public struct OpenFile: Sendable {
  let descriptor: FileDescriptor

  /// Where a program's results go.
  public static let standardOutput = OpenFile(descriptor: .standardOutput)
  /// Where a program's messages go.
  public static let standardError = OpenFile(descriptor: .standardError)

  /// Writes all of the bytes, as they are.
  ///
  /// - Throws: the system's reason; then some of them may have been written.
  public func write(_ data: Data) throws(SystemError) {
    try SystemError.catching { _ = try data.withUnsafeBytes { try descriptor.writeAll($0) } }
  }
}

/// Why the system refused something.
public struct SystemError: Error, Hashable, Sendable, CustomStringConvertible {
  let errno: Errno

  /// The system's number for it.
  public var code: Int32 { errno.rawValue }

  /// The reason in a few words.
  public var description: String {
    switch errno {
    case .noSpace, .diskQuotaExceeded: "the disk is full"
    case .permissionDenied, .notPermitted: "no permission"
    case .readOnlyFileSystem: "the disk is read-only"
    case .fileNameTooLong: "the name is too long"
    case .tooManySymbolicLinkLevels: "its symbolic links lead in a circle"
    case .badFileDescriptor: "it is closed"
    default: errno.description
    }
  }

  init(_ errno: Errno) { self.errno = errno }

  /// What a function of swift-system returns, or the reason that it throws.
  static func catching<Result>(_ body: () throws -> Result) throws(SystemError) -> Result {
    do {
      return try body()
    } catch {
      throw SystemError(error as? Errno ?? .ioError)
    }
  }
}
