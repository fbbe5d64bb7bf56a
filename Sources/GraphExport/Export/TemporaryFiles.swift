#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
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

/// Files under which new content grows until it replaces the old.
///
/// They lie in the folder of the file that they are for, as `.smolgrad-PROCESS-NUMBER`, and are locked while somebody writes them. A
/// program that was killed leaves its file without a lock; the next one that writes into the folder removes it.
enum TemporaryFiles {
  private static let prefix = ".smolgrad-"

  /// A new file, open and locked, and its path.
  static func open(in folder: String) throws(SystemError) -> (OpenFile, String) {
    var number = -1
    while true {
      number += 1
      let path = "\(folder)/\(prefix)\(getpid())-\(number)"
      guard let descriptor = try created(path) else { continue }
      // Not every file system has locks; there the file stays if we are killed.
      _ = flock(descriptor.rawValue, LOCK_EX)
      // Between the last two lines it could be taken for an abandoned one.
      if isAt(path, descriptor) { return (OpenFile(descriptor: descriptor), path) }
      try? descriptor.close()
    }
  }

  /// A new file; nil where there is one of this name.
  private static func created(_ path: String) throws(SystemError) -> FileDescriptor? {
    do {
      return try FileDescriptor.open(
        path, .writeOnly, options: [.create, .exclusiveCreate, .closeOnExec],
        permissions: FilePermissions(rawValue: 0o666))
    } catch Errno.fileExists {
      return nil
    } catch {
      throw SystemError(error as? Errno ?? .ioError)
    }
  }

  /// The folders that were looked through, once each: a large one takes some time.
  private static let known = Mutex<Set<String>>([])

  /// Removes the files of programs that were killed.
  static func removeAbandoned(in folder: String) {
    guard known.withLock({ $0.insert(folder).inserted }), let names = opendir(folder) else {
      return
    }
    defer { closedir(names) }
    while let entry = readdir(names) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 1) { String(cString: $0) }
      }
      if let process = process(in: name) { removeIfAbandoned("\(folder)/\(name)", of: process) }
    }
  }

  /// The process that a file was made by, if its name is one of ours.
  private static func process(in name: String) -> pid_t? {
    guard name.hasPrefix(prefix) else { return nil }
    let numbers = name.dropFirst(prefix.count).split(
      separator: "-", omittingEmptySubsequences: false)
    guard numbers.count == 2, numbers.allSatisfy({ $0.utf8.allSatisfy { (48...57).contains($0) } }),
      let process = pid_t(numbers[0]), Int(numbers[1]) != nil
    else { return nil }
    return process
  }

  /// Removes an ordinary file of ours that nobody has locked, and whose process is gone.
  private static func removeIfAbandoned(_ path: String, of process: pid_t) {
    guard process > 0, kill(process, 0) != 0, errno == ESRCH else { return }
    let options: FileDescriptor.OpenOptions = [.noFollow, .nonBlocking, .closeOnExec]
    guard let descriptor = try? FileDescriptor.open(path, .readOnly, options: options) else {
      return
    }
    defer { try? descriptor.close() }
    guard let status = try? Stat(descriptor), status.type == .regular,
      status.userID.rawValue == geteuid(), flock(descriptor.rawValue, LOCK_EX | LOCK_NB) == 0,
      isAt(path, descriptor)
    else { return }
    unlink(path)
  }

  /// Whether a path still leads to an open file.
  private static func isAt(_ path: String, _ descriptor: FileDescriptor) -> Bool {
    guard let opened = try? Stat(descriptor),
      let found = try? Stat(path, followTargetSymlink: false)
    else { return false }
    return opened.deviceID == found.deviceID && opened.inode == found.inode
  }
}
