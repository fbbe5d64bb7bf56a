extension Drawing {
  /// A figure of two computations and of what is different between them.
  ///
  /// What differs shows what it was and what it is; what only one of the two has is marked, and so is where the two begin to differ. Modules
  /// in which nothing differs are one card each.
  ///
  ///     let x = Tensor([1, 2]).named("x")
  ///     let difference = GraphDifference(
  ///       from: GraphSnapshot(of: x.exp()), to: GraphSnapshot(of: x.exp() * 2))
  ///     Drawing(of: difference).dot.contains("added")  // true
  public init(of difference: GraphDifference) {
    let view = DifferenceView(MergedGraph(difference))
    self.init(view.snapshot)
    collapsesLargeGraphs = false
    options.comparison = view.comparison
  }
}
