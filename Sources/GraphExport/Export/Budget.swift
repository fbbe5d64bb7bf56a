/// What a figure may cost.
public struct Budget: Hashable, Sendable {
  /// The time for layout and drawing, from the snapshot on; nil for as long as they take.
  public var time: Duration?
  /// The most bytes that the file may have; nil for any number.
  public var bytes: Int?
  /// Whether a figure that does not fit is an error; otherwise a simpler one is made, and says so.
  public var isStrict: Bool

  /// Makes a budget.
  public init(time: Duration? = .seconds(20), bytes: Int? = nil, isStrict: Bool = false) {
    self.time = time
    self.bytes = bytes
    self.isStrict = isStrict
  }
}

/// How much of a budget's time is left.
struct Deadline {
  private let end: ContinuousClock.Instant?

  init(after time: Duration?) {
    end = time.map { .now + $0 }
  }

  /// What is left; nil if there is no end.
  var remaining: Duration? { end.map { max(.zero, $0 - .now) } }

  /// A part of what is left; nil if there is no end.
  func share(_ part: Double) -> Duration? { remaining.map { $0 * part } }
}
