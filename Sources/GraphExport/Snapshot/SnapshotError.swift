/// Why something is no snapshot: where, what is wrong there, and what would work.
public struct SnapshotError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The path from the snapshot to what is wrong, such as `nodes[12].tensor.value.shape`; empty for the snapshot itself.
  public let path: String
  /// What is wrong there.
  public let reason: String

  init(_ path: String, _ reason: String) {
    self.path = path
    // A shape may have thousands of axes.
    self.reason =
      reason.utf8.count <= 400
      ? reason : "\(String(reason.prefix(200))) … \(String(reason.suffix(100)))"
  }

  /// One line that names the path and what is wrong.
  public var description: String { path.isEmpty ? reason : "\(path): \(reason)" }
}
