// Which paint, size and weight each meaning has.
extension Diagram.CardStyle {
  var border: Paint {
    switch self {
    case .input: .inputBorder
    case .parameter, .added: .parameterBorder
    case .buffer: .bufferBorder
    case .constant: .constantBorder
    case .result: .resultBorder
    case .title: .canvas
    case .root, .failure, .origin, .removed: .rootBorder
    case .reference, .forward, .stub: .constantBorder
    case .gradient: .positiveGradient
    case .sign, .operation: .operationBorder
    case .module, .segment: .resultBorder
    }
  }
}

extension Diagram.CardStyle {
  /// The line around the card, as attributes of a table: no meaning hangs on color alone.
  ///
  /// - Parameter isRounding: whether Graphviz rounds the corners; `SVGFinisher` does it in fewer bytes.
  func outline(isRounding: Bool) -> String {
    let styles = [isRounding && isRound ? "ROUNDED" : nil, line.dashes?.rawValue].compactMap(\.self)
    let style = styles.isEmpty ? "SOLID" : styles.joined(separator: ",")
    return "BORDER=\"\(line.width)\" STYLE=\"\(style)\""
  }

  /// How a line is broken.
  enum Dashes: String {
    case dashed = "DASHED"
    case dotted = "DOTTED"
  }

  /// The line around the card: its width in points, and how it is broken.
  var line: (width: Int, dashes: Dashes?) {
    switch self {
    case .title: (0, nil)
    case .input, .forward, .stub: (1, .dashed)
    case .parameter: (2, nil)
    case .buffer: (2, .dashed)
    case .constant, .reference: (1, .dotted)
    case .root, .failure, .origin, .added: (3, nil)
    case .removed: (3, .dashed)
    case .module, .segment, .result, .gradient, .sign, .operation: (1, nil)
    }
  }

  /// Whether the card has round corners; sharp ones tell segments, stubs and failures from all others.
  var isRound: Bool { ![.segment, .stub, .failure, .origin, .added, .removed].contains(self) }
}

extension Diagram.CardStyle {
  var isBesideTheFlow: Bool {
    switch self {
    case .parameter, .buffer, .constant, .reference, .forward: true
    case .input, .result, .root, .gradient, .sign, .operation, .failure, .origin, .module, .segment,
      .stub, .title, .added, .removed:
      false
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
    case .warning, .nonFiniteValue, .nonFiniteGradient: .nonFiniteSign
    case .value, .valueStatistic: .value
    case .positiveGradient, .gradientStatistic: .positiveGradient
    case .negativeGradient: .negativeGradient
    case .status: .status
    case .operation, .formula, .cost: .ink
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
    case .detail, .status, .valueStatistic, .gradientStatistic, .formula, .shape, .warning, .cost:
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
    case .nonFinite: .nonFiniteCell
    }
  }
}
