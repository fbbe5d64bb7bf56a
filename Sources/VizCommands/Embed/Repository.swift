#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import SystemPackage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The folder that a document and everything it names must lie in, since somebody else may have written it.
///
/// It is the nearest folder above the document that `.git` lies in. Without one it is the folder that the program runs in, if the
/// document lies there; else the folder that was named, or that of the document. The user's home and the root of the file system are
/// taken for neither: too much lies in them that is nobody else's business.
struct Repository: Sendable, Hashable {
  /// The folder, without links on the way to it.
  let folder: String
  /// Whether the command line allows what lies outside.
  let allowsOutside: Bool

  /// The repository around a document.
  ///
  /// - Parameters:
  ///   - documentFolder: where the document lies, without links on the way.
  ///   - named: the folder that was named on the command line, without links on the way.
  init(around documentFolder: String, named: String? = nil, allowsOutside: Bool) {
    self.allowsOutside = allowsOutside
    let tooLarge = ["/", RealPath.of(getenv("HOME").map { String(cString: $0) } ?? "/") ?? "/"]
    var candidate = documentFolder
    while !tooLarge.contains(candidate) {
      if (try? Stat(candidate + "/.git", followTargetSymlink: false)) != nil {
        folder = candidate
        return
      }
      candidate = RealPath.parent(of: candidate)
    }
    let current = RealPath.of(".") ?? documentFolder
    let isInside = RealPath.isInside(documentFolder, current) && !tooLarge.contains(current)
    folder = isInside ? current : named ?? documentFolder
  }

  /// Whether a document may have to do with a file, given without links on the way to it.
  func holds(_ path: String) -> Bool {
    guard !allowsOutside else { return true }
    guard RealPath.isInside(path, folder) else { return false }
    // What is in there says which programs Git runs.
    return !path.dropFirst(folder.count).split(separator: "/").contains {
      $0.lowercased() == ".git"
    }
  }
}

/// Paths as the system follows them.
enum RealPath {
  /// The path without links; what does not exist yet stands at its end as it was given.
  ///
  /// - Returns: nil where the way is blocked, such as by a link that leads nowhere.
  static func of(_ path: String) -> String? {
    guard !path.isEmpty, !path.utf8.contains(0) else { return nil }
    if let real = realpath(path, nil) {
      defer { free(real) }
      return String(cString: real)
    }
    guard errno == ENOENT, (try? Stat(path, followTargetSymlink: false)) == nil else { return nil }
    let words = path.split(separator: "/")
    guard let last = words.last, let parent = of(parent(of: path)) else { return nil }
    switch last {
    case ".": return parent
    case "..": return Self.parent(of: parent)
    default: return parent == "/" ? "/\(last)" : "\(parent)/\(last)"
    }
  }

  /// The path without its last word; `.` for a single word.
  static func parent(of path: String) -> String {
    let words = path.split(separator: "/").dropLast()
    let isAbsolute = path.hasPrefix("/")
    guard !words.isEmpty else { return isAbsolute ? "/" : "." }
    return (isAbsolute ? "/" : "") + words.joined(separator: "/")
  }

  /// Whether a path is that of a folder, or leads into it; both without links.
  static func isInside(_ path: String, _ folder: String) -> Bool {
    path == folder || path.hasPrefix(folder.hasSuffix("/") ? folder : folder + "/")
  }

  /// A path that begins at a folder, unless it says itself where it begins.
  static func joined(_ folder: String, _ path: String) -> String {
    path.hasPrefix("/") ? path : "\(folder)/\(path)"
  }

  /// The path as seen from the current folder, if it lies in it.
  static func shown(_ path: String) -> String {
    guard let current = of("."), isInside(path, current) else { return path }
    let rest = path.dropFirst(current.count).drop { $0 == "/" }
    return rest.isEmpty ? "." : String(rest)
  }
}
