// Cards for parts of the graph that are drawn as one, and for the ends of cut edges.
extension DiagramBuilder {
  /// The card of a part: what it is and where, what comes out of it, how large it is, and a bar for its gradients.
  func card(for node: GraphSnapshot.Node, _ module: ModuleNode) -> Diagram.Card {
    var heading: [Diagram.Item] = [.text(ShortText.name(module.title), .moduleName)]
    if let times = module.repetition?.times { heading.append(.text(times, .repetition)) }
    var location = module.location(seenFrom: drawnPath(around: node))
    if node.pass == .backward {
      location = location.isEmpty ? "backward" : "\(location) · backward"
    }
    // What a segment is called says more than the names of its ends, which then stand in the tooltip alone.
    let saysLocation =
      !location.isEmpty
      && (module.kind != .segment || module.type.isEmpty || module.each.operations == 1)
    var rows = [Diagram.Row.ends(heading, saysLocation ? [.text(location, .detail)] : [])]
    let size = module.sizeText
    if !module.outputs.isEmpty || !size.isEmpty {
      rows.append(
        .ends(
          module.outputs.isEmpty ? [] : [.text(outputText(module), .shape)],
          size.isEmpty ? [] : [.text(size, .detail)]))
    }
    if options.shows(.attributes), !module.attributes.isEmpty {
      let settings = module.attributes.map { "\($0.name) \($0.value)" }
      rows += ShortText.lines(of: settings).map { .line([.text($0, .detail)]) }
    }
    rows += pictureRows(of: module)
    // Of two computations, both norms are said below.
    let isCompared = comparison(of: node).map { $0.presence == .both && $0.differing > 0 } ?? false
    // A figure that is colored by gradients has a bar for them anyway.
    let isColored = options.colorBy == .gradient && module.gradient.range != nil
    if options.shows(.gradient), !isCompared, !isColored { rows += gradientRows(module.gradient) }
    rows += nonFiniteRows(module.nonFiniteValues, module.nonFiniteGradients)
    if let entry = comparison(of: node) { rows += comparisonRows(module, entry) }
    return .init(
      id: node.id, group: group(of: node),
      style: module.kind == .segment ? .segment : node.pass == .backward ? .gradient : .module,
      rows: rows, tooltip: lines(module).joined(separator: "\n"),
      description: description(of: node, module))
  }

  /// `kernel 3×3, stride 2×2`.
  private func attributeText(_ module: ModuleNode) -> String {
    module.attributes.map { "\($0.name) \($0.value)" }.joined(separator: ", ")
  }

  private func gradientRows(_ gradient: ModuleNode.ParameterGradient) -> [Diagram.Row] {
    switch gradient {
    case .none: return []
    case .absent(let absence):
      guard options.shows(.status), let words = absence.words else { return [] }
      return [.line([.text(words, .status)])]
    case .norms:
      guard let range = gradient.range else { return [] }
      let words = Diagram.Item.text("‖∇‖ \(rangeText(range))", .gradientStatistic)
      guard options.shows(.statistics), let scale = gaugeScale else { return [.line([words])] }
      let bar = Diagram.Item.gauge(
        low: scale.position(of: range.lowerBound), high: scale.position(of: range.upperBound))
      return [.ends([bar], [words])]
    }
  }

  /// The card of a cut end: what was cut, and how much lies behind.
  func card(for node: GraphSnapshot.Node, _ stub: StubNode) -> Diagram.Card {
    var heading: [Diagram.Item] = [.text("… \(ShortText.name(stub.label))", .stubName)]
    if let shape = shapeText(stub) { heading.append(.text(shape, .detail)) }
    let words = stub.behind
    return .init(
      id: node.id, group: group(of: node), style: .stub,
      rows: [.heading(heading), .line([.text(words, .detail)])],
      tooltip: "\(stub.label), not drawn: \(words)",
      description: [
        ShortText.name(stub.label), "cut off", stub.shape.map { "shape \(NumberText.shape($0))" },
        words,
      ].compactMap(\.self).joined(separator: ", "))
  }

  func shapeText(_ stub: StubNode) -> String? {
    guard let shape = stub.shape, let dtype = stub.dtype else { return nil }
    return shapeText(shape, dtype)
  }

  /// `→ h1 8×5`, or what the first of several is.
  func outputText(_ module: ModuleNode) -> String {
    guard let output = module.outputs.first else { return "" }
    let label = output.label.map { "\(ShortText.name($0)) " } ?? ""
    let dtype = output.dtype == "float32" ? "" : " \(shortDType(output.dtype))"
    let more = module.outputs.count > 1 ? ", \(module.outputs.count - 1) more" : ""
    return "→ \(label)\(NumberText.shape(output.shape))\(dtype)\(more)"
  }

  func rangeText(_ range: ClosedRange<Double>) -> String {
    let ends = (NumberText.rough(range.lowerBound), NumberText.rough(range.upperBound))
    return ends.0 == ends.1 ? ends.0 : "\(ends.0) … \(ends.1)"
  }

  private func nonFiniteWords(_ module: ModuleNode) -> String? {
    nonFiniteWords(module.nonFiniteValues, module.nonFiniteGradients)
  }

