// Pictures of a module's parameters, and of what comes out of it, on its card.
extension DiagramBuilder {
  /// With more cards than these the pictures of parameters would make a figure too large, unless somebody wants compact cards.
  private static let mostCards = 20

  /// The tensors that the card of a module shows: its parameters, and in a compact figure its result.
  func picturedTensors(of module: ModuleNode) -> [TensorNode] {
    let isCompact = options.detail == .compact
    guard options.shows(.pictures), options.comparison == nil, !module.parameters.isEmpty,
      isCompact || snapshot.nodes.count <= Self.mostCards
    else { return [] }
    // Of a single number there is no picture.
    let parameters = module.parameters.filter { $0.value.count > 1 }
    return parameters + (isCompact ? module.result.map { [$0] } ?? [] : [])
  }

  /// A row for each tensor that the card of a module shows: its name, its picture and that of its gradient.
  func pictureRows(of module: ModuleNode) -> [Diagram.Row] {
    picturedTensors(of: module).compactMap { tensor in
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
