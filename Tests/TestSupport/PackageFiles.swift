package import Foundation

/// The files of the package.
package enum Package {
  package static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// The text of a file, by its path from the package's folder.
  package static func text(_ path: String) throws -> String {
    try String(contentsOf: folder.appending(path: path), encoding: .utf8)
  }

  /// The paths of all files with an ending, but for those in hidden folders, which hold what was built.
  package static func files(endingIn ending: String) throws -> [String] {
    let options: FileManager.DirectoryEnumerationOptions = .skipsHiddenFiles
    let found = FileManager.default.enumerator(
      at: folder, includingPropertiesForKeys: nil, options: options)
    return (found?.allObjects ?? []).compactMap { $0 as? URL }.map(\.path)
      .filter { $0.hasSuffix(ending) }.map { String($0.dropFirst(folder.path.count + 1)) }.sorted()
  }
}
