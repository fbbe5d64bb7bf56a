#if canImport(FoundationEssentials)
  public import FoundationEssentials
#else
  public import Foundation
#endif
import SystemPackage

extension GraphSnapshot {
  /// Reads a snapshot from a file.
  ///
  /// - Throws: `SnapshotError` where it holds none, `DrawingError.unreadable` where it can't be read.
  public init(contentsOf url: URL) throws { self = try SnapshotFile.snapshot(at: url.path) }
}

/// Files that are read piece by piece, as far as they make sense.
public enum SnapshotFile {
  /// The snapshot in a file.
  ///
  /// - Throws: `SnapshotError` where it holds none, `DrawingError.unreadable` where it can't be read.
  public static func snapshot(at path: String) throws -> GraphSnapshot {
    guard !path.isEmpty, !path.utf8.contains(0) else {
      throw DrawingError.unreadable(path, reason: "no file can have this name")
    }
    let descriptor: FileDescriptor
    do {
      descriptor = try .open(path, .readOnly, options: .closeOnExec)
    } catch {
      throw DrawingError.unreadable(path, reason: reason(error))
    }
    defer { try? descriptor.close() }
    return try snapshot(from: descriptor, named: path)
  }

  /// The snapshot that comes from standard input.
  ///
  /// - Throws: `SnapshotError` where there is none, `DrawingError.unreadable` where it can't be read.
  public static func snapshotFromStandardInput() throws -> GraphSnapshot {
    try snapshot(from: .standardInput, named: "standard input")
  }

  private static func snapshot(
    from descriptor: FileDescriptor, named name: String
  ) throws -> GraphSnapshot {
    try GraphSnapshot(jsonPieces: {
      var piece = Data(count: 1 << 16)
      do {
        let count = try piece.withUnsafeMutableBytes { try descriptor.read(into: $0) }
        return count == 0 ? nil : piece.prefix(count)
      } catch {
        throw DrawingError.unreadable(name, reason: reason(error))
      }
    })
  }

  private static func reason(_ error: any Error) -> String {
    switch error {
    case Errno.noSuchFileOrDirectory: "there is no such file"
    case Errno.isDirectory: "it is a folder; name a file"
    default: "\(SystemError(error as? Errno ?? .ioError))"
    }
  }
}
