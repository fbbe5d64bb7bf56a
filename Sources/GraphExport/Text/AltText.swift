/// A figure in two or three sentences, for the alternative text of an image: how much it is, what came out, and the gradients.
enum AltText {
  /// More outputs are left out, more gradients counted.
  private static let limit = 6

  /// The sentences as plain text without line breaks.
  static func text(_ summary: Diagram.Summary) -> String {
    let title = summary.title.map { " of \($0)" } ?? ""
    let amount = summary.caption.split(separator: " · ").joined(separator: ", ")
    var sentences = ["Computation graph\(title): \(amount)."]
    sentences += summary.failures.map { "It failed at \($0.name): \($0.reason)." }
    sentences += summary.outputs.prefix(limit).map { output in
      "Output\(output.name.map { " \($0)" } ?? "") \(output.value)."
    }
    if !summary.gradients.isEmpty {
      let rest = summary.gradients.count - limit
      let sizes = summary.gradients.prefix(limit).map { "\($0.name) \($0.size)" }
      sentences.append(
        "Gradients: \(sizes.joined(separator: ", "))\(rest > 0 ? " and \(rest) more" : "").")
    }
    return Quoting.terminal(sentences.joined(separator: " "))
  }
}
