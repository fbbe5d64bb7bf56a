extension Diagram {
  /// The few things that a figure says to those who are told of it in a sentence or two.
  struct Summary {
    /// What the computation is called.
    var title: String?
    /// How much the computation is.
    var caption: String
    /// The operations that could not go on, and why.
    var failures: [(name: String, reason: String)] = []
    /// What the figure leads to: its name, if it has one, and behind it `is 6` or `of shape 2 is 6.25 ± 1.75`.
    var outputs: [(name: String?, value: String)] = []
    /// The gradients of what the user made, of the parameters of parts and, of a backward pass, those that have a name.
    var gradients: [(name: String, size: String)] = []

    /// Decides what the summary of a computation says.
    init(of snapshot: GraphSnapshot, _ options: Options) {
      let builder = DiagramBuilder(snapshot, options)
      title = snapshot.title.map(ShortText.title)
      caption = builder.caption
      for node in snapshot.nodes {
        if let failure = node.operation?.failure { failures.append((node.name, failure)) }
        if options.shows(.value), let tensor = node.tensor, tensor.isRoot {
          outputs.append(
            (builder.label(of: node.id).map(ShortText.name), builder.output(tensor, of: node)))
        }
        if options.shows(.gradient), let gradient = Self.gradient(of: node, options) {
          gradients.append(gradient)
        }
      }
    }

    private static func gradient(
      of node: GraphSnapshot.Node, _ options: Options
    ) -> (name: String, size: String)? {
      switch node.content {
      case .tensor(let tensor):
        let name = ShortText.name(tensor.label ?? node.name)
        if let blank = options.blanks[.gradient(node.id)] {
          return tensor.role == .result ? nil : (name, blank.words)
        }
        if options.tables[.gradient(node.id)] != nil { return nil }
        switch tensor.role {
        case .gradient where tensor.label != nil: return (name, size(of: tensor.value))
        case .input, .parameter: return tensor.gradient.summary.map { (name, size(of: $0)) }
        default: return nil
        }
      case .module(let module):
        guard let range = module.gradient.range else { return nil }
        let name = ShortText.name(module.path.isEmpty ? module.type : module.path)
        let (least, most) = (NumberText.rough(range.lowerBound), NumberText.rough(range.upperBound))
        return (name, "norm \(least == most ? least : "\(least) … \(most)")")
      case .operation, .reference, .stub: return nil
      }
    }

    private static func size(of summary: ArraySummary) -> String {
      summary.scalar.map(NumberText.exact)
        ?? "norm \(NumberText.rough(summary.statistics.norm ?? .nan))"
    }
  }
}

extension DiagramBuilder {
  /// The number, or the shape and what can be said of many.
  fileprivate func output(_ tensor: TensorNode, of node: GraphSnapshot.Node) -> String {
    if let blank = options.blanks[.value(node.id)] { return "is \(blank.words)" }
    if options.tables[.value(node.id)] != nil {
      return "of shape \(NumberText.shape(tensor.shape)) is a table"
    }
    return tensor.scalarText.map { "is \($0)" }
      ?? "of shape \(NumberText.shape(tensor.shape)) is \(spread(tensor.value))"
  }
}
