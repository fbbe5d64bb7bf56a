#if canImport(FoundationEssentials)
  public import FoundationEssentials
#else
  public import Foundation
#endif

extension [Finding] {
  /// What was found as text, with a line for each on the operation, the pass and the elements, and below it what is wrong and the way.
  public var text: String {
    if isEmpty { return "no findings\n" }
    return map(\.text).joined() + summary + "\n"
  }

  /// `3 findings: 1 error, 2 warnings`.
  public var summary: String {
    let counts = Finding.Severity.allCases.compactMap { severity -> String? in
      let count = filter { $0.severity == severity }.reduce(0) { $0 + 1 + ($1.more ?? 0) }
      return count == 0 ? nil : "\(count) \(severity.rawValue)\(count == 1 ? "" : "s")"
    }
    let all = reduce(0) { $0 + 1 + ($1.more ?? 0) }
    return "\(all) finding\(all == 1 ? "" : "s"): \(counts.joined(separator: ", "))"
  }

  /// What was found as JSON: an object with the list `findings`; `docs/findings.schema.json` describes it.
  public func json() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(["findings": self]) + Data("\n".utf8)
  }
}

extension Finding {
  fileprivate var text: String {
    let heading = [
      "\(severity.rawValue): \(kind.rawValue)", "\(operation) (\(node))", direction.rawValue,
      module.map { "in \($0)" }, source.map { "at \($0)" }, elementText,
    ].compactMap(\.self).joined(separator: ", ")
    var lines = [heading, "  \(message)"]
    if path.count > 1 { lines.append("  way: \(wayText)") }
    if let more {
      lines.append("  and \(more) more of this kind at operations called \(operation)")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private var elementText: String? {
    guard elementCount > 0, let first = elements.first, !first.isEmpty else { return nil }
    let shown = elements.prefix(3).map { ElementIndex(axes: $0).text }.joined(separator: ", ")
    return "\(elementCount == 1 ? "element" : "elements") \(shown)"
      + (elementCount > 3 ? ", … (\(elementCount))" : "")
  }

  /// The names on the way; of a long way its two ends.
  private var wayText: String {
    let names = path.count <= 9 ? path : Array(path.prefix(5)) + ["…"] + path.suffix(3)
    return names.joined(separator: " → ")
  }
}
