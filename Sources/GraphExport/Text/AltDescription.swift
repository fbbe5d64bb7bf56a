/// A figure in words, for those who can't see it: a paragraph, and a list with what the SVG says of each card to those who listen.
///
/// It is Markdown that stays readable as it is, so that it can stand beside the figure on a page or in an `alt` attribute.
enum AltDescription {
  static func markdown(_ diagram: Diagram) -> String {
    let gradients = diagram.arrows.filter {
      [.positiveGradient, .negativeGradient].contains($0.style)
    }
    return [
      paragraph(diagram) + "\n",
      list(diagram.cards.map(\.description)),
      gradients.isEmpty ? "" : "How the gradients arise:\n",
      list(gradients.map(\.tooltip)),
    ].filter { !$0.isEmpty }.joined(separator: "\n")
  }

  private static func list(_ items: [String]) -> String {
    items.enumerated().map { "\($0 + 1). \(Quoting.markdown($1))\n" }.joined()
  }

  private static func paragraph(_ diagram: Diagram) -> String {
    let title = diagram.title.map { " of \(Quoting.markdown($0))" } ?? ""
    let caption = diagram.caption.map { ": \(Quoting.markdown($0))" } ?? ""
    var sentences = ["Computation graph\(title)\(caption)."]
    for root in diagram.cards where root.style == .root {
      sentences.append("Output: \(Quoting.markdown(root.description)).")
    }
    if !diagram.groups.isEmpty {
      let names = diagram.groups.prefix(groupLimit).map { group in
        let detail = group.detail.isEmpty ? "" : " (\(Quoting.markdown(group.detail)))"
        return Quoting.markdown(ShortText.name(group.type)) + detail
      }
      let rest = diagram.groups.count - names.count
      let more = rest > 0 ? " and \(rest) more" : ""
      sentences.append("Modules: \(names.joined(separator: ", "))\(more).")
    }
    return sentences.joined(separator: " ")
  }

  /// More modules than these would make a paragraph that nobody hears out.
  private static let groupLimit = 12
}
