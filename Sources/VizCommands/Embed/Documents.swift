#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The documents that a command names: files, and all Markdown files in folders.
struct Documents {
  /// A document.
  struct Document {
    /// The path as it was named or found.
    var path: String
    /// Whether it was named itself; of those in a folder, most have no figures.
    var isNamed: Bool
    /// The folder in which it was found, without links on the way.
    var foundIn: String?
  }

  private(set) var all: [Document] = []

  /// Finds them, each once, in the order of the names.
  ///
  /// - Throws: an error for a folder that can't be read.
  init(named names: [String]) throws(CommandError) {
    for name in names {
      if let folder = RealPath.of(name), Self.type(of: folder) == .typeDirectory {
        all += try Self.files(in: name).map {
          Document(path: $0, isNamed: false, foundIn: folder)
        }
      } else {
        all.append(Document(path: name, isNamed: true))
      }
    }
    var seen: Set<String> = []
    all = all.filter { seen.insert(RealPath.of($0.path) ?? $0.path).inserted }
  }

  private static let endings = ["md", "markdown", "mdx"]

  /// Markdown files in a folder and those below it, in alphabetical order.
  ///
  /// Hidden folders are those of programs; `node_modules` and what Git ignores is other people's. Links to folders, links that lead
  /// nowhere, pipes and devices are passed by.
  private static func files(in top: String) throws(CommandError) -> [String] {
    let ignored = IgnoredFiles.names(in: top)
    var found: [String] = []
    // Each with its path as seen from the top.
    var folders = [(path: top, inside: "")]
    while let folder = folders.popLast() {
      guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder.path) else {
        throw CommandError("can't read the folder '\(folder.path)'")
      }
      for name in names where !name.hasPrefix(".") && name != "node_modules" {
        let inside = folder.inside + name
        guard !ignored.contains(inside) else { continue }
        let path =
          folder.path == "."
          ? name : folder.path.hasSuffix("/") ? folder.path + name : "\(folder.path)/\(name)"
        switch type(of: path) {
        case .typeDirectory: folders.append((path, inside + "/"))
        case .typeRegular where isMarkdown(name): found.append(path)
        case .typeSymbolicLink where isMarkdown(name):
          if let real = RealPath.of(path), type(of: real) == .typeRegular { found.append(path) }
        default: break
        }
      }
    }
    return found.sorted()
  }

  private static func isMarkdown(_ name: String) -> Bool {
    endings.contains(URL(filePath: name).pathExtension.lowercased())
  }

  /// What is there; a link is one, wherever it leads.
  private static func type(of path: String) -> FileAttributeType? {
    (try? FileManager.default.attributesOfItem(atPath: path))?[.type] as? FileAttributeType
  }
}
