import Foundation
import TestSupport

/// Files that tests read.
enum Fixture {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent()

  /// A snapshot as version 1 wrote it, with everything that it could hold.
  static let version1 = folder.appending(path: "Snapshot/Versions/version-1.json")

  /// The folder of what `scripts/reference/snapshots.py` has written.
  static let pytorch = folder.appending(path: "Snapshot/PyTorch")

  /// The folder of what `scripts/reference/faults.py` has written.
  static let faults = folder.appending(path: "Faults/PyTorch")

  private static let documents = Package.folder.appending(path: "docs")

  /// The description of all versions.
  static let schema = documents.appending(path: "snapshot.schema.json")
  /// And the page about it.
  static let page = documents.appending(path: "snapshot.md")
}
