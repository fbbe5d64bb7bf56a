#if canImport(FoundationEssentials)
  public import FoundationEssentials
#else
  public import Foundation
#endif

extension GraphDifference {
  /// How many lines of numbers a text has; the rest is counted.
  private static let mostLines = 40

  /// What differs as text: a line for the whole, then one for each change.
  public var text: String {
    if isEqual { return "equal\n" }
    var lines = [summary]
    let structural = structuralLines
    let numbers = changes.filter(\.isNumbers)
    lines += structural.prefix(Self.mostLines).map { "  \($0)" }
    lines += rest(structural.count - Self.mostLines)
    // Where it begins is never left out.
    var room = Self.mostLines - numbers.count { $0.isFirstDivergence }
    for change in numbers {
      if !change.isFirstDivergence {
        guard room > 0 else { continue }
        room -= 1
      }
      lines.append("  \(change.message)")
    }
    lines += rest(numbers.count - Self.mostLines)
    return lines.joined(separator: "\n") + "\n"
  }

  /// A line for each change that is not about numbers; the same replacement in several modules is one line.
  private var structuralLines: [String] {
    let structural = changes.filter { !$0.isNumbers }
    let alike = Dictionary(grouping: structural) { $0.module == nil ? nil : $0.replacementWords }
    var isSaid: Set<String> = []
    return structural.compactMap { change in
      guard let words = change.replacementWords, let module = change.module,
        let others = alike[words], others.count > 1
      else { return change.message }
      guard isSaid.insert(words).inserted else { return nil }
      let more = others.count - 1
      let note = others.contains(where: \.isFirstDivergence) ? " (first divergence)" : ""
      return "in \(module) and \(more) more module\(more == 1 ? "" : "s"): \(words)\(note)"
    }
  }

  private func rest(_ count: Int) -> [String] {
    count > 0 ? ["  and \(count) more, which --json lists"] : []
  }

  /// `3 differences: 2 values, 1 attribute; first in the forward pass at fc1.weight, in the backward pass at loss`.
  public var summary: String {
    if isEqual { return "equal" }
    let counts = Change.Kind.allCases.compactMap { kind -> String? in
      let count = changes.count { $0.kind == kind }
      return count == 0 ? nil : kind.counted(count)
    }
    let beginnings = [
      firstDivergence.forward.map { "in the forward pass at \($0)" },
      firstDivergence.backward.map { "in the backward pass at \($0)" },
    ].compactMap(\.self)
    let total = "\(changes.count) difference\(changes.count == 1 ? "" : "s")"
    let first = beginnings.isEmpty ? "" : "; first \(beginnings.joined(separator: ", "))"
    return "\(total): \(counts.joined(separator: ", "))\(first)"
  }

  /// What differs as JSON; `docs/difference.schema.json` describes it.
  public func json() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(self) + Data("\n".utf8)
  }
}

extension GraphDifference: Encodable {
  private enum Keys: String, CodingKey { case equal, firstDivergence, changes }
  private enum DivergenceKeys: String, CodingKey { case forward, backward }

  /// Writes what differs, and not the computations.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Keys.self)
    try container.encode(isEqual, forKey: .equal)
    // A name or null: who reads it need not ask whether it is there.
    var first = container.nestedContainer(keyedBy: DivergenceKeys.self, forKey: .firstDivergence)
    try first.encode(firstDivergence.forward, forKey: .forward)
    try first.encode(firstDivergence.backward, forKey: .backward)
    try container.encode(changes, forKey: .changes)
  }
}

extension GraphDifference.Change: Encodable {
  private enum Keys: String, CodingKey {
    case kind, node, renamed, module, attribute, from, to, difference, operations
    case replaced, replacements, isFirstDivergence, message
  }

