import Foundation
import Testing

/// A folder with PyTorch's answers.
struct ReferenceFolder: Sendable {
  let url: URL

  /// Ordinary numbers, or the folder in `SMOLGRAD_REFERENCE_CASES`.
  static let own: ReferenceFolder = {
    let path = ProcessInfo.processInfo.environment["SMOLGRAD_REFERENCE_CASES"]
    return ReferenceFolder(url: path.map { URL(filePath: $0) } ?? bundled("Cases"))
  }()

  /// Ties, bounds, very large numbers, infinities and NaN.
  static let edges = ReferenceFolder(url: bundled("EdgeCases"))

  private static func bundled(_ name: String) -> URL {
    Bundle.module.resourceURL!.appending(path: name)
  }

  /// The names of the operations that are asked for, or nil for all.
  static let chosen: Set<String>? = {
    let names = ProcessInfo.processInfo.environment["SMOLGRAD_OPERATIONS"] ?? ""
    let chosen = Set(names.split(separator: ",").map(String.init))
    return chosen.isEmpty ? nil : chosen
  }()
}

/// The file with the cases of an operation, which has the operation's name.
struct ReferenceFile: Sendable, CustomTestStringConvertible {
  let url: URL

  var name: String { url.deletingPathExtension().lastPathComponent }
  var testDescription: String { name }

  /// The files of a folder in alphabetical order: those of the operations that are asked for.
  static func all(in folder: ReferenceFolder) -> [ReferenceFile] {
    let files = try! FileManager.default.contentsOfDirectory(
      at: folder.url, includingPropertiesForKeys: nil)
    return files.filter { $0.pathExtension == "json" }.sorted { $0.path < $1.path }
      .map(ReferenceFile.init)
      .filter { ReferenceFolder.chosen?.contains($0.name) ?? true }
  }
}
