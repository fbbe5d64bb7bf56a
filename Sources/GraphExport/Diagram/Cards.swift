extension Context {
  /// The card of a tensor: name, value and gradient on one line for a scalar, with pictures of them for all others.
  func card(
    for node: GraphSnapshot.Node, _ tensor: TensorNode, view: Diagram.View
  ) -> Diagram.Card {
    let name = tensor.label.map { ShortText.name(displayName($0, in: node.scope)) }
    let style = Diagram.CardStyle(tensor)
    let rows =
      tensor.value.count == 1
      ? [Diagram.Row.line(scalarLine(tensor, name: name, style: style, view: view))]
      : arrayRows(tensor, name: name, style: style, view: view)
    return .init(
      id: node.id, group: group(of: node), style: style, rows: rows,
      tooltip: tooltip(node, tensor), description: description(node, tensor))
  }

  /// The card of an operation: its sign or its name, and what it was told.
  func card(for node: GraphSnapshot.Node, _ operation: OperationNode) -> Diagram.Card {
    let sign = operation.attributes.isEmpty ? OperationSign.sign(of: operation.type) : nil
    let attributes = operation.attributes.map { ShortText.name("\($0.name) \($0.value)") }
    var rows: [Diagram.Row] = [.line([.text(sign ?? ShortText.name(operation.type), .operation)])]
    if !attributes.isEmpty {
      rows.append(.line([.text(attributes.joined(separator: ", "), .detail)]))
    }
    let words = ([operation.type] + attributes).joined(separator: ", ")
    return .init(
      id: node.id, group: group(of: node), style: sign == nil ? .operation : .sign, rows: rows,
      tooltip: words,
      description: [words, from(node.id).map { "from \($0)" }].compactMap(\.self).joined(
        separator: ", "))
  }

  /// Inside the group of `fc1`, `fc1.weight` is just `weight`.
  private func displayName(_ label: String, in scope: Int?) -> String {
    let prefix = scope.map { path(of: $0) + "." } ?? ""
    return prefix != "." && label.hasPrefix(prefix) ? String(label.dropFirst(prefix.count)) : label
  }

  private func scalarLine(
    _ tensor: TensorNode, name: String?, style: Diagram.CardStyle, view: Diagram.View
  ) -> [Diagram.Item] {
    var items: [Diagram.Item] = []
    if let name { items.append(.text(name, style.nameStyle)) }
    if !tensor.shape.isEmpty { items.append(.text(shapeText(tensor), .detail)) }
    if view.shows(.value), let value = tensor.value.scalar {
      items.append(.text(NumberText.exact(value), .value))
    }
    if view.shows(.gradient) {
      switch tensor.gradient {
      case .computed(let gradient): items.append(Self.gradientPill(gradient.scalar ?? 0))
      case .absent(let absence): absence.words.map { items.append(.text($0, .status)) }
      }
    }
    return items.isEmpty ? [.text(shapeText(tensor), .detail)] : items
  }

  private static func gradientPill(_ gradient: Double) -> Diagram.Item {
    .pill("∇ \(NumberText.exact(gradient))", gradient < 0 ? .negativeGradient : .positiveGradient)
  }

  private func arrayRows(
    _ tensor: TensorNode, name: String?, style: Diagram.CardStyle, view: Diagram.View
  ) -> [Diagram.Row] {
    let header = [
      name.map { Diagram.Item.text($0, style.nameStyle) }, .text(shapeText(tensor), .detail),
    ]
    var rows: [Diagram.Row] = [.heading(header.compactMap(\.self))]
    let value = tensor.value
    var pictures: [Diagram.Item] = []
    var numbers: [Diagram.Item] = []
    if view.shows(.value) {
      if value.count > 0 { pictures.append(.picture(value.thumbnail, .value)) }
      numbers.append(.text(Self.spread(value.statistics), .valueStatistic))
    }
    if view.shows(.gradient) {
      switch tensor.gradient {
      case .computed(let gradient):
        if gradient.count > 0 { pictures.append(.picture(gradient.thumbnail, .gradient)) }
        numbers.append(
          .text("‖∇‖ \(NumberText.rough(gradient.statistics.norm ?? .nan))", .gradientStatistic))
      case .absent(let absence):
        absence.words.map { numbers.append(.text($0, .status)) }
      }
    }
    for items in [pictures, numbers] where !items.isEmpty {
      rows.append(items.count == 2 ? .pair(items[0], items[1]) : .line(items))
    }
    return rows
  }

  private static func spread(_ statistics: Statistics) -> String {
    guard statistics.count > 0 else { return "empty" }
    guard let mean = statistics.mean, let deviation = statistics.deviation else {
      return "nothing finite"
    }
    return "\(NumberText.rough(mean)) ± \(NumberText.rough(deviation))"
  }

  private func shapeText(_ tensor: TensorNode) -> String {
    "\(NumberText.shape(tensor.shape)) \(Self.shortDType[tensor.dtype] ?? tensor.dtype)"
  }

  private static let shortDType = [
    "float16": "f16", "float32": "f32", "float64": "f64", "int32": "i32", "int64": "i64",
  ]
}

