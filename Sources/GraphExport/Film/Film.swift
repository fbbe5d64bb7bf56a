/// The backward pass of a computation as it happens: a frame for each operation, with what it delivers and how far each gradient is.
///
/// It is a plain value, made of a snapshot. Where a module is drawn as one card, the card is one frame.
///
///     let w = Tensor(3, requiresGradient: true).named("w")
///     let loss = w * w
///     loss.backward()
///     let film = try Film(of: GraphSnapshot(of: loss, capturing: .contributions))
///     film.frames.count  // 2
///     film.frames[1].sentence  // × delivers 3 × 1 = 3 to w (1 of 2 shares), 3 × 1 = 3 to w: 3 + 3 = 6
public struct Film: Hashable, Sendable {
  /// The passes that a film shows.
  public enum Passes: String, Hashable, Sendable, CaseIterable {
    /// The backward pass; all values are there from the beginning.
    case backward
    /// The forward pass first.
    case both
  }

  /// What an operation does, and what is known after it.
  public struct Frame: Hashable, Sendable {
    /// The `id` of the operation, or of the part that is drawn as one; nil where a pass begins.
    public var node: Int?
    /// The pass that it belongs to.
    public var pass: GraphSnapshot.Node.Pass
    /// What is delivered to gradients, in the order of the arguments; empty in the forward pass.
    public var deliveries: [Delivery]
    /// The frame in a sentence without its full stop.
    public var sentence: String
  }

  /// What an operation adds to one gradient.
  public struct Delivery: Hashable, Sendable {
    /// The number of the edge in the snapshot's list.
    public var edge: Int
    /// The `id` of the node whose gradient it is added to.
    public var target: Int
    /// What is added; nil where the snapshot does not say it, as for parts that are drawn as one.
    public var contribution: Contribution?
    /// Which share of the gradient it is, from 1.
    public var share: Int
    /// How many shares the gradient has.
    public var count: Int
    /// The gradient with this share; nil where its elements are not known.
    public var sum: ArraySummary?
  }

  /// How far a gradient is.
  public enum Gradient: Hashable, Sendable {
    /// Nothing has arrived.
    case pending
    /// Some shares have arrived; their sum is nil where its elements are not known.
    case partial(ArraySummary?, shares: Int, of: Int)
    /// All shares have arrived.
    case complete(ArraySummary)
  }

  /// What stands after each step, in order; the first frame is the one before any operation has run.
  public internal(set) var frames: [Frame] = []
  /// When what arrives at each node, by its `id`.
  var arrivals: [Int: [Arrival]] = [:]
  /// The frame in which each computed tensor gets its value, by its `id`; empty unless the film shows the forward pass.
  var valueFrames: [Int: Int] = [:]
  /// The gradients in the end.
  var gradients: [Int: ArraySummary] = [:]
  /// The frame in which the backward pass begins.
  var start = 0

  /// A share, or the beginning of the pass.
  struct Arrival: Hashable, Sendable {
    var frame: Int
    var sum: ArraySummary?
  }

  /// The most frames that a film has.
  public static let mostFrames = 4000

  /// How far the gradient of a node is after a frame; nil if the node has none.
  public func gradient(of node: Int, after frame: Int) -> Gradient? {
    guard let gradient = gradients[node], let arrivals = arrivals[node] else { return nil }
    let arrived = arrivals.prefix { $0.frame <= frame }
    guard let last = arrived.last else { return .pending }
    return arrived.count == arrivals.count
      ? .complete(gradient) : .partial(last.sum, shares: arrived.count, of: arrivals.count)
  }

  /// What stands below a frame: its number, which is that of the operations that have run, and its sentence.
  public func caption(of frame: Int) -> String { "\(frame). \(frames[frame].sentence)" }

  /// The captions of all frames, a line each.
  public var text: String { frames.indices.map { caption(of: $0) + "\n" }.joined() }
}

/// Why there is no film of a computation.
public enum FilmError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Nothing has a gradient.
  case noGradients
  /// It would have more frames than `Film.mostFrames`.
  case tooManyFrames(Int)
  /// The film has no such frame.
  case noFrame(Int, count: Int)
  /// The naive order needs the derivatives of all operations as numbers.
  case needsScalars(String)

  /// One sentence that names the thing and what would work.
  public var description: String {
    switch self {
    case .noGradients:
      "there is no backward pass to see: nothing in the computation has a gradient"
    case .tooManyFrames(let count):
      "the film would have \(count) frames, and the most is \(Film.mostFrames); draw modules as one with --depth, or a part with --only"
    case .noFrame(let frame, let count):
      "the film has the frames 0 to \(count - 1), not \(frame)"
    case .needsScalars(let name):
      "the naive order is computed from the derivatives of single numbers, and '\(name)' has none; it works for computations of scalars"
    }
  }
}