  /// `3 NaN, 114 -Inf`, and the same of gradients; nil if all are finite.
  func nonFiniteWords(_ values: NonFiniteCounts, _ gradients: NonFiniteCounts) -> String? {
    let parts = [(values, ""), (gradients, " in gradients")].compactMap { numbers, location in
      let words = [
        (numbers.nan, "NaN"), (numbers.positiveInfinity, "+Inf"),
        (numbers.negativeInfinity, "-Inf"),
      ].filter { $0.0 > 0 }.map { "\(NumberText.count($0.0)) \($0.1)" }
      return words.isEmpty ? nil : words.joined(separator: ", ") + location
    }
    return parts.isEmpty ? nil : parts.joined(separator: ", ")
  }

  /// A line on what is not finite; loud unless it is the `-Inf` that masks are made of.
  func nonFiniteRows(_ values: NonFiniteCounts, _ gradients: NonFiniteCounts) -> [Diagram.Row] {
    guard options.shows(.health), let words = nonFiniteWords(values, gradients) else { return [] }
    let isMask = gradients.count == 0 && values.count == values.negativeInfinity
    return [.line([isMask ? .text("\(words) inside", .detail) : .pill(words, .warning)])]
  }

  /// All that is known of a part, a line each.
  private func lines(_ module: ModuleNode) -> [String] {
    var lines = [
      [module.title, module.location(seenFrom: nil), module.repetition?.times].compactMap(\.self)
        .filter { !$0.isEmpty }.joined(separator: " ")
    ]
    if !module.attributes.isEmpty { lines.append(attributeText(module)) }
    for output in module.outputs.prefix(8) {
      lines.append(
        "→ \(output.label.map { "\($0) " } ?? "")\(shapeText(output.shape, output.dtype))")
    }
    if module.outputs.count > 8 { lines.append("→ \(module.outputs.count - 8) more") }
    lines.append(
      "inside: \(Self.counted(module.counts.operations, "operation")), \(Self.counted(module.counts.tensors, "tensor"))"
    )
    if module.counts.parameters > 0 {
      lines.append(Self.counted(module.counts.parameters, "parameter"))
    }
    if options.shows(.gradient) {
      switch module.gradient {
      case .none: break
      case .absent(let absence): lines.append("gradients of the parameters: \(absence.reason)")
      case .norms:
        if let range = module.gradient.range {
          lines.append("norm of the parameters' gradients \(rangeText(range))")
        }
      }
    }
    if let words = nonFiniteWords(module) { lines.append(words) }
    return lines
  }

  private func description(of node: GraphSnapshot.Node, _ module: ModuleNode) -> String {
    let sources = argumentNames(of: node.id).map { ["from \($0)"] } ?? []
    return (lines(module).map { $0.replacing("→", with: "to") } + sources).joined(separator: ", ")
  }
}

extension ModuleNode {
  /// `Linear`, or for what is no module `312 operations`, or the only one's name.
  var title: String {
    switch kind {
    case .module, .leaves: type
    case .segment: type.isEmpty ? DiagramBuilder.counted(each.operations, "operation") : type
    }
  }

  /// What others call it: where it stands, or what it is if it is the whole.
  var shortName: String { path.isEmpty ? title : location(seenFrom: nil) }

  /// Where it stands: `h.0 … h.11`, `fc1 · call 2`, `mul_1 … add_97`; inside `h.0`, `h.0.attn` is just `attn`.
  func location(seenFrom around: String?) -> String {
    var name = ShortText.path(path, inside: around)
    if let repetition, repetition.kind == .modules {
      name += " … \(ShortText.path(repetition.lastPath, inside: around))"
    }
    var parts = name.isEmpty ? [] : [name]
    if call > 1 { parts.append("call \(call)") }
    if let piece { parts.append("piece \(piece.number) of \(piece.count)") }
    return parts.joined(separator: " · ")
  }

  /// `32.8 K parameters`, of each where there are several; else how many operations lie inside a module.
  var sizeText: String {
    if each.parameters > 0 {
      let words = DiagramBuilder.counted(each.parameters, "parameter")
      return repetition?.kind == .modules ? words + " each" : words
    }
    return kind == .module && each.operations > 1
      ? DiagramBuilder.counted(each.operations, "operation") : ""
  }
}

extension Repetition {
  /// `× 12`, or `called 12 times` for the same module.
  var times: String {
    switch kind {
    case .modules: "× \(NumberText.count(count))"
    case .calls: "called \(NumberText.count(count)) times"
    }
  }
}

extension StubNode {
  /// What lies behind: `312 operations, 2 inputs`.
  var behind: String {
    if let role, counts.operations == 0, counts.tensors <= 1 {
      return "\(role == .input ? "an" : "a") \(role.rawValue)"
    }
    var parts: [String] = []
    if counts.operations > 0 {
      parts.append(DiagramBuilder.counted(counts.operations, "operation"))
    }
    if counts.inputs > 0 { parts.append(DiagramBuilder.counted(counts.inputs, "input")) }
    if counts.parameters > 0 {
      parts.append(DiagramBuilder.counted(counts.parameters, "parameter"))
    }
    if parts.isEmpty, counts.tensors > 0 {
      parts.append(DiagramBuilder.counted(counts.tensors, "tensor"))
    }
    return parts.isEmpty ? "counted at another cut" : parts.joined(separator: ", ")
  }
}

extension GraphSnapshot {
  /// Whether anything in it is or was part of a module, so that it reads best from top to bottom.
  var hasModules: Bool {
    !scopes.isEmpty || nodes.contains { $0.module != nil }
  }
}
