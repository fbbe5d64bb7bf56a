#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Files under which new content grows until it takes the place of the old.
///
/// They lie in the folder of the file that they are for, as `.smolgrad-PROCESS-NUMBER`, and are locked while somebody writes them. A
/// program that was killed leaves its file without a lock; the next one that writes into the folder removes it.
enum TemporaryFiles {
  private static let prefix = ".smolgrad-"

  /// A new file, open and locked, and its path.
  static func open(in folder: String) throws(SystemError) -> (OpenFile, String) {
    var number = 0
    while true {
      let path = "\(folder)/\(prefix)\(getpid())-\(number)"
      let descriptor = unlocked(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC)
      if descriptor < 0 && errno != EEXIST { _ = try SystemError.check(descriptor) }
      if descriptor >= 0 {
        // Not every file system has locks; there the file stays if we are killed.
        _ = flock(descriptor, LOCK_EX)
        // Between the last two lines it could be taken for an abandoned one.
        if isAt(path, descriptor) { return (OpenFile(descriptor: descriptor), path) }
        close(descriptor)
      }
      number += 1
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
    let descriptor = unlocked(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
      status.st_uid == geteuid(), flock(descriptor, LOCK_EX | LOCK_NB) == 0,
      isAt(path, descriptor)
    else { return }
    unlink(path)
  }

  private static func unlocked(_ path: String, _ flags: Int32) -> Int32 {
    #if canImport(Glibc)
      Glibc.open(path, flags, 0o666)
    #elseif canImport(Musl)
      Musl.open(path, flags, 0o666)
    #else
      Darwin.open(path, flags, 0o666)
    #endif
  }

  /// Whether a path still leads to an open file.
  private static func isAt(_ path: String, _ descriptor: Int32) -> Bool {
    var (opened, found) = (stat(), stat())
    return fstat(descriptor, &opened) == 0 && lstat(path, &found) == 0
      && opened.st_dev == found.st_dev && opened.st_ino == found.st_ino
  }
}