  /// Writes what is known of the change.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Keys.self)
    try container.encode(kind, forKey: .kind)
    try container.encode(node, forKey: .node)
    try container.encodeIfPresent(renamed, forKey: .renamed)
    try container.encodeIfPresent(module, forKey: .module)
    try container.encodeIfPresent(attribute, forKey: .attribute)
    try container.encodeIfPresent(before, forKey: .from)
    try container.encodeIfPresent(after, forKey: .to)
    // JSON has no infinity.
    try container.encodeIfPresent(
      difference.flatMap { $0.isFinite ? $0 : nil }, forKey: .difference)
    try container.encodeIfPresent(operations, forKey: .operations)
    try container.encodeIfPresent(replaced, forKey: .replaced)
    try container.encodeIfPresent(replacements, forKey: .replacements)
    if isFirstDivergence { try container.encode(true, forKey: .isFirstDivergence) }
    try container.encode(message, forKey: .message)
  }
}

extension GraphDifference.Change {
  /// Whether it is about numbers.
  var isNumbers: Bool { kind == .value || kind == .gradient }

  /// What it was and what it is, as `3 → 5`.
  ///
  /// What is not there is not called `none`, which is a value of some of PyTorch's settings.
  var arrow: String {
    let absent = attribute == ChangeFinder.hooks ? "nothing" : "not given"
    return "\(before ?? absent) → \(after ?? absent)"
  }

  /// `fc1.weight: value norm 1.2 → 3.4 (first divergence)`.
  var words: String {
    let name = ShortText.name(node)
    let what =
      switch kind {
      case .value: "\(name): value \(arrow)"
      case .gradient: "\(name): gradient \(arrow)"
      case .dtype: "\(name): type \(arrow)"
      case .shape: "\(name): shape \(arrow)"
      case .attribute where replacementWords != nil:
        (module.map { "in \($0)" } ?? "at \(name)") + ": \(replacementWords!)"
      case .attribute:
        attribute == "operation" ? "\(name): \(arrow)" : "\(name): \(attribute ?? "") \(arrow)"
      case .added, .removed:
        "\(name) \(kind.rawValue)"
          + (operations.map { " with \(DiagramBuilder.counted($0, "operation"))" } ?? "")
      case .renamed: "\(name) is called \(ShortText.name(renamed ?? "")) now"
      case .moved: "\(name) moved"
      }
    return isFirstDivergence ? "\(what) (first divergence)" : what
  }
}

extension GraphDifference.Change.Kind {
  /// `2 values`, `1 attribute`, `3 added`.
  fileprivate func counted(_ count: Int) -> String {
    switch self {
    case .added, .removed, .renamed, .moved: "\(count) \(rawValue)"
    case .dtype: "\(count) type\(count == 1 ? "" : "s")"
    case .value, .gradient, .attribute, .shape:
      "\(count) \(rawValue)\(count == 1 ? "" : "s")"
    }
  }
}

extension NumberDifference {
  /// The numbers before and after, as those in which the difference is seen.
  func words(_ first: ArraySummary, _ second: ArraySummary) -> (before: String, after: String) {
    if let x = first.scalar, let y = second.scalar { return NumberText.apart(x, y) }
    if isNegated {
      let norm = "norm \(NumberText.rough(first.statistics.norm ?? .nan))"
      return (norm, "the same with the opposite sign")
    }
    let (a, b) = (first.statistics, second.statistics)
    if a.nonFinite != b.nonFinite {
      let words = [a, b].map { $0.nonFinite == 0 ? "all finite" : "\($0.nonFinite) not finite" }
      return (words[0], words[1])
    }
    let (x, y) = (a.norm ?? .nan, b.norm ?? .nan)
    let norms = (NumberText.rough(x), NumberText.rough(y))
    if norms.0 != norms.1 { return ("norm \(norms.0)", norms.1) }
    if let offset, let x = first.elements?[offset], let y = second.elements?[offset] {
      let index = ElementIndex(offset: offset, shape: first.shape).text
      let (before, after) = NumberText.apart(x, y)
      return ("\(index) \(before)", after)
    }
    let (before, after) = NumberText.apart(x, y)
    return ("norm \(before)", after)
  }
}
