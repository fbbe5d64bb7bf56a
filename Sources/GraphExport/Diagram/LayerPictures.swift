// Pictures of a module's parameters, and of what comes out of it, on its card.
extension DiagramBuilder {
  /// With more cards than these the pictures of parameters would make a figure too large, unless somebody wants compact cards.
  private static let mostCards = 20

  /// Whether the card of a module shows its parameters.
  func showsPictures(of module: ModuleNode) -> Bool {
    options.shows(.pictures) && options.comparison == nil && !module.parameters.isEmpty
      && (options.detail == .compact || snapshot.nodes.count <= Self.mostCards)
  }

  /// A row for each parameter: its name, its picture and that of its gradient; in a compact figure, the same of the result.
  func pictureRows(of module: ModuleNode) -> [Diagram.Row] {
    // A vector of a few numbers says less than the room that it takes.
    let tensors = module.parameters.filter { $0.value.count > 1 }
    let result = options.detail == .compact ? module.result.map { [$0] } ?? [] : []
    return (tensors + result).compactMap { tensor in
      var pictures: [Diagram.Item] = []
      if options.shows(.value), tensor.value.absence == nil, tensor.value.count > 0 {
        pictures.append(.picture(thumbnail(of: tensor.value), .value))
      }
      if options.shows(.gradient), let gradient = tensor.gradient.summary,
        gradient.absence == nil, gradient.count > 0
      {
        pictures.append(.picture(thumbnail(of: gradient), .gradient))
      }
      let name = tensor.role == .parameter ? tensor.label ?? "" : "→"
      return pictures.isEmpty
        ? nil
        : .comparison(
          [.text(ShortText.name(name), tensor.role == .parameter ? .parameterName : .detail)]
            + pictures)
    }
  }
}
