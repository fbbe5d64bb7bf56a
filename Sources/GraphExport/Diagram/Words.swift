// What is said in words: to those who point, and to those who listen.
extension DiagramBuilder {
  /// `4×2 f32`.
  func shapeText(_ tensor: TensorNode) -> String { shapeText(tensor.shape, tensor.dtype) }

  func shapeText(_ shape: [Int], _ dtype: String) -> String {
    "\(NumberText.shape(shape)) \(shortDType(dtype))"
  }

  func shortDType(_ dtype: String) -> String { Self.shortDType[dtype] ?? dtype }

  private static let shortDType = [
    "float16": "f16", "bfloat16": "bf16", "float32": "f32", "float64": "f64", "int32": "i32",
    "int64": "i64",
  ]

  /// The mean and the deviation from it.
  func spread(_ statistics: Statistics) -> String {
    guard statistics.count > 0 else { return "empty" }
    guard let mean = statistics.mean, let deviation = statistics.deviation else {
      return "nothing finite"
    }
    return "\(NumberText.rough(mean)) ± \(NumberText.rough(deviation))"
  }

  /// Mean and deviation, or why no number is known.
  func spread(_ summary: ArraySummary) -> String {
    summary.absence.map { "no numbers: \($0)" } ?? spread(summary.statistics)
  }

  /// The smallest and the largest element.
  func range(_ statistics: Statistics, areIntegers: Bool = false) -> String? {
    guard let minimum = statistics.minimum, let maximum = statistics.maximum else { return nil }
    let text = areIntegers ? NumberText.whole : NumberText.rough
    return "\(text(minimum)) … \(text(maximum))"
  }

  /// The number, or what can be said of many.
  func numbers(_ summary: ArraySummary, areIntegers: Bool = false) -> String {
    if let scalar = summary.scalar {
      return areIntegers ? summary.integerText(at: 0, scalar) : NumberText.exact(scalar)
    }
    if summary.absence != nil { return spread(summary) }
    let statistics = summary.statistics
    guard let minimum = statistics.minimum, let maximum = statistics.maximum else {
      return spread(statistics)
    }
    let text = areIntegers ? NumberText.whole : NumberText.rough
    return
      "\(spread(statistics)), from \(text(minimum)) to \(text(maximum)), "
      + "norm \(NumberText.rough(statistics.norm ?? .nan))"
  }

  /// What hooks and other processes made of a gradient: `hook clip: ∇ 12 → 6`, `hook clip: ‖∇‖ 12 → 6`; without numbers on a worksheet.
  func changeWords(of node: GraphSnapshot.Node, _ tensor: TensorNode) -> [String] {
    guard options.shows(.gradient), let gradient = tensor.gradient.summary else { return [] }
    let changes = tensor.gradientChanges
    return changes.indices.map { index in
      let (words, before) = (changes[index].words, changes[index].before)
      let after = index + 1 < changes.count ? changes[index + 1].before : gradient
      if options.isWorksheet { return "\(words) changes ∇" }
      if let (before, after) = before.scalar.flatMap({ old in after.scalar.map { (old, $0) } }) {
        return "\(words): ∇ \(NumberText.exact(before)) → \(NumberText.exact(after))"
      }
      let norms = [before, after].map { NumberText.rough($0.statistics.norm ?? .nan) }
      return "\(words): ‖∇‖ \(norms[0]) → \(norms[1])"
    }
  }

  func tooltip(for node: GraphSnapshot.Node, _ tensor: TensorNode) -> String {
    var lines = [tensor.label ?? node.name, shapeText(tensor)]
    if let words = worksheetWords(at: .value(node.id)) {
      lines.append("value \(words)")
    } else if options.shows(.value) {
      lines.append("value \(numbers(tensor.value, areIntegers: tensor.holdsIntegers))")
      lines += elements(tensor.value, areIntegers: tensor.holdsIntegers)
    }
    if let words = worksheetWords(at: .gradient(node.id)) {
      lines.append("gradient \(words)")
      return lines.joined(separator: "\n")
    }
    guard options.shows(.gradient) else { return lines.joined(separator: "\n") }
    switch tensor.gradient {
    case .computed(let gradient):
      lines.append("gradient \(numbers(gradient))")
      lines += elements(gradient)
      lines += changeWords(of: node, tensor)
    case .absent(let absence): lines.append("gradient: \(absence.reason)")
    }
    return lines.joined(separator: "\n")
  }

  /// The elements of a small array, a line for each row of its last axis.
  private func elements(_ summary: ArraySummary, areIntegers: Bool = false) -> [String] {
    guard let elements = summary.elements, (2...64).contains(elements.count),
      let width = summary.shape.last
    else { return [] }
    return stride(from: 0, to: elements.count, by: max(1, width)).map { start in
      let row = (start..<min(start + width, elements.count)).map { index in
        areIntegers
          ? summary.integerText(at: index, elements[index]) : NumberText.rough(elements[index])
      }
      return "  " + row.joined(separator: "  ")
    }
  }

  func description(of node: GraphSnapshot.Node, _ tensor: TensorNode) -> String {
    var parts = [ShortText.name(tensor.label ?? node.name)]
    if tensor.role != .result { parts.append(tensor.role.rawValue) }
    if tensor.value.count != 1 { parts.append("shape \(NumberText.shape(tensor.shape))") }
    if let words = worksheetWords(at: .value(node.id)) {
      parts.append("value \(words)")
    } else if options.shows(.value) {
      parts.append(
        "value \(tensor.scalarText ?? spread(tensor.value))")
    }
    if let words = worksheetWords(at: .gradient(node.id)) {
      parts.append("gradient \(words)")
    } else if options.shows(.gradient) {
      switch tensor.gradient {
      case .computed(let gradient):
        let norm = "norm \(NumberText.rough(gradient.statistics.norm ?? .nan))"
        parts.append("gradient \(gradient.scalar.map(NumberText.exact) ?? norm)")
        parts += changeWords(of: node, tensor)
      case .absent(let absence): parts.append("gradient \(absence.reason)")
      }
    }
    if let (id, operation) = origin(of: node.id) {
      parts.append(
        "from "
          + [operation.type, argumentNames(of: id)].compactMap(\.self).joined(separator: " of "))
    }
    return parts.joined(separator: ", ")
  }

  func description(of id: Int, _ operation: OperationNode) -> String {
    [words(for: operation), argumentNames(of: id).map { "from \($0)" }].compactMap(\.self).joined(
      separator: ", ")
  }
}

extension TensorNode.Gradient.Absence {
  /// The words on the card; nil where the card says it already.
  var words: String? {
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
  var reason: String {
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
