extension Drawing {
  /// One computation with several values of one of its inputs or settings, between which the reader of a page chooses with a slider.
  ///
  /// All of them have the same operations and tensors; what differs is the numbers. Formats other than `html` draw the computation alone.
  public struct Variation: Sendable {
    /// What has another value at each stop, such as `learning rate`.
    public var name: String
    /// The computations, in the order of the slider; their titles are the values, such as `0.01`.
    public var stops: [Frame]

    /// Makes a variation.
    ///
    ///     let stops = [0.5, 1, 2].map { value in
    ///       let y = (Tensor([1, 2]) * value).sum()
    ///       return Drawing.Frame(title: "\(value)", snapshot: GraphSnapshot(of: y))
    ///     }
    ///     var drawing = Drawing(stops[0].snapshot)
    ///     drawing.variation = Drawing.Variation(of: "factor", stops)
    ///     drawing.variation!.stops.count  // 3
    public init(of name: String, _ stops: [Frame]) {
      self.name = name
      self.stops = stops
    }
  }
}

extension Pipeline {
  /// A figure of each frame, in which each card has the same position and room for the widest of its texts.
  func figures(of frames: [Drawing.Frame]) throws(DrawingError) -> [Figure] {
    let diagrams = diagrams(of: frames, drawing.drawnOptions)
    let (layout, sizes) = try layout(of: diagrams)
    var figures: [Figure] = []
    for diagram in diagrams {
      var diagram = diagram.fitting(layout)
      for (index, size) in sizes.enumerated() {
        diagram.cards[index].leastWidth = Int(nearest: size.width.rounded(.up))
      }
      figures.append(try figure(of: diagram, at: layout, note: nil))
    }
    return figures
  }
}
