#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The documents that a command names: files, and all Markdown files in folders.
struct Documents {
  /// A document.
  struct Document {
    var path: String
    /// Whether it was named itself; of those in a folder, most have no figures.
    var isNamed: Bool
  }

  private(set) var all: [Document] = []

  /// Finds them, each once, in the order of the names.
  ///
  /// - Throws: an error for a folder that can't be read.
  init(named names: [String]) throws(CommandError) {
    for name in names {
      if Self.isFolder(name) {
        all += try Self.files(in: name).map { Document(path: $0, isNamed: false) }
      } else {
        all.append(Document(path: name, isNamed: true))
      }
    }
    var seen: Set<URL> = []
    all = all.filter { seen.insert(URL(filePath: $0.path).resolvingSymlinksInPath()).inserted }
  }

  private static let endings = ["md", "markdown"]

  /// Markdown files in a folder and those below it, in alphabetical order; hidden folders are those of programs.
  private static func files(in folder: String) throws(CommandError) -> [String] {
    var found: [String] = []
    var folders = [folder]
    while let folder = folders.popLast() {
      guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
        throw CommandError("can't read the folder '\(folder)'")
      }
      for name in names where !name.hasPrefix(".") {
        let path =
          folder == "." ? name : folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
        if isFolder(path), !isLink(path) {
          folders.append(path)
        } else if endings.contains(URL(filePath: path).pathExtension.lowercased()) {
          found.append(path)
        }
      }
    }
    return found.sorted()
  }

  private static func isFolder(_ path: String) -> Bool {
    type(of: URL(filePath: path).resolvingSymlinksInPath().path) == .typeDirectory
  }

  private static func isLink(_ path: String) -> Bool { type(of: path) == .typeSymbolicLink }

  private static func type(of path: String) -> FileAttributeType? {
    (try? FileManager.default.attributesOfItem(atPath: path))?[.type] as? FileAttributeType
  }
}
