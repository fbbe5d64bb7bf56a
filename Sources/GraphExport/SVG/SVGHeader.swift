// What stands before the figure: its size, its words for those who listen, and its style sheet.
extension SVGFinisher {
  func header(_ svg: SVGTag?) -> String {
    let size =
      "width=\"\(svg?["width"]?.text ?? "100%")\" height=\"\(svg?["height"]?.text ?? "100%")\""
    // Names in other scripts take the fonts that their readers' systems have for them.
    let fonts =
      (["Helvetica", "Arial", "Liberation Sans", "Nimbus Sans", "DejaVu Sans"]
      + Script.all(inUTF8: body).flatMap(\.fonts) + ["sans-serif"]).joined(separator: ", ")
    let lines =
      [
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"smolgrad \(themeClass)\(film.map { " \($0)" } ?? "")\" \(size) viewBox=\"\(svg?["viewBox"]?.text ?? "")\""
          + " role=\"group\" aria-label=\"\(Quoting.xmlValue(summary))\" font-family=\"\(fonts)\" font-size=\"\(DOTWriter.fontSize)\" text-rendering=\"geometricPrecision\">",
        "<title>\(Quoting.xmlValue(diagram.title ?? "computation graph"))</title>",
        "<desc>\(Quoting.xmlValue(summary))</desc>",
      ] + style + marker
    return lines.map { $0 + "\n" }.joined()
  }

  /// The style sheet; a view of a page has that of the page.
  private var style: [String] {
    let rules = isView ? filmRules() : themeRules() + neighbors.rules
    return rules.isEmpty ? [] : ["<style>"] + rules + ["</style>"]
  }

  private var summary: String {
    ["Computation graph", diagram.title, diagram.caption].compactMap(\.self).joined(separator: ", ")
  }

  /// The head of all arrows of values.
  private var marker: [String] {
    guard hasMarkers else { return [] }
    return [
      "<marker id=\"\(themeClass)-head\" markerWidth=\"6\" markerHeight=\"5\" refY=\"2.5\" orient=\"auto\" markerUnits=\"userSpaceOnUse\">"
        + "<path d=\"M0 0L5.5 2.5 0 5 2.8 2.5z\" class=\"f-arrow\"/></marker>"
    ]
  }
}
