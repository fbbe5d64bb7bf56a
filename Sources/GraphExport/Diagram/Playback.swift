extension Diagram {
  /// A thing as it looks from a frame of a film on.
  public struct Face: Hashable, Sendable {
    /// The number of the frame.
    public var since: Int
    /// What is seen.
    public var item: Item

    /// Makes a face.
    public init(since: Int, item: Item) {
      self.since = since
      self.item = item
    }
  }

  /// How a figure is played whose parts appear one after the other.
  public struct Playback: Hashable, Sendable {
    /// What is said below each frame.
    public var captions: [String]
    /// How many seconds each frame stands.
    public var seconds: Double
    /// The frame that is drawn; nil for all of them, one after the other.
    public var moment: Int?

    /// How long the whole figure stands at the end, in seconds.
    static let rest = 4.0

    /// Makes a playback.
    public init(captions: [String], seconds: Double = 1, moment: Int? = nil) {
      self.captions = captions
      self.seconds = seconds
      self.moment = moment
    }
  }
}

extension Diagram.Card {
  /// The frame from which on most of what has a time is there.
  var usualFrame: Int? {
    var counts: [Int: Int] = [:]
    for case .faces(let faces) in rows.flatMap(\.items) {
      if let last = faces.last { counts[last.since, default: 0] += 1 }
    }
    return counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
  }
}
