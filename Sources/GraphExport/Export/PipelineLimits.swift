import Graphviz

// What is too much.
extension Pipeline {
  /// Layers take some tenths of a millisecond for each node, or for two edges where these are many.
  func checkTime(for attempt: LayoutAttempt, _ shown: GraphSnapshot) throws(Refusal) {
    let (nodes, edges) = (shown.nodes.count, shown.edges.count)
    guard attempt.layout == .layers, let remaining = deadline.remaining,
      .microseconds(250) * max(nodes, edges / 2) > remaining
    else { return }
    let many =
      edges / 2 > nodes ? "\(NumberText.count(edges)) arrows" : "\(NumberText.count(nodes)) nodes"
    throw Refusal(reason: "\(many) are too many for what is left of \(budgetText)")
  }

  func checkCost(
    of snapshot: GraphSnapshot, for attempt: LayoutAttempt
  ) throws(Refusal) {
    guard attempt.checksCost else { return }
    let index = GraphIndex(snapshot)
    let cost = LayoutCost(count: index.count, edges: index.links)
    switch attempt.layout {
    case .dot:
      guard !cost.isFeasible(canBeEnded: Renderer.canIsolate) else { return }
      let many =
        cost.passages > cost.nodes
        ? "\(NumberText.count(index.links.count)) arrows that pass \(NumberText.count(cost.passages)) ranks"
        : "\(NumberText.count(cost.nodes)) nodes"
      throw Refusal(reason: "\(many) are too many for dot", isTooLarge: true)
    case .layers:
      guard
        cost.passages > LayoutCost.mostPassages
          || deadline.remaining.map({ .microseconds(40) * cost.passages > $0 }) ?? false
      else { return }
      throw Refusal(reason: "arrows pass \(NumberText.count(cost.passages)) ranks, too many")
    }
  }

  func report(_ attempt: LayoutAttempt, _ shown: GraphSnapshot, _ snapshot: GraphSnapshot) {
    // Leaves that layers draw at each use are not counted.
    let count = (attempt.layout == .layers ? shown : snapshot).nodes.count
    output.progress?(attempt.progress.before + NumberText.count(count) + attempt.progress.after)
  }

  /// The time that the user allowed: what is left of it is another each time, and is not said in a figure.
  var budgetText: String {
    drawing.budget.time.map { "\(NumberText.rough($0 / .seconds(1))) s" } ?? "the time"
  }
}
