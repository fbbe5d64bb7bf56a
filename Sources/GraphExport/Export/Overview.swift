import Graphviz

extension Drawing {
  /// What is drawn of the snapshot, in every format: of a large computation the overview that is not too wide, unless views say how much
  /// is drawn.
  public var visible: GraphSnapshot {
    guard collapsesLargeGraphs else { return snapshot }
    let layers = options.detail == .compact ? snapshot.withLayersAsCards() : snapshot
    return layers.automaticallyCollapsed(OpenedScopes(), isNarrow: isNarrow)
  }

  /// Whether the figure of an overview is not too wide: measured by Graphviz where an estimate is not sure, and the graph is small.
  private func isNarrow(_ overview: GraphSnapshot) -> Bool {
    let estimate = FigureSize(overview)
    // An estimate may be wrong by half, and knows nothing of lanes.
    guard estimate.width > FigureSize.mostPixels / 2 || overview.hasBothPasses else { return true }
    let index = GraphIndex(overview)
    // A matter of an instant, so that the answer does not depend on the time that is left.
    guard index.links.count <= LayoutCost.fewVertices,
      LayoutCost(count: index.count, edges: index.links).isFeasible(canBeEnded: false)
    else { return estimate.isNarrow }
    let dot = DOTWriter.dot(diagram(of: overview, drawnOptions), theme: theme)
    let plain = try? Pipeline.graphviz(
      dot, .plain, .dot, Drawing.Output().pixelSize.bitmapSize, budget.time.map { $0 * 0.1 })
    // `graph`, the scale, the width and the height in inches.
    guard let words = plain?.text.split(separator: " ").prefix(4), words.count == 4,
      let width = Double(words[2])
    else { return estimate.isNarrow }
    // The room around the drawing is not counted there.
    return (width + 2 * DOTWriter.padding) * 96 <= FigureSize.mostPixels
  }
}
