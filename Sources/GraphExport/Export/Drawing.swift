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
  /// Its colours.
  public var theme = Theme.auto
  /// How large a bitmap of it is.
  public var pixelSize = PixelSize.dpi(96)
  /// Whether it goes to a terminal that may be coloured, which only text makes use of.
  public var isForColorTerminal = false
  /// What it shows of the computation.
  public var options = Diagram.Options()
  /// How long it may take and how large its file may be.
  ///
  /// Pictures that do not fit are laid out in a simpler way and say so; DOT, JSON and text need no layout, and can be too large only.
  public var budget = Budget()
  /// Is told what is being done, in a few words, whenever that changes.
  public var progress: (@Sendable (String) -> Void)?

  /// A figure of everything that led to a tensor, with the gradients that it has now.
  ///
  /// - Parameters:
  ///   - tensor: the tensor.
  ///   - title: what the computation is called.
  ///   - view: which numbers are shown, or the backward pass itself.
  ///   - explanation: how far the figure explains where gradients come from.
  public init(
    of tensor: Tensor, title: String? = nil, view: Diagram.View = .both,
    explanation: Diagram.Explanation = .none
  ) {
    self.init(
      view == .backward
        ? GraphSnapshot(backwardOf: tensor, title: title.map { "\($0), backward pass" })
        : GraphSnapshot(of: tensor, title: title, includesContributions: explanation != .none))
    options.view = view
    options.explanation = explanation
  }

  /// A figure of what a computation came to that did not get to its end; the place where it failed is marked.
  ///
  /// - Parameters:
  ///   - history: what it had computed.
  ///   - failure: why it stopped; nil to look for the first operation that computed NaN or an infinity.
  ///   - title: what the computation is called.
  public init(of history: PartialHistory, failure: Failure? = nil, title: String? = nil) {
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
  /// A snapshot that contradicts itself stays as it is: `figure(as:)` says what is wrong with it.
  ///
  /// - Throws: `ViewError` where a view names what is not there; the drawing is then as it was.
  public mutating func apply(_ views: [GraphView]) throws(ViewError) {
    guard (try? snapshot.validate()) != nil else { return }
    snapshot = try snapshot.applying(views)
    if views.contains(where: \.saysHowMuch) { collapsesLargeGraphs = false }
  }

  /// What is drawn of the snapshot.
  public var visible: GraphSnapshot {
    collapsesLargeGraphs ? snapshot.automaticallyCollapsed() : snapshot
  }

  /// What the figure says.
  public var diagram: Diagram { Diagram(of: visible, options) }

  /// The figure in two or three sentences, as plain text: how much it is, what came out, and the gradients.
  ///
  /// It is meant for the alternative text of an image; the format `alt` says everything that the figure does.
  public var altText: String { AltSentences(visible, options).text }

  /// The figure in Graphviz's language.
  public var dot: String { DOTWriter.dot(diagram, theme: theme) }

  /// The figure in a format.
  ///
  /// - Throws: `SnapshotError` where the snapshot contradicts itself, `DrawingError.layout` where Graphviz fails,
  ///   `DrawingError.overBudget`, and whatever a format of your own throws.
  public func figure(as format: Format) throws -> Figure {
    try snapshot.validate()
    let figure = try format.draw(self)
    if let most = budget.bytes, figure.data.count > most {
      throw DrawingError.overBudget(
        "as \(format.name) it would have \(figure.data.count) bytes, more than \(most)")
    }
    return figure
  }

  /// The figure as the bytes of a file.
  ///
  /// - Throws: what `figure(as:)` throws.
  public func data(as format: Format) throws -> Data { try figure(as: format).data }

  /// Writes the figure to a file: under a temporary name first, so that an old file stays whole until the new one is.
  ///
  /// - Parameters:
  ///   - url: the file.
  ///   - format: its format; nil for the one that the file's ending asks for.
  /// - Returns: what is not as it was asked for; see `Figure.remarks`.
  /// - Throws: `DrawingError`, or what `figure(as:)` throws.
  @discardableResult
  public func write(to url: URL, as format: Format? = nil) throws -> [String] {
    let path = url.path
    let format = try format ?? Format.of(fileName: path)
    try OutputFile.check(path)
    // A file is read on many terminals, and by programs.
    var plain = self
    plain.isForColorTerminal = false
    let figure = try plain.figure(as: format)
    try OutputFile.write(figure.data, to: path)
    return figure.remarks
  }
}
