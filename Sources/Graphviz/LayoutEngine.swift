/// A way to lay out nodes and edges.
public struct LayoutEngine: Hashable, Sendable, CustomStringConvertible {
  /// What Graphviz calls the engine.
  public let name: String
  /// Whether the engine lives in the plug-in library of neato, a package of its own on some systems.
  let isInNeatoLibrary: Bool

  /// Layers along the direction of the edges.
  public static let dot = LayoutEngine(name: "dot", isInNeatoLibrary: false)
  /// Nodes stay where their attribute `pos` puts them, as with `neato -n2`; edges that have a `pos`
  /// keep it, others are routed as `splines` says.
  public static let givenPositions = LayoutEngine(name: "nop2", isInNeatoLibrary: true)

  /// What Graphviz calls the engine.
  public var description: String { name }
}
