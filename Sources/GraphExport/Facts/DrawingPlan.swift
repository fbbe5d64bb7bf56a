/// What a figure looks like whatever its numbers and the positions of its cards are.
///
/// The figure is written with one number in place of all, without Graphviz: as DOT, and as the SVG that is made of a layout in
/// which everything lies at the same point. So whatever changes cards, words, arrows and their order, sizes, colors, or the code that
/// draws them, changes the plan; another version of Graphviz does not, unless it finds another overview too wide.
enum DrawingPlan {
  /// More cards than these are left out.
  private static let limit = 4000

  /// A fingerprint of the plan.
  static func fingerprint(of drawing: Drawing, as format: Format) -> String {
    let diagram = diagram(of: drawing)
    let (dot, slots) = DOTWriter.withColorCodes(diagram)
    var fingerprint = Fingerprint()
    fingerprint.add(dot)
    if format.name == Format.svg.name {
      fingerprint.add(svg(of: diagram, slots, drawing.theme))
    }
    return fingerprint.text
  }

  /// The plan as SVG.
  static func svg(of drawing: Drawing) -> String {
    let diagram = diagram(of: drawing)
    return svg(of: diagram, DOTWriter.withColorCodes(diagram).slots, drawing.theme)
  }

  private static func diagram(of drawing: Drawing) -> Diagram {
    drawing.diagram(of: drawing.visible.withPlainNumbers, drawing.drawnOptions)
  }

  private static func svg(of diagram: Diagram, _ slots: [Slot], _ theme: Theme) -> String {
    let layout = layout(of: diagram, slots: slots.count)
    // What zlib compresses may differ between its versions.
    let finisher = SVGFinisher(diagram, theme: theme, slots: slots, compressionLevel: 0)
    return String(decoding: finisher.finished(Array(layout.utf8)), as: UTF8.self)
  }

  /// What Graphviz could have written: every kind of line that `SVGFinisher` changes.
  private static func layout(of diagram: Diagram, slots: Int) -> String {
    let corners = "points=\"0,0 0,-30 30,-30 30,0 0,0\""
    let (fill, stroke) = (ColorCode.color(of: .card), ColorCode.color(of: .ink))
    var lines = [
      "<svg width=\"40pt\" height=\"40pt\"", " viewBox=\"0.00 0.00 40.00 40.00\">",
      "<g id=\"graph0\" class=\"graph\" transform=\"translate(4 36)\">", "<title>G</title>",
    ]
    /// Adds an element with a title, and what is in it.
    func add(_ id: String, _ title: String, _ content: [String]) {
      lines += ["<g id=\"\(id)\" class=\"node\">", "<title>\(title)</title>"] + content + ["</g>"]
    }
    let words =
      "<text text-anchor=\"start\" x=\"1.00\" y=\"2.00\" font-family=\"Arial\" font-size=\"11.00\" fill=\"\(stroke)\">words</text>"
    for (number, group) in diagram.groups.prefix(limit).enumerated() {
      add("clust\(number)", "cluster_\(group.id)", [words])
    }
    for (number, card) in diagram.cards.prefix(limit).enumerated() {
      let border = ColorCode.color(of: card.style.border)
      add(
        "node\(number)", "n\(card.id)",
        ["<polygon fill=\"\(fill)\" stroke=\"\(border)\" \(corners)/>", words])
    }
    for (number, arrow) in diagram.arrows.prefix(limit).enumerated() {
      // The head of a value's arrow becomes a marker.
      let isValue = arrow.style == .value || arrow.style == .tie
      let color = isValue ? ColorCode.color(of: .arrow) : stroke
      add(
        "arrow\(number)", "arrow",
        [
          "<path fill=\"none\" stroke=\"\(color)\" stroke-dasharray=\"1,5\" d=\"M0,0C1,1 2,2 3,3\"/>",
          "<polygon fill=\"\(color)\" stroke=\"\(color)\" points=\"3,3 2,2 1,3 3,3\"/>",
        ])
    }
    for slot in 0..<min(slots, limit) {
      lines.append(
        "<polygon fill=\"\(ColorCode.color(ofSlot: slot))\" stroke=\"none\" \(corners)/>")
    }
    for paint in diagram.paints {
      lines.append("<polygon fill=\"\(ColorCode.color(of: paint))\" stroke=\"none\" \(corners)/>")
    }
    return (lines + ["</g>", "</svg>"]).joined(separator: "\n") + "\n"
  }
}

extension Diagram {
  /// The paints that such a figure may have: the colors of differences belong to figures of two computations alone, those of costs to
  /// figures that show some.
  var paints: [Paint] {
    let hasDifferences = cards.contains { card in
      card.rows.contains { row in
        if case .comparison = row { true } else { false }
      }
    }
    let hasCosts = cards.contains { card in
      card.rows.contains { row in
        row.items.contains { if case .cost = $0 { true } else { false } }
      }
    }
    return Paint.all.filter { paint in
      switch paint {
      case .differenceCell: hasDifferences
      case .cost, .costBackward, .costTint: hasCosts
      default: true
      }
    }
  }
}
