/// A picture that is drawn after the layout.
struct Slot: Hashable {
  var thumbnail: Thumbnail
  var quantity: Diagram.Quantity
  /// How large a cell is.
  var cell: CellSize
  /// The magnitude of the strongest cell, where several pictures share a scale; nil for the largest of this one.
  var scale: Double?
  /// In a film, the frame from which on it is seen, and what is seen before.
  var since: Int?
  var before: [Face] = []

  /// What is seen in its place from a frame on.
  struct Face: Hashable {
    var since: Int
    var thumbnail: Thumbnail
  }

  /// The slot as it is from a frame of the film on.
  func showing(_ face: Face) -> Slot {
    var earlier = self
    (earlier.thumbnail, earlier.since, earlier.before) = (face.thumbnail, face.since, [])
    return earlier
  }
}
