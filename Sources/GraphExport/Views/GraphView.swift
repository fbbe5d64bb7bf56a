/// A way to look at a computation: a snapshot becomes one with fewer nodes.
///
/// Views are applied one after the other, as in `snapshot.applying([.rolled, .depth(.levels(2)), .expanding("h.0")])`. What a view leaves out
/// is still counted: `GraphSnapshot.amount` is the same before and after.
public struct GraphView: Hashable, Sendable {
  let kind: Kind

  enum Kind: Hashable, Sendable {
    case depth(Depth)
    case expanding(String)
    case rolled
    case focus(String, radius: Int)
    case path(from: String, to: String)
    case only(String)
    case hiding([Hidden])
  }

  /// How far nested modules are drawn.
  public enum Depth: Hashable, Sendable {
    /// As far as the figure stays within some 40 cards; a small computation stays as it is.
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
    /// Operations that only look at the same elements in another shape or order, such as `reshape`; their ends are joined.
    case views
    /// Operations that change the type of the elements; their ends are joined.
    case casts
    /// What is computed without a gradient, such as masks.
    case detached
    /// Results without a name; their operations feed what uses them.
    case results
  }
}

extension GraphView {
  /// Modules below a depth as one card each: type, path, output, parameters and their gradient.
  public static func depth(_ depth: Depth) -> GraphView { GraphView(kind: .depth(depth)) }

  /// The module at a path opened, whatever the other views say, and the modules around it.
  ///
  /// Without a `depth` view, that is the automatic one.
  public static func expanding(_ path: String) -> GraphView { GraphView(kind: .expanding(path)) }

  /// Repeats folded: modules of the same structure that feed each other become one `× 12`, and so do calls of the same module.
  ///
  /// What differs in an operation, an attribute, a shape, a type or in its wiring is never folded into one. Folding looks at what is
  /// inside modules, so it happens before any of them is collapsed, wherever it stands among the views.
  public static let rolled = GraphView(kind: .rolled)

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
}

extension GraphSnapshot {
  /// The snapshot as some views show it, each applied to what the one before it left.
  ///
  /// - Throws: `ViewError` where a view names what is not there.
  public func applying(_ views: [GraphView]) throws(ViewError) -> GraphSnapshot {
    let opened = try OpenedScopes(views, in: self)
    var views = views.filter { view in
      if case .expanding = view.kind { false } else { true }
    }
    if !opened.isEmpty, !views.contains(where: \.isDepth) { views.append(.depth(.automatic)) }
    if let depth = views.firstIndex(where: \.isDepth), views[depth...].contains(.rolled) {
      views.removeAll { $0 == .rolled }
      views.insert(.rolled, at: min(depth, views.firstIndex(where: \.isDepth) ?? 0))
    }
    var snapshot = self
    for view in views { snapshot = try snapshot.applying(view, opened) }
    return snapshot
  }

  private func applying(_ view: GraphView, _ opened: OpenedScopes) throws(ViewError)
    -> GraphSnapshot
  {
    switch view.kind {
    case .depth(.all), .expanding: self
    case .depth(.levels(let levels)): collapsed(below: levels, opened)
    case .depth(.automatic): automaticallyCollapsed(opened)
    case .rolled: rolled(opened)
    case .focus(let name, let radius): try focused(on: name, radius: radius)
    case .path(let from, let to): try path(from: from, to: to)
    case .only(let path): try only(path)
    case .hiding(let hidden): hiding(Set(hidden))
    }
  }
}

extension GraphView {
  var isDepth: Bool {
    if case .depth = kind { true } else { false }
  }

  /// Whether somebody who asks for the view has said how much is to be drawn.
  var saysHowMuch: Bool {
    if case .hiding = kind { false } else { true }
  }
}

/// The module calls that stay open: those that were asked for, and those around them.
struct OpenedScopes {
  private var ids: Set<Int> = []

  /// None.
  init() {}

  init(_ views: [GraphView], in snapshot: GraphSnapshot) throws(ViewError) {
    for view in views {
      guard case .expanding(let path) = view.kind else { continue }
      let scopes = Dictionary(snapshot.scopes.map { ($0.id, $0) }) { first, _ in first }
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
