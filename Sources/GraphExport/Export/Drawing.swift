#if canImport(FoundationEssentials)
  public import FoundationEssentials
#else
  public import Foundation
#endif
public import Smolgrad

/// A figure of a recorded computation, and how it should look.
///
/// ```swift
/// try Drawing(of: loss).write(to: URL(filePath: "loss.svg"))
/// ```
@dynamicMemberLookup
public struct Drawing: Sendable {
  /// What is drawn.
  public var snapshot: GraphSnapshot
  /// Whether a figure of a large computation shows the automatic view of it, as long as no other was asked for.
  ///
  /// The JSON format writes the whole snapshot.
  public var collapsesLargeGraphs = true
  /// How often a leaf is drawn that is used several times.
  public var sharedLeaves = SharedLeaves.once
  /// Its colors.
  public var theme = Theme.auto
  /// What it shows of the computation.
  public var options = Diagram.Options()
  /// Moments of the computation that are drawn in its place, as a sheet of small figures over one layout; none for the figure itself.
  ///
  /// They need pictures: as SVG, PNG or PDF. Other formats have the computation alone.
  public var frames: [Frame] = []
  /// The computation with other values of one of its inputs or settings, between which the reader of a page chooses; nil for none.
  public var variation: Variation?
  /// The operations of the backward pass, which a page shows beside the forward pass; nil where nobody captured them.
  ///
  ///     let w = Tensor(3, requiresGradient: true).named("w")
  ///     let loss = w * w
  ///     loss.backward()
  ///     var drawing = Drawing(of: loss, capturing: .contributions)
  ///     drawing.backward = GraphSnapshot(of: loss, capturing: .backward)
  ///     drawing.backward?.nodes.count == 8  // true
  public var backward: GraphSnapshot?
  /// How the backward pass is shown as it happens; nil for the figure alone.
  public var film: FilmOptions?
  /// How long it may take and how large its file may be.
  ///
  /// Pictures that do not fit are laid out in a simpler way and say so; DOT, JSON and text need no layout, and can be too large only.
  public var budget = Budget()

  /// How often a leaf is drawn that is used several times.
  public enum SharedLeaves: String, Hashable, Sendable, CaseIterable {
    /// Once, with an arrow to each use.
    case once
    /// At each use, with what that use adds to its gradient.
    case perUse
  }

  /// A figure of everything that led to a tensor, with the gradients that it has now.
  ///
  /// - Parameters:
  ///   - tensor: the tensor.
  ///   - title: what the computation is called.
  ///   - mode: what is captured of the computation.
  public init(
    of tensor: Tensor, title: String? = nil, capturing mode: GraphSnapshot.CaptureMode = .forward
  ) {
    self.init(GraphSnapshot(of: tensor, title: title, capturing: mode))
  }

  /// A figure of what a computation came to that did not get to its end; where it failed is marked.
  ///
  /// - Parameters:
  ///   - history: what it had computed.
  ///   - failure: why it stopped; nil to look for the first operation that computed NaN or an infinity.
  ///   - title: what the computation is called.
  public init(of history: PartialHistory, failure: OperationFailure? = nil, title: String? = nil) {
    self.init(GraphSnapshot(of: history, failure: failure, title: title))
  }

  /// A figure of a snapshot.
  public init(_ snapshot: GraphSnapshot) {
    self.snapshot = snapshot
  }

  /// The options, by their names.
  public subscript<Value>(dynamicMember option: WritableKeyPath<Diagram.Options, Value>) -> Value {
    get { options[keyPath: option] }
    set { options[keyPath: option] = newValue }
  }

