// What a card looks like, and says, by the kind of its tensor.
extension Thumbnail.Pooling {
  /// What a card says of it; nil where there is nothing to say.
  var word: String? {
    switch self {
    case .none: nil
    case .largest: "pooled"
    case .mean: "averaged"
    }
  }
}

extension Diagram.CardStyle {
  init(_ tensor: TensorNode) {
    self =
      switch tensor.role {
      case .constant: .constant
      case .input: .input
      case .parameter: .parameter
      case .buffer: .buffer
      case .result: tensor.isRoot ? .root : .result
      case .forward: .forward
      case .gradient: .gradient
      }
  }

  var nameStyle: Diagram.TextStyle {
    switch self {
    case .input: .inputName
    case .parameter: .parameterName
    case .buffer: .bufferName
    case .constant: .constantName
    case .root: .rootName
    case .gradient: .gradientName
    case .result, .forward, .reference, .sign, .operation, .failure, .origin, .module, .segment,
      .stub, .title, .added, .removed:
      .resultName
    }
  }
}
