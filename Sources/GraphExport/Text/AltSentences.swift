/// A figure in two or three sentences, for the alternative text of an image: how much it is, what came out, and the gradients.
struct AltSentences {
  /// More gradients than these are counted.
  private static let limit = 6

  private let snapshot: GraphSnapshot
  private let options: Diagram.Options
  private let builder: DiagramBuilder

  init(_ snapshot: GraphSnapshot, _ options: Diagram.Options) {
    self.snapshot = snapshot
    self.options = options
    builder = DiagramBuilder(snapshot, options)
  }

  /// The sentences as plain text without line breaks.
  var text: String {
    let title = snapshot.title.map { " of \(ShortText.title($0))" } ?? ""
    let amount = builder.caption.split(separator: " · ").joined(separator: ", ")
    return Quoting.terminal(
      (["Computation graph\(title): \(amount)."] + failures + outputs + gradients)
        .joined(separator: " "))
  }

  private var failures: [String] {
    snapshot.nodes.compactMap { node in
      node.operation?.failure.map { "It failed at \(node.name): \($0)." }
    }
  }

  private var outputs: [String] {
    guard options.shows(.value) else { return [] }
    return snapshot.nodes.filter { $0.tensor?.isRoot ?? false }.prefix(Self.limit).compactMap {
      node in
      guard let value = node.tensor?.value else { return nil }
      let name = builder.label(of: node.id).map { " \(ShortText.name($0))" } ?? ""
      if let scalar = node.tensor?.scalarText { return "Output\(name) is \(scalar)." }
      return
        "Output\(name) of shape \(NumberText.shape(value.shape)) is \(builder.spread(value))."
    }
  }

  private var gradients: [String] {
    guard options.shows(.gradient) else { return [] }
    let all = snapshot.nodes.compactMap { gradient(of: $0) }
    guard !all.isEmpty else { return [] }
    let rest = all.count - Self.limit
    let more = rest > 0 ? " and \(rest) more" : ""
    return ["Gradients: \(all.prefix(Self.limit).joined(separator: ", "))\(more)."]
  }

  /// The gradient of what the user made, or of a part's parameters; in a drawing of the backward pass, one that has a name.
  private func gradient(of node: GraphSnapshot.Node) -> String? {
    switch node.content {
    case .tensor(let tensor):
      let name = ShortText.name(tensor.label ?? node.name)
      switch tensor.role {
      case .gradient where tensor.label != nil: return "\(name) \(Self.size(of: tensor.value))"
      case .input, .parameter:
        return tensor.gradient.summary.map { "\(name) \(Self.size(of: $0))" }
      default: return nil
      }
    case .module(let module):
      guard let range = module.gradient.range else { return nil }
      let name = ShortText.name(module.path.isEmpty ? module.type : module.path)
      let (least, most) = (NumberText.rough(range.lowerBound), NumberText.rough(range.upperBound))
      return "\(name) norm \(least == most ? least : "\(least) … \(most)")"
    case .operation, .reference, .stub: return nil
    }
  }

  private static func size(of summary: ArraySummary) -> String {
    summary.scalar.map(NumberText.exact)
      ?? "norm \(NumberText.rough(summary.statistics.norm ?? .nan))"
  }
}
