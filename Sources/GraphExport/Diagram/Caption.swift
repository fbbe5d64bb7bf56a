// The line below the figure: how much the computation is, and what of it is not drawn as it is.
extension DiagramBuilder {
  /// `1,312 operations · 1,890 tensors · 124 M parameters · scalars f64 · 12 modules folded into one; 1,204 operations inside cards`.
  ///
  /// Of two computations it begins with how many differences there are.
  var caption: String {
    let whole = snapshot.counts
    var parts = [options.comparison?.summary].compactMap(\.self).filter { !$0.isEmpty }
    if let words = blanksCaption { parts.append(words) }
    if let cost = costCaption { parts.append(cost) }
    parts += trainingCaption
    parts += [
      Self.counted(whole.operations, "operation"), Self.counted(whole.tensors, "tensor"),
    ]
    if whole.parameters > 0 { parts.append(Self.counted(whole.parameters, "parameter")) }
    if usualScalarType != "float32" { parts.append("scalars \(shortDType(usualScalarType))") }
    let omissions = omissions
    if !omissions.isEmpty { parts.append(omissions.joined(separator: "; ")) }
    return parts.joined(separator: " · ")
  }

  /// What the views folded, collapsed, cut off and hid.
  private var omissions: [String] {
    var collapsed = NodeCounts()
    var behind = NodeCounts()
    var foldedModules = 0
    var foldedCalls = 0
    var groups = 0
    let count = { (repetition: Repetition?) in
      guard let repetition else { return }
      groups += 1
      if repetition.kind == .modules {
        foldedModules = foldedModules.adding(saturating: repetition.count)
      } else {
        foldedCalls = foldedCalls.adding(saturating: repetition.count)
      }
    }
    for scope in snapshot.scopes { count(scope.repetition) }
    for node in snapshot.nodes {
      switch node.content {
      case .module(let module):
        count(module.repetition)
        collapsed += module.counts
      case .stub(let stub): behind += stub.counts
      case .tensor, .operation, .reference: break
      }
    }
    var words: [String] = []
    let into = groups == 1 ? "one" : "\(groups)"
    if foldedModules > 0, foldedCalls == 0 {
      words.append("\(NumberText.count(foldedModules)) modules folded into \(into)")
    } else if foldedCalls > 0, foldedModules == 0 {
      words.append("\(NumberText.count(foldedCalls)) calls folded into \(into)")
    } else if groups > 0 {
      words.append(
        "\(NumberText.count(foldedModules)) modules and \(NumberText.count(foldedCalls)) calls folded into \(into)"
      )
    }
    if groups > 0, options.explanation != .none {
      words.append("what folded parts add to gradients is not told")
    }
    if !collapsed.isEmpty { words.append("\(Self.counted(collapsed)) inside cards") }
    if !behind.isEmpty { words.append("\(Self.counted(behind)) cut off") }
    if let hidden = snapshot.hidden, !hidden.isEmpty {
      words.append("\(Self.counted(hidden)) hidden")
    }
    return words
  }

  /// `312 operations`, or tensors where there are no operations.
  private static func counted(_ counts: NodeCounts) -> String {
    counts.operations > 0
      ? counted(counts.operations, "operation") : counted(counts.tensors, "tensor")
  }

  static func counted(_ count: Int, _ noun: String) -> String {
    "\(NumberText.count(count)) \(noun)\(count == 1 ? "" : "s")"
  }
}

extension Diagram {
  /// Says more below the figure.
  mutating func addToCaption(_ notes: [String]) {
    guard !notes.isEmpty else { return }
    caption = ([caption] + notes).compactMap(\.self).joined(separator: " · ")
  }
}
