/// A way to look at a computation: a snapshot becomes one with fewer nodes.
///
/// Views are applied one after the other, as in `snapshot.applying([.rolled, .depth(.levels(2), expanding: ["h.0"])])`. What a view leaves
/// out is still counted: `GraphSnapshot.counts` is the same before and after.
public struct GraphView: Hashable, Sendable {
  let kind: Kind

  enum Kind: Hashable, Sendable {
    case depth(Depth, expanding: [String])
    case rolled(expanding: [String])
    case focus(String, radius: Int)
    case path(from: String, to: String)
    case only(String)
    case hiding([Hidden])
    case hidingOperations(of: String)
    case splitting(Leaves)
    case joinedEdges
    case crowdedResults
  }

  /// How far nested modules are drawn.
  public enum Depth: Hashable, Sendable {
    /// As far as the figure stays within some 40 cards, what holds most of the parameters or operations first; a small computation stays as it is.
    case automatic
    /// Modules below this level are one card each; the outermost module is level 0.
    case levels(Int)
    /// Every operation.
    case all
  }

  /// What can be hidden.
  public enum Hidden: String, Hashable, Sendable, CaseIterable {
    /// Numbers written in the program; the operations that use them say so.
    case constants
    /// Weights that an optimizer changes; the operations that use them say so.
    case parameters
    /// Parts of a module's state that no optimizer changes; the operations that use them say so.
    case buffers
    /// Operations that only look at elements of their one input, such as `reshape` and slices; their ends are joined.
    case views
    /// Operations that change the type of the elements; their ends are joined.
    case casts
    /// What is computed without a gradient, such as masks.
    case detached
    /// Results without a name; their operations feed what uses them.
    case results
  }

  /// The leaves that are drawn at each of their uses.
  public enum Leaves: Hashable, Sendable {
    /// All that have several uses.
    case shared
    /// Those whose uses lie far apart, such as a weight that a recurrent network uses in each of its steps: its arrows would run through the
    /// whole figure.
    case distant
    /// Those with more than a few uses: in a figure of thousands of cards, the arrows of a weight that all samples share would run across all
    /// of them.
    case busy
  }
}

extension GraphView {
  /// Modules below a depth as one card each: type, path, output, parameters and their gradient.
  ///
  /// - Parameters:
  ///   - depth: how far nested modules are drawn.
  ///   - paths: modules that stay open whatever the depth, and with them those around them.
  public static func depth(_ depth: Depth, expanding paths: [String] = []) -> GraphView {
    GraphView(kind: .depth(depth, expanding: paths))
  }

  /// Repeats folded: modules of the same structure that feed each other become one `× 12`, and so do calls of the same module.
  public static let rolled = rolled(expanding: [])

  /// Repeats folded, but for modules that stay open.
  ///
  /// What differs in an operation, an attribute, a shape, a type or in its wiring is never folded into one. Folding looks at what is
  /// inside modules, so it belongs before a `depth` that collapses them.
  public static func rolled(expanding paths: [String]) -> GraphView {
    GraphView(kind: .rolled(expanding: paths))
  }

  /// What is at most `radius` arrows away from a tensor, an operation or a module.
  public static func focus(_ name: String, radius: Int = 2) -> GraphView {
    GraphView(kind: .focus(name, radius: radius))
  }

  /// All that lies on any path from one thing to another.
  public static func path(from: String, to: String) -> GraphView {
    GraphView(kind: .path(from: from, to: to))
  }

  /// A module alone, its inputs and outputs as stubs.
  public static func only(_ path: String) -> GraphView { GraphView(kind: .only(path)) }

  /// Without some kinds of thing.
  public static func hiding(_ hidden: [Hidden]) -> GraphView { GraphView(kind: .hiding(hidden)) }

  /// Without the operations of a file of the program, or of a line of it, such as `model.py:12`; what they lie between ends in stubs.
  public static func hidingOperations(of source: String) -> GraphView {
    GraphView(kind: .hidingOperations(of: source))
  }

  /// Some leaves drawn once at each of their uses, as references such as `w, use 2 of 4`.
  public static func splitting(_ leaves: Leaves) -> GraphView {
    GraphView(kind: .splitting(leaves))
  }

  /// Without results that have no name, unless there is room for them: with them the figure has no more than some 40 cards.
  public static let hidingCrowdedResults = GraphView(kind: .crowdedResults)

  /// One arrow instead of all between the same two cards, where there are very many.
  static let joinedEdges = GraphView(kind: .joinedEdges)
}

extension GraphSnapshot {
  /// The snapshot as some views show it, each applied to what the one before it left.
  ///
  ///     let x = Tensor([[1, 2]]).named("x")
  ///     let snapshot = GraphSnapshot(of: (x.T * 2).sum())
  ///     try snapshot.applying([.hiding([.views])]).nodes.contains { $0.name == "transpose_1" }  // false
  ///
  /// - Throws: `ViewError` where a view names what is not there.
  public func applying(_ views: [GraphView]) throws(ViewError) -> GraphSnapshot {
    var snapshot = self
    for view in views { snapshot = try snapshot.applying(view, in: self) }
    return snapshot
  }

  /// The snapshot as one more view shows it; modules are known by their paths in the whole computation.
  private func applying(_ view: GraphView, in whole: GraphSnapshot) throws(ViewError)
    -> GraphSnapshot
  {
    switch view.kind {
    case .depth(let depth, let paths):
      let opened = try OpenedScopes(paths, in: whole)
      return switch depth {
      case .all: self
      case .levels(let levels): collapsed(below: levels, opened)
      case .automatic: automaticallyCollapsed(opened)
      }
    case .rolled(let paths): return rolled(try OpenedScopes(paths, in: whole))
    case .focus(let name, let radius): return try focused(on: name, radius: radius)
    case .path(let from, let to): return try path(from: from, to: to)
    case .only(let path): return try only(path)
    case .hiding(let hidden): return hiding(Set(hidden))
    case .hidingOperations(let source): return try hidingOperations(of: source)
    case .splitting(let leaves): return splitting(leaves)
    case .joinedEdges: return joiningParallelEdges()
    case .crowdedResults: return withResultsIfThereIsRoom()
    }
  }
}

extension GraphView {
  /// Whether somebody who asks for the view has said how much is to be drawn.
  var saysHowMuch: Bool {
    switch kind {
    case .hiding, .hidingOperations, .splitting, .joinedEdges, .crowdedResults: false
    case .depth, .rolled, .focus, .path, .only: true
    }
  }
}

/// The module calls that stay open: those that were asked for, and those around them.
struct OpenedScopes {
  private var ids: Set<Int> = []

  /// None.
  init() {}

  /// The calls of the modules at some paths.
  init(_ paths: [String], in snapshot: GraphSnapshot) throws(ViewError) {
    guard !paths.isEmpty else { return }
    let scopes = Dictionary(snapshot.scopes.map { ($0.id, $0) }) { first, _ in first }
    for path in paths {
      let asked = snapshot.scopes.filter { $0.path == path }
      guard !asked.isEmpty else {
        throw .unknownModule(path, near: snapshot.near(path, modulesOnly: true))
      }
      for scope in asked {
        var next: Int? = scope.id
        while let id = next, ids.insert(id).inserted { next = scopes[id]?.parent }
      }
    }
  }

  var isEmpty: Bool { ids.isEmpty }

  func contains(_ scope: Int) -> Bool { ids.contains(scope) }
}
