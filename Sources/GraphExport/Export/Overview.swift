import Graphviz

extension Drawing {
  /// What is drawn of the snapshot, in every format: of a large computation the overview that is not too wide, unless views say how much
  /// is drawn.
  public var visible: GraphSnapshot { overview().snapshot }

  /// The same, and what Graphviz made of it if its width had to be measured.
  func overview() -> (snapshot: GraphSnapshot, known: Pipeline.KnownRendering?) {
    guard collapsesLargeGraphs else { return (snapshot, nil) }
    let layers = options.detail == .compact ? snapshot.withLayersAsCards() : snapshot
    var known: Pipeline.KnownRendering?
    let overview = layers.automaticallyCollapsed(OpenedScopes()) { isNarrow($0, &known) }
    return (overview, known)
  }

  /// Whether the figure of an overview is not too wide: measured by Graphviz where an estimate is not sure, and the graph is small.
  private func isNarrow(_ overview: GraphSnapshot, _ known: inout Pipeline.KnownRendering?) -> Bool
  {
    let estimate = FigureSize(overview)
    // An estimate may be wrong by half, and knows nothing of lanes.
    guard estimate.width > FigureSize.mostPixels / 2 || overview.hasBothPasses else { return true }
    let index = GraphIndex(overview)
    // A matter of an instant, so that the answer does not depend on the time that is left.
    guard index.links.count <= LayoutCost.fewVertices,
      LayoutCost(count: index.count, edges: index.links).isFeasible(canBeEnded: false)
    else { return estimate.isNarrow }
    let dot = DOTWriter.withColorCodes(diagram(of: overview, drawnOptions)).dot
    let size = Drawing.Output().pixelSize.bitmapSize
    guard
      let rendering = try? Pipeline.graphviz(
        dot, .svg, .dot, size, budget.time.map { $0 * 0.1 }, {})
    else { return estimate.isNarrow }
    // Points are 1/72 inch, and pixels 1/96.
    guard rendering.width / 72 * 96 <= FigureSize.mostPixels else { return false }
    known = Pipeline.KnownRendering(dot: dot, rendering: rendering)
    return true
  }
}

extension Pipeline {
  /// What Graphviz has made of a text already, as SVG with the layout of `dot`.
  struct KnownRendering {
    let dot: String
    let rendering: Rendering
  }
}
