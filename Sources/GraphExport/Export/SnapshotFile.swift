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
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw DrawingError.unreadable(path, reason: reason(errno)) }
    defer { close(descriptor) }
    return try snapshot(from: descriptor, named: path)
  }

  /// The snapshot that comes from standard input.
  ///
  /// - Throws: `SnapshotError` where there is none, `DrawingError.unreadable` where it can't be read.
  public static func snapshotFromStandardInput() throws -> GraphSnapshot {
    try snapshot(from: STDIN_FILENO, named: "standard input")
  }

  private static func snapshot(
    from descriptor: Int32, named name: String
  ) throws -> GraphSnapshot {
    try GraphSnapshot(jsonPieces: {
      var piece = Data(count: 1 << 16)
      while true {
        let count = piece.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
        if count == 0 { return nil }
        if count > 0 { return piece.prefix(count) }
        guard errno == EINTR else {
          throw DrawingError.unreadable(name, reason: reason(errno))
        }
      }
    })
  }

  private static func reason(_ code: Int32) -> String {
    switch code {
    case ENOENT: "there is no such file"
    case EISDIR: "it is a folder; name a file"
    default: "\(SystemError(code: code))"
    }
  }
}
