// What a figure says of all costs together.
extension DiagramBuilder {
  /// What lies in each call of a module costs together, for the titles of boxes.
  static func groupCosts(
    _ snapshot: GraphSnapshot, _ options: Diagram.Options
  ) -> [Int: String] {
    guard let kind = options.colorBy, let member = kind.member else { return [:] }
    var sums: [Int: NodeCost.Sum] = [:]
    for node in snapshot.nodes {
      guard let scope = node.scope, let cost = node.cost?[keyPath: member] else { continue }
      sums[scope] = sums[scope].map { $0 + cost } ?? cost
    }
    for scope in snapshot.scopes.reversed() {
      guard let parent = scope.parent, let sum = sums[scope.id] else { continue }
      sums[parent] = sums[parent].map { $0 + sum } ?? sum
    }
    return sums.filter { $0.value.known > 0 }.mapValues { costText($0, kind) }
  }

  /// What the costs are together, of how many things, and by which rule they are counted.
  ///
  /// It counts what is drawn and what is not.
  var costCaption: String? {
    guard let kind = options.colorBy, let total = snapshot.total(kind) else { return nil }
    let unknown = total.unknown > 0 ? ", \(NumberText.count(total.unknown)) unknown" : ""
    let count = "of \(Self.counted(total.known, kind.noun))\(unknown)"
    switch kind {
    case .flops: return "\(Self.costText(total, kind)), \(count) (multiply and add: 2)"
    case .time:
      let step = snapshot.stepTime.map { "; a plain step \(kind.text($0))" } ?? ""
      return
        "\(kind.text(total.forward)) forward, \(kind.text(total.backward)) backward, \(count)\(step) (medians, others each time)"
    case .saved:
      return "at most \(kind.text(total.forward)) kept for the backward pass (views once)"
    case .bytes: return "values of \(kind.text(total.forward)), \(count)"
    case .file: return "\(kind.text(total.forward)) in all, \(count)"
    case .gradient: return nil
    }
  }
}

extension CostKind {
  /// What it is a cost of.
  var noun: String {
    switch self {
    case .bytes: "tensor"
    case .file: "number"
    case .time, .flops, .saved, .gradient: "operation"
    }
  }

  /// What a bar stands for, by which rule, and which number is a full bar.
  func barMeaning(_ most: Double) -> String {
    let what =
      switch self {
      case .flops: "FLOPs of products and convolutions, pale: backward"
      case .time: "median time, pale: backward"
      case .saved: "bytes that an operation keeps, and none before it"
      case .bytes: "bytes: elements times the size of one"
      case .gradient: "norm of the gradient"
      case .file: "number of the file, by magnitude"
      }
    return "\(what); a full bar is \(text(most)), and tints follow the bars"
  }
}
