/// About how large a figure will be, as far as its cards and its boxes tell.
struct FigureSize {
  /// How many pixels it is wide.
  let width: Double
  /// How many cards lie on its longest way.
  let ranks: Int

  /// How wide a figure may be without anybody having asked for it, in pixels.
  static let mostPixels = 1200.0
  /// How many cards may lie below each other.
  private static let mostRanks = 26

  /// Whether the figure is not too wide.
  var isNarrow: Bool { width <= Self.mostPixels }
  /// Whether the figure is not too high.
  var isLow: Bool { ranks <= Self.mostRanks }

  /// Measures a figure of a snapshot.
  ///
  /// - Parameter width: how many pixels wide a card is at least, where it shows more than those of an overview.
  init(_ snapshot: GraphSnapshot, atLeast width: (GraphSnapshot.Node) -> Double = { _ in 0 }) {
    let graph = GraphIndex(snapshot)
    let links = graph.links
    let ranks = Ranks(count: graph.count, edges: links).rank
    self.ranks = (ranks.max() ?? 0) + 1
    let tree = ScopeTree(snapshot.scopes, OpenedScopes())
    let outside = snapshot.scopes.count
    // What stands beside each other at each rank, in each box; the last one stands for the whole figure.
    var widths = [[Int: Double]](repeating: [:], count: outside + 1)
    for (number, node) in snapshot.nodes.enumerated() {
      let scope = node.scope.flatMap { tree.position(of: $0) } ?? outside
      for rank in Self.possibleRanks(of: number, ranks, graph) {
        widths[scope][rank, default: 0] += max(node.width, width(node)) + Self.gap
      }
    }
    for scope in tree.parents.indices.reversed() where !widths[scope].isEmpty {
      let box = (widths[scope].values.max() ?? 0) + Self.gap
      let taken = widths[scope].keys
      for rank in taken.min()!...taken.max()! {
        widths[tree.parents[scope] ?? outside][rank, default: 0] += box
      }
    }
    for link in links {
      for rank in (ranks[link.from] + 1)..<max(ranks[link.from] + 1, ranks[link.to]) {
        widths[outside][rank, default: 0] += Self.arrow
      }
    }
    self.width = (widths[outside].values.max() ?? 0) + 2 * Self.gap
  }

  /// The ranks at which a card may stand: one with as many arrows to either side may stand anywhere between its neighbors.
  private static func possibleRanks(
    of node: Int, _ ranks: [Int], _ graph: GraphIndex
  ) -> ClosedRange<Int> {
    let before = graph.edges(into: node).map { ranks[Int(graph.sources[Int($0)])] + 1 }
    let after = graph.edges(outOf: node).map { ranks[Int(graph.targets[Int($0)])] - 1 }
    guard before.count == after.count, let first = before.max(), let last = after.min(),
      first <= last
    else { return ranks[node]...ranks[node] }
    return first...last
  }

  /// The room between two cards, and that for an arrow that passes a card.
  private static let (gap, arrow) = (24.0, 16.0)
}

extension ModuleNode {
  /// The last part of its path.
  fileprivate var name: Substring { path.split(separator: ".").last ?? "" }
}

extension GraphSnapshot.Node {
  /// About how many pixels wide the card is.
  fileprivate var width: Double {
    switch content {
    case .tensor(let tensor):
      tensor.value.count == 1 ? 150 : tensor.gradient.summary == nil ? 220 : 200
    case .operation(let operation):
      max(
        70, 7 * Double(operation.attributes.map { $0.name.count + $0.value.count + 3 }.reduce(0, +))
      )
    case .reference: 170
    case .module(let module):
      module.kind == .module
        ? max(230, 40 + 9 * Double(module.type.count) + 7 * Double(module.name.count))
        : 40 + 9 * Double(max(12, module.type.count))
    case .stub: 150
    }
  }
}