  /// Applies views to the snapshot, one after the other; after views that say how much is drawn, nothing more is collapsed.
  ///
  ///     let x = Tensor(2).named("x")
  ///     var drawing = Drawing(of: (x.exp() + 1).log().sqrt())
  ///     try drawing.apply([.focus("x", radius: 2)])
  ///     drawing.snapshot.nodes.count  // 4
  ///
  /// - Throws: `ViewError` where a view names what is not there, and `SnapshotError` where the snapshot contradicts itself; the drawing
  ///   is then as it was.
  public mutating func apply(_ views: [GraphView]) throws {
    try snapshot.validate()
    let whole = try snapshot.applying(views)
    let shownFrames = try frames.map { try $0.applying(views) }
    let stops = try variation?.stops.map { try $0.applying(views) }
    (snapshot, frames) = (whole, shownFrames)
    if let stops { variation?.stops = stops }
    if views.contains(where: \.saysHowMuch) { collapsesLargeGraphs = false }
  }

  /// A snapshot with its leaves as often as they are drawn: the last view, whatever was collapsed.
  func withLeaves(of snapshot: GraphSnapshot) -> GraphSnapshot {
    let snapshot = snapshot.repeatingDistantTies()
    return sharedLeaves == .perUse ? snapshot.splitting(.shared) : snapshot
  }

  /// What the figure says.
  public var diagram: Diagram { diagram(of: visible, drawnOptions) }

  /// The figure in two or three sentences, as plain text: how much it is, what came out, and the gradients.
  ///
  /// It is meant for the alternative text of an image; the format `alt` says everything that the figure does.
  ///
  ///     let w = Tensor(3, requiresGradient: true).named("w")
  ///     let loss = (w * w).named("loss")
  ///     loss.backward()
  ///     Drawing(of: loss).altText.contains("loss")  // true
  public var altText: String { AltText.text(Diagram.Summary(of: visible, options)) }

  /// The figure in Graphviz's language.
  ///
  ///     Drawing(of: Tensor(2) * 3).dot.hasPrefix("digraph")  // true
  public var dot: String {
    let visible = visible
    var options = options.drawingCells
    // Boxes over two lanes are put around their cards after the layout.
    if visible.hasBothPasses { options.parts.remove(.groups) }
    return DOTWriter.dot(Diagram(of: withLeaves(of: visible), options), theme: theme)
  }

  /// The options, as far as the theme can keep them: signs need room.
  var drawnOptions: Diagram.Options { theme.cells == .sizes ? options.drawingCells : options }

  /// The figure in a format.
  ///
  /// - Parameters:
  ///   - format: the format.
  ///   - output: where the figure goes.
  /// - Throws: `SnapshotError` where the snapshot contradicts itself, `DrawingError.layout` where Graphviz fails,
  ///   `DrawingError.overBudget`, and whatever a format of your own throws.
  public func figure(as format: Format, output: Output = Output()) throws -> Figure {
    try snapshot.validate()
    try checkFilm(as: format)
    let figure = try format.draw(self, output)
    if let most = budget.bytes, figure.data.count > most {
      throw DrawingError.overBudget(
        "as \(format.name) it would have \(figure.data.count) bytes, more than \(most)")
    }
    return figure
  }

  /// The figure as the bytes of a file.
  ///
  ///     let svg = try Drawing(of: Tensor(2) * 3).data(as: .svg)
  ///     String(decoding: svg, as: UTF8.self).contains("<svg")  // true
  ///
  /// - Throws: what `figure(as:output:)` throws.
  public func data(as format: Format, output: Output = Output()) throws -> Data {
    try figure(as: format, output: output).data
  }

  /// Writes the figure to a file: under a temporary name first, so that an old file stays whole until the new one is.
  ///
  /// - Parameters:
  ///   - url: the file.
  ///   - format: its format; nil for the one that the file's ending asks for.
  ///   - output: how large a bitmap is, and who is told what is being done.
  /// - Returns: what is not as it was asked for; see `Figure.remarks`.
  /// - Throws: `DrawingError`, or what `figure(as:output:)` throws.
  @discardableResult
  public func write(
    to url: URL, as format: Format? = nil, output: Output = Output()
  ) throws -> [String] {
    let path = url.path
    let format = try format ?? Format.of(fileName: path)
    try OutputFile.check(path)
    // A file is read on many terminals, and by programs.
    var plain = output
    plain.isColorTerminal = false
    let figure = try figure(as: format, output: plain)
    try OutputFile.write(figure.data, to: path)
    return figure.remarks
  }
}
