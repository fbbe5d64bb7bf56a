#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import GraphExport
import SystemPackage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Reading of files that somebody else may have put there: links are not followed, and nothing waits for a device or a pipe.
enum ForeignFile {
  /// More bytes than any document or figure has.
  private static let limit = 1 << 30

  /// The bytes of a regular file; nil if there is no file.
  ///
  /// - Parameter path: the file, without links on the way to it.
  /// - Throws: an error that says what is there instead, in half a sentence.
  static func contents(of path: String) throws(CommandError) -> Data? {
    guard let descriptor = try opened(path) else { return nil }
    defer { close(descriptor) }
    var data = Data()
    var piece = Data(count: 1 << 16)
    while true {
      let count = piece.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
      if count == 0 { return data }
      if count > 0 {
        data.append(piece.prefix(count))
        guard data.count <= limit else { throw CommandError("it is too large") }
      } else if errno != EINTR {
        throw CommandError("it can't be read")
      }
    }
  }

  /// Makes sure that a file, if there is one, is a regular one.
  static func check(_ path: String) throws(CommandError) {
    if let descriptor = try opened(path) { close(descriptor) }
  }

  private static func opened(_ path: String) throws(CommandError) -> Int32? {
    // Without O_NONBLOCK a pipe keeps whoever opens it waiting for somebody at its other end.
    let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else {
      if errno == ENOENT { return nil }
      throw CommandError(errno == ELOOP ? "it is a link" : "it can't be read")
    }
    var status = stat()
    let isKnown = fstat(descriptor, &status) == 0
    let kind = status.st_mode & S_IFMT
    // The way may have become another since it was looked at.
    guard isKnown, kind == S_IFREG, RealPath.of(path) == path else {
      close(descriptor)
      throw CommandError(kind == S_IFDIR ? "it is a folder" : "it is no regular file")
    }
    return descriptor
  }
}

/// The files that the command of a marker may read; paths begin at its document.
struct MarkerFiles: Sendable {
  /// Those of the marker whose command runs; nil where a command runs by itself.
  @TaskLocal static var current: MarkerFiles?

  /// The document's folder, without links on the way to it.
  var folder: String
  var repository: Repository

  /// The path under which a command reads a file that it was told to read.
  ///
  /// - Throws: an error for a file that the command has no business with, or that is no regular file.
  static func readable(_ name: String) throws(CommandError) -> String {
    guard let path = try path(of: name) else { return name }
    do {
      try ForeignFile.check(path)
    } catch {
      throw CommandError("can't read '\(name)': \(error)")
    }
    return RealPath.shown(path)
  }

  /// Whether a name that a command was told is that of a folder, or of something in one.
  ///
  /// - Throws: an error for what the command has no business with.
  static func isFolder(_ name: String) throws(CommandError) -> Bool {
    let path = try path(of: name) ?? name
    return (try? Stat(path).type) == .directory
  }

  /// Where a name leads to, without links on the way; nil where a command runs by itself.
  private static func path(of name: String) throws(CommandError) -> String? {
    guard let current, !name.isEmpty, !name.utf8.contains(0) else { return nil }
    guard let path = RealPath.of(RealPath.joined(current.folder, name)) else {
      throw CommandError("can't read '\(name)': nothing can be there")
    }
    guard current.repository.holds(path) else {
      throw CommandError(
        "'\(name)' lies outside of '\(RealPath.shown(current.repository.folder))'; a marker reads nothing there without --allow-outside"
      )
    }
    return path
  }
}
