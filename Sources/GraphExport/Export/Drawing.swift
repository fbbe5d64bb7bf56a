#if canImport(FoundationEssentials)
  public import FoundationEssentials
#else
  public import Foundation
#endif
import Graphviz
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
  /// Its colours.
  public var theme = Theme.auto
  /// What it shows of the computation.
  public var options = Diagram.Options()

  /// A figure of everything that led to a tensor, with the gradients that it has now.
  ///
  /// - Parameters:
  ///   - tensor: the tensor.
  ///   - title: what the computation is called.
  ///   - explanation: how far the figure explains where gradients come from.
  public init(of tensor: Tensor, title: String? = nil, explanation: Diagram.Explanation = .none) {
    self.init(GraphSnapshot(of: tensor, title: title, includesContributions: explanation != .none))
    options.explanation = explanation
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

  /// What the figure says.
  public var diagram: Diagram { Diagram(of: snapshot, options) }

  /// The figure in Graphviz's language.
  public var dot: String { DOTWriter.dot(diagram, theme: theme) }

  /// The figure as the bytes of a file.
  ///
  /// - Parameters:
  ///   - format: the kind of file.
  ///   - forTerminal: whether they go to a terminal that may be coloured, which only text makes use of.
  /// - Throws: `DrawingError.layout` where Graphviz fails, whatever a format of your own throws, and `EncodingError`.
  public func data(as format: Format, forTerminal: Bool = false) throws -> Data {
    try (forTerminal ? format.encodeForTerminal ?? format.encode : format.encode)(self)
  }

  /// Writes the figure to a file: under a temporary name first, so that an old file stays whole until the new one is.
  ///
  /// - Parameters:
  ///   - url: the file.
  ///   - format: its format; nil for the one that the file's ending asks for.
  /// - Throws: `DrawingError`, or what `data(as:)` throws.
  public func write(to url: URL, as format: Format? = nil) throws {
    let path = url.path
    let format = try format ?? Format.of(fileName: path)
    try OutputFile.check(path)
    try OutputFile.write(try data(as: format), to: path)
  }

  func render(_ dot: String, as format: OutputFormat) throws(DrawingError) -> [UInt8] {
    do {
      return try Renderer.render(dot, as: format).bytes
    } catch {
      throw .layout("\(error)")
    }
  }
}
