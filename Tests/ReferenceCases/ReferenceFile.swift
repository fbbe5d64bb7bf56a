package import Foundation

/// A folder with PyTorch's answers.
package struct ReferenceFolder: Sendable {
  package let url: URL

  package init(url: URL) { self.url = url }

  /// The names of the operations that are asked for, or nil for all.
  static let chosen: Set<String>? = {
    let names = ProcessInfo.processInfo.environment["SMOLGRAD_OPERATIONS"] ?? ""
    let chosen = Set(names.split(separator: ",").map(String.init))
    return chosen.isEmpty ? nil : chosen
  }()
}

/// The file with the cases of an operation, which has the operation's name.
package struct ReferenceFile: Sendable {
  package let url: URL

  package var name: String { url.deletingPathExtension().lastPathComponent }

  /// The files of a folder in alphabetical order: those of the operations that are asked for.
  package static func all(in folder: ReferenceFolder) -> [ReferenceFile] {
    let files = try! FileManager.default.contentsOfDirectory(
      at: folder.url, includingPropertiesForKeys: nil)
    return files.filter { $0.pathExtension == "json" }.sorted { $0.path < $1.path }
      .map(ReferenceFile.init)
      .filter { ReferenceFolder.chosen?.contains($0.name) ?? true }
  }
}
