/// A picture that is drawn after the layout.
struct Slot: Hashable {
  var thumbnail: Thumbnail
  var quantity: Diagram.Quantity
  /// How large a cell is.
  var cell: CellSize
  /// The magnitude of the strongest cell, where several pictures share a scale; nil for the largest of this one.
  var scale: Double?
}
