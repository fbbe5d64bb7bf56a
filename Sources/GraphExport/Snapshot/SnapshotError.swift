/// Why something is no snapshot: the place, what is wrong there, and what would work.
public struct SnapshotError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The way to the place from the snapshot, such as `nodes[12].tensor.value.shape`; empty for the snapshot itself.
  public let place: String
  /// What is wrong there.
  public let reason: String

  init(_ place: String, _ reason: String) {
    self.place = place
    // A shape may have thousands of axes.
    self.reason =
      reason.utf8.count <= 400
      ? reason : "\(String(reason.prefix(200))) … \(String(reason.suffix(100)))"
  }

  /// One line that names the place and what is wrong.
  public var description: String { place.isEmpty ? reason : "\(place): \(reason)" }
}
