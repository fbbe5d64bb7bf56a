#if canImport(FoundationEssentials)
  public import FoundationEssentials
#else
  public import Foundation
#endif

import Synchronization
import SystemPackage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Files that are either old and whole or new and whole, whatever happens while they are written.
public enum OutputFile {
  /// Finds out what would stand in the way, before any work is done; changes nothing.
  ///
  /// - Throws: `DrawingError.unwritable`.
  public static func check(_ path: String) throws(DrawingError) {
    _ = try Destination(checking: path)
  }

  /// Replaces the file at once, or leaves it as it is.
  ///
  /// The new file has the permissions of the old one. Where the path is a symbolic link, the file that it leads to is replaced; pipes
  /// and devices are written to.
  ///
  /// - Throws: `DrawingError.unwritable`; then nothing is left behind.
  public static func write(_ data: Data, to path: String) throws(DrawingError) {
    let destination = try Destination(checking: path)
    do {
      if destination.isStream {
        try append(data, to: destination.target)
      } else {
        try replace(destination.target, in: destination.folder, with: data)
      }
    } catch {
      throw .unwritable(path, reason: "\(error)")
    }
  }

  private static func append(_ data: Data, to path: String) throws(SystemError) {
    let file = OpenFile(
      descriptor: try SystemError.catching {
        try FileDescriptor.open(path, .writeOnly, options: [.append, .closeOnExec])
      })
    defer { try? file.descriptor.close() }
    try file.write(data)
  }

  private static func replace(_ path: String, in folder: String, with data: Data)
    throws(SystemError)
  {
    TemporaryFiles.removeAbandoned(in: folder)
    let (file, temporaryPath) = try TemporaryFiles.open(in: folder)
    defer { try? file.descriptor.close() }
    let name = strdup(temporaryPath)
    unfinished.store(UInt(bitPattern: name), ordering: .releasing)
    defer {
      unfinished.store(0, ordering: .releasing)
      free(name)
    }
    do throws(SystemError) {
      try fill(file, with: data, permissionsOf: path)
      guard rename(temporaryPath, path) == 0 else { throw SystemError(Errno(rawValue: errno)) }
    } catch {
      unlink(temporaryPath)
      throw error
    }
  }

  /// The address of the name of the temporary file that is being written, by whichever thread began last; else 0.
  private static let unfinished = Atomic<UInt>(0)

  /// Removes the temporary file that is being written; for a handler of signals that is about to end the program.
  public static func removeUnfinished() {
    if let name = UnsafePointer<CChar>(bitPattern: unfinished.load(ordering: .acquiring)) {
      unlink(name)
    }
  }

  /// Writes a file, which stays open: its lock tells others that somebody is at work.
  private static func fill(_ file: OpenFile, with data: Data, permissionsOf path: String)
    throws(SystemError)
  {
    try copyPermissions(of: path, to: file)
    try file.write(data)
    // Some file systems find out only when a descriptor is closed that there is no room.
    try SystemError.catching { try file.descriptor.duplicate().close() }
  }

  private static func copyPermissions(of path: String, to file: OpenFile) throws(SystemError) {
    guard let old = try? Stat(path) else { return }
    let descriptor = file.descriptor.rawValue
    // Only root can give a file away; everybody else owns the new one.
    _ = fchown(descriptor, old.userID.rawValue, old.groupID.rawValue)
    guard fchmod(descriptor, old.permissions.rawValue & 0o777) == 0 else {
      throw SystemError(Errno(rawValue: errno))
    }
  }
}

/// Where a path leads to.
private struct Destination {
  /// The path with symbolic links followed.
  var target: String
  /// The folder that the file lies in.
  var folder: String
  /// Whether it is no ordinary file but a pipe or a device, which can't be replaced, only written to.
  var isStream = false

  init(checking path: String) throws(DrawingError) {
    guard !path.isEmpty, !path.utf8.contains(0) else {
      throw .unwritable(path, reason: "no file can have this name")
    }
    target = path
    folder = Self.folder(of: path)
    switch Self.type(of: path) {
    case .success(.directory): throw .unwritable(path, reason: "it is a folder; name a file")
    case .success(let type):
      guard access(path, W_OK) == 0 else {
        throw .unwritable(path, reason: "\(SystemError(Errno(rawValue: errno)))")
      }
      // What /dev/stdout leads to may be an ordinary file, but others hold it open: it is no less a stream.
      isStream = type != .regular || path.hasPrefix("/dev/") || path.hasPrefix("/proc/")
      if isStream { return }
    case .failure(.noSuchFileOrDirectory): break
    case .failure(let error): throw .unwritable(path, reason: reason(error, folder))
    }
    while let link = try? FileManager.default.destinationOfSymbolicLink(atPath: target) {
      target = link.hasPrefix("/") ? link : "\(folder)/\(link)"
      folder = Self.folder(of: target)
    }
    switch Self.type(of: folder) {
    case .success(.directory): break
    case .success: throw .unwritable(path, reason: reason(.notDirectory, folder))
    case .failure(let error): throw .unwritable(path, reason: reason(error, folder))
    }
    guard access(folder, W_OK | X_OK) == 0 else {
      throw .unwritable(path, reason: reason(.permissionDenied, folder))
    }
  }

  /// What a path leads to.
  private static func type(of path: String) -> Result<FileType, Errno> {
    Result { () throws(Errno) in try Stat(path).type }
  }

  private static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }
}

/// Why nothing can be put into a folder.
private func reason(_ errno: Errno, _ folder: String) -> String {
  let name = Quoting.clean(folder)
  return switch errno {
  case .noSuchFileOrDirectory: "there is no folder '\(name)'; make it first"
  case .notDirectory: "'\(name)' is not a folder"
  case .permissionDenied: "the folder '\(name)' is not writable"
  default: "\(SystemError(errno))"
  }
}
