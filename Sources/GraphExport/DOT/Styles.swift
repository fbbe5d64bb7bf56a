// Which paint, size and weight each meaning has.
extension Diagram.CardStyle {
  var border: Paint {
    switch self {
    case .input: .inputBorder
    case .parameter: .parameterBorder
    case .buffer: .bufferBorder
    case .constant: .constantBorder
    case .result: .resultBorder
    case .root, .failure: .rootBorder
    case .reference, .forward, .stub: .constantBorder
    case .gradient: .positiveGradient
    case .sign, .operation: .operationBorder
    case .module, .run: .resultBorder
    }
  }
}

extension Diagram.CardStyle {
  /// The line around the card: no meaning hangs on colour alone.
  var outline: String {
    let (width, style) =
      switch self {
      case .input: (1, "ROUNDED,DASHED")
      case .parameter: (2, "ROUNDED")
      case .buffer: (2, "ROUNDED,DASHED")
      case .constant, .reference: (1, "ROUNDED,DOTTED")
      case .forward: (1, "ROUNDED,DASHED")
      case .root: (3, "ROUNDED")
      case .failure: (3, "SOLID")
      case .module: (1, "ROUNDED")
      // The corners tell them from a module and from a tensor of the forward pass.
      case .run: (1, "SOLID")
      case .stub: (1, "DASHED")
      case .result, .gradient, .sign, .operation: (1, "ROUNDED")
      }
    return "BORDER=\"\(width)\" STYLE=\"\(style)\""
  }
}

extension Diagram.CardStyle {
  var isBesideTheFlow: Bool {
    switch self {
    case .parameter, .buffer, .constant, .reference, .forward: true
    case .input, .result, .root, .gradient, .sign, .operation, .failure, .module, .run, .stub: false
    }
  }
}

extension Diagram.TextStyle {
  var paint: Paint {
    switch self {
    case .inputName: .inputBorder
    case .parameterName: .parameterBorder
    case .bufferName: .bufferBorder
    case .constantName: .constantBorder
    case .resultName: .ink
    case .rootName: .rootBorder
    case .gradientName: .positiveGradient
    case .detail, .stubName: .detail
    case .moduleName, .shape, .repetition: .ink
    case .warning: .oddSign
    case .value, .valueStatistic: .value
    case .positiveGradient, .gradientStatistic: .positiveGradient
    case .negativeGradient: .negativeGradient
    case .status: .status
    case .operation, .formula: .ink
    }
  }

  var isBold: Bool {
    switch self {
    case .inputName, .parameterName, .bufferName, .constantName, .resultName, .rootName,
      .gradientName, .moduleName, .stubName, .repetition:
      true
    default: false
    }
  }

  var size: Int {
    switch self {
    case .detail, .status, .valueStatistic, .gradientStatistic, .formula, .shape, .warning:
      DOTWriter.smallFontSize
    default: DOTWriter.fontSize
    }
  }
}

extension Diagram.ShareKind {
  var paint: Paint {
    switch self {
    case .negative: .valueCell(-6)
    case .zero: .divider
    case .positive: .valueCell(6)
    case .notFinite: .oddCell
    }
  }
}
