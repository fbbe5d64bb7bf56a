extension GraphSnapshot {
  /// How many cards a figure may have that nobody asked for more.
  static let mostCards = 40
  /// Up to how many nodes a computation is drawn as it is.
  static let mostNodesAsTheyAre = 64
  /// And up to how many if it has modules, which an overview can close; those of single numbers stay open where the figure is not too wide, for
  /// closed they would say nothing.
  static let mostNodesInModules = 48
  /// With fewer cards than these a figure says too little.
  private static let fewestCards = 10
  /// How many cards an overview may have, tried in this order until the figure is not too wide.
  private static let budgets = [mostCards, 34, 28, 22, 17, 12, 8]
  /// Above how many cards steps are put together in segments, whatever modules they belong to.
  private static let hardLimit = 56

  /// The view that is drawn where nobody asked for another.
  ///
  /// A small computation stays as it is. Of a larger one the repeats are folded, and modules are opened as long as the figure stays within
  /// some 40 cards: first those that hold most of the parameters or of the operations. What computes no gradient is one card in each open
  /// module. Results without a name, operations that only
  /// rearrange, slice, repeat or cast, and numbers written in the program get no cards.
  public func automaticallyCollapsed() -> GraphSnapshot { automaticallyCollapsed(OpenedScopes()) }

  /// - Parameters:
  ///   - opened: the calls that stay open.
  ///   - isNarrow: whether the figure of an overview is not too wide; an estimate, unless somebody knows it.
  func automaticallyCollapsed(
    _ opened: OpenedScopes, isNarrow: (GraphSnapshot) -> Bool = { FigureSize($0).isNarrow }
  ) -> GraphSnapshot {
    let most = scopes.isEmpty ? Self.mostNodesAsTheyAre : Self.mostNodesInModules
    // The backward pass has about as many again.
    let size = hasBothPasses ? nodes.count { $0.pass == .forward } : nodes.count
    guard size > most || isHardToFollow else { return self }
    if isOfSingleNumbers, size <= Self.mostNodesAsTheyAre, !isHardToFollow, isNarrow(self) {
      return self
    }
    guard !scopes.isEmpty else {
      let view = withoutQuietCards(keepsResults: false)
      return view.nodes.count <= Self.mostCards ? view : inSegments(opened)
    }
    let folded = (hasBothPasses ? withoutNamesOfSteps : self).rolled(opened)
    // The first that is neither too wide nor too high; if there is none, the first that is not too wide.
    let content = OverviewContent(folded, opened)
    var narrow: GraphSnapshot?
    var last = folded
    // Each module has a card in both passes.
    for budget in hasBothPasses ? Self.budgets.map({ $0 / 2 }) : Self.budgets {
      let view = folded.overview(content, budget, opened)
      guard narrow == nil || view.nodes.count >= Self.fewestCards else { break }
      defer { last = view }
      guard view.nodes != last.nodes, isNarrow(view) else { continue }
      if FigureSize(view).isLow { return view }
      if narrow == nil { narrow = view }
    }
    return narrow ?? last
  }

  /// The overview within so many cards, as far as that is possible.
  private func overview(
    _ content: OverviewContent, _ budget: Int, _ opened: OpenedScopes
  ) -> GraphSnapshot {
    var plan = OverviewPlan(content, budget: budget)
    plan.choose()
    let cutter = OverviewParts(content, plan)
    var view = cutter.collapsed()
    if plan.hasSegments { view = view.inSegments(opened) }
    view = view.withoutQuietCards(keepsResults: !opened.isEmpty).joiningAlikeCards()
    return view.nodes.count > Self.hardLimit && !hasBothPasses ? view.inSegments(opened) : view
  }

  /// The snapshot without what an overview has no cards for: numbers written in the program, operations that only rearrange,
  /// slice, repeat or cast, and results without a name, unless these were opened on purpose and there is room.
  private func withoutQuietCards(keepsResults: Bool) -> GraphSnapshot {
    let view = joining([.view, .cast]).withoutLeaves([.constant]).joiningEdgesIntoParts()
    return keepsResults && view.nodes.count <= Self.mostCards ? view : view.withoutResults()
  }

  /// The snapshot of both passes without names of the gradients of tensors that have none.
  private var withoutNamesOfSteps: GraphSnapshot {
    let named = Set(nodes.filter { $0.tensor?.label != nil }.map(\.id))
    var view = self
    for (position, node) in nodes.enumerated() where node.pass == .backward {
      guard var tensor = node.tensor, node.counterpart.map(named.contains) == false
      else { continue }
      tensor.label = nil
      view.nodes[position].content = .tensor(tensor)
    }
    return view
  }

  /// Whether each tensor is a single number.
  private var isOfSingleNumbers: Bool {
    nodes.allSatisfy { $0.tensor.map { $0.value.count == 1 } ?? true }
  }

  /// Whether a small computation has arrows that nobody could follow: a parameter of a module that is used again and again, such as in
  /// each step of a recurrent network, or an operation with very many arguments.
  private var isHardToFollow: Bool {
    guard scopes.count > 1 else { return false }
    let graph = GraphIndex(self)
    return nodes.indices.contains { node in
      switch nodes[node].content {
      case .tensor(let tensor):
        tensor.role == .parameter && graph.edges(outOf: node).count > 4
      case .operation: graph.edges(into: node).count > 8
      default: false
      }
    }
  }
}