// What is said in words: to those who point, and to those who listen.
extension Context {
  private func tooltip(_ node: GraphSnapshot.Node, _ tensor: TensorNode) -> String {
    var lines = [tensor.label ?? node.name, shapeText(tensor)]
    lines.append("value \(Self.numbers(tensor.value))")
    switch tensor.gradient {
    case .computed(let gradient): lines.append("gradient \(Self.numbers(gradient))")
    case .absent(let absence): lines.append("gradient: \(absence.reason)")
    }
    return lines.joined(separator: "\n")
  }

  private static func numbers(_ summary: ArraySummary) -> String {
    if let scalar = summary.scalar { return NumberText.exact(scalar) }
    let statistics = summary.statistics
    guard let minimum = statistics.minimum, let maximum = statistics.maximum else {
      return spread(statistics)
    }
    return
      "\(spread(statistics)), from \(NumberText.rough(minimum)) to \(NumberText.rough(maximum)), "
      + "norm \(NumberText.rough(statistics.norm ?? .nan))"
  }

  private func description(_ node: GraphSnapshot.Node, _ tensor: TensorNode) -> String {
    var parts = [ShortText.name(tensor.label ?? node.name)]
    if tensor.role != .result { parts.append(tensor.role.rawValue) }
    if let scalar = tensor.value.scalar {
      parts.append("value \(NumberText.exact(scalar))")
    } else {
      parts.append("shape \(NumberText.shape(tensor.shape))")
      parts.append("value \(Self.spread(tensor.value.statistics))")
    }
    switch tensor.gradient {
    case .computed(let gradient):
      let text = gradient.scalar.map { NumberText.exact($0) }
      parts.append(
        "gradient \(text ?? "norm " + NumberText.rough(gradient.statistics.norm ?? .nan))")
    case .absent(let absence): parts.append("gradient \(absence.reason)")
    }
    if let origin = origin(node.id) { parts.append("from \(origin)") }
    return parts.joined(separator: ", ")
  }
}

extension Gradient.Absence {
  /// The words on the card; nil where the card says it already.
  fileprivate var words: String? {
    switch self {
    case .constant: nil
    case .notComputed: "∇ not computed"
    case .notRequired: "∇ not required"
    case .integer: "∇ none: integer"
    case .unreachable: "∇ unreachable"
    case .cleared: "∇ cleared"
    }
  }

  /// The whole reason.
  fileprivate var reason: String {
    switch self {
    case .constant: "none, a constant has none"
    case .notComputed: "not computed, backward has not run"
    case .notRequired: "not required, nobody asked for one"
    case .integer: "none, integers have none"
    case .unreachable: "none, unreachable from where backward started"
    case .cleared: "cleared"
    }
  }
}

extension Diagram.CardStyle {
  fileprivate init(_ tensor: TensorNode) {
    self =
      switch tensor.role {
      case .constant: .constant
      case .input: .input
      case .parameter: .parameter
      case .buffer: .buffer
      case .result: tensor.isRoot ? .root : .result
      }
  }

  fileprivate var nameStyle: Diagram.TextStyle {
    switch self {
    case .input: .inputName
    case .parameter: .parameterName
    case .buffer: .bufferName
    case .constant: .constantName
    case .root: .rootName
    case .result, .sign, .operation: .resultName
    }
  }
}

/// The mathematical signs of operations that have one.
enum OperationSign {
  static func sign(of operation: String) -> String? { signs[operation] }

  private static let signs = ["add": "+", "sub": "−", "mul": "×", "div": "÷", "matmul": "@"]
}
