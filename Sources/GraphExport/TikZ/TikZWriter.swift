/// Writes a diagram as a picture in LaTeX's language TikZ, at the positions of its layout.
///
/// See https://tikz.dev. Texts are set by LaTeX, so that they match the paper; one that is too wide for its card is made narrower.
struct TikZWriter {
  let diagram: Diagram
  private let palette: Palette
  let layout: PlainLayout
  /// Whether each arrow's curve was written from its head on.
  private let isBackward: [Bool]

  init(_ diagram: Diagram, _ palette: Palette, plain: String, placement: Placement?) {
    let writer = DOTWriter(diagram, dialect: .colorCodes, placement: placement)
    self.diagram = diagram
    self.palette = palette
    isBackward = diagram.arrows.enumerated().map { writer.isWrittenBackward($1, number: $0) }
    layout = PlainLayout(
      plain,
      writtenEnds: zip(diagram.arrows, isBackward).map { arrow, isBackward in
        isBackward ? (arrow.to, arrow.from) : (arrow.from, arrow.to)
      })
  }

  /// A document of one page that is as large as the figure.
  var document: String {
    let area = area
    let margin = 6.0
    let (width, height) = (area.width + 2 * margin, area.height + 2 * margin)
    return """
      \\documentclass{article}
      \\usepackage[utf8]{inputenc}
      \\usepackage[T1]{fontenc}
      \\usepackage{tikz}
      \\begin{document}
      \\newbox\\sgpage
      \\setbox\\sgpage\\hbox{%
      \(picture)}
      \\ifdefined\\pagewidth\\else\\let\\pagewidth\\pdfpagewidth\\let\\pageheight\\pdfpageheight\\fi
      \\pagewidth=\(Points.text(width))bp \\pageheight=\(Points.text(height))bp
      \\hoffset=-1in \\voffset=-1in
      \\shipout\\vbox{\\kern\(Points.text(margin))bp\\hbox{\\kern\(Points.text(margin))bp\\box\\sgpage}}
      \\end{document}

      """
  }

  /// What a document includes that uses the package `tikz`.
  var picture: String {
    var lines = [
      "% A figure by smolgrad-viz; it needs \\usepackage{tikz}",
      "\\begingroup",
      // A character that pdfTeX has no font for is named by its number.
      "\\providecommand\\sgchar[1]{\\ifdefined\\Umathchar\\char\"#1\\relax\\else[U+#1]\\fi}",
      "\\providecommand\\sglarge{\\fontsize{10}{11}\\selectfont}",
      "\\providecommand\\sgsmall{\\fontsize{8}{9}\\selectfont}",
      "\\providecommand\\sgbar{\\hspace{3pt}\\vrule\\hspace{3pt}}",
      "\\providecommand\\sgblank[2]{\\fboxsep=2pt\\fbox{\\makebox[62bp][l]{\\rule{0pt}{10pt}{\\sgsmall #1}\\hspace{4pt}\\textbf{#2}}}}",
      "\\providecommand\\sgcell[2]{\\fboxsep=1pt\\fbox{\\makebox[48bp][l]{\\rule[-2pt]{0pt}{10pt}{\\tiny #1}\\hspace{3pt}\\textbf{#2}}}}",
      "\\providecommand\\sgfit[2]{\\sbox0{#2}\\ifdim\\wd0>#1\\resizebox{#1}{\\height}{\\usebox0}\\else\\usebox0\\fi}",
    ]
    lines += paints.map { paint in
      "\\definecolor{\(Self.name(paint))}{HTML}{\(palette[paint].hex.dropFirst().uppercased())}"
    }
    // In a line of text the end of a line would be a space.
    lines = lines.map { $0 + "%" }
    lines.append("\\begin{tikzpicture}[x=1bp, y=1bp, inner sep=0pt, outer sep=0pt]")
    let area = area
    lines.append(
      "  \\useasboundingbox (\(Points.text(area.left)),\(Points.text(area.bottom))) rectangle (\(Points.text(area.right)),\(Points.text(area.top)));"
    )
    lines += groups + arrows + diagram.cards.flatMap(card)
    lines += ["\\end{tikzpicture}%", "\\endgroup", ""]
    return lines.joined(separator: "\n")
  }

  static func name(_ paint: Paint) -> String { "sg\(paint.className)" }

  /// The paints that figures without pictures have.
  private var paints: [Paint] {
    [
      .card, .divider, .ink, .detail, .value, .status, .inputBorder, .parameterBorder,
      .bufferBorder,
      .constantBorder, .resultBorder, .rootBorder, .operation, .operationBorder, .arrow, .group,
      .groupBorder, .groupInk, .positiveGradient, .negativeGradient, .nonFiniteSign, .canvas,
    ]
  }
}

// The parts.
extension TikZWriter {
  func point(_ point: Placement.Point) -> String {
    "(\(Points.text(point.x)),\(Points.text(point.y)))"
  }

  /// A card: its outline, and a text for each of its rows.
  private func card(_ card: Diagram.Card) -> [String] {
    guard let box = layout.cards[card.id] else { return [] }
    let fill: Paint =
      switch card.style {
      case .operation, .sign: .operation
      case .title: .canvas
      default: .card
      }
    let line = card.style.line
    var options = [
      "draw=\(Self.name(card.style.border))", "fill=\(Self.name(fill))",
      "line width=\(Double(line.width) * 0.7)bp",
    ]
    switch line.dashes {
    case .dashed?: options.append("dashed")
    case .dotted?: options.append("densely dotted")
    case nil: break
    }
    if line.width == 0 { options[0] = "draw=none" }
    if card.style == .sign {
      options.append("circle")
    } else if card.style.isRound {
      options.append("rounded corners=4bp")
    }
    options.append("minimum width=\(Points.text(box.width))bp")
    options.append("minimum height=\(Points.text(box.height))bp")
    var lines = ["  \\node[\(options.joined(separator: ", "))] at \(point(box.center)) {};"]
    // Rows with tables of numbers take more of the height than others.
    let weights = card.rows.map(\.lineCount)
    let height = box.height / Double(max(1, weights.reduce(0, +)))
    var top = box.center.y + box.height / 2
    for (row, weight) in zip(card.rows, weights) {
      let middle = top - Double(weight) * height / 2
      top -= Double(weight) * height
      let words = text(of: row)
      guard !words.isEmpty else { continue }
      let center = Placement.Point(x: box.center.x, y: middle)
      let width = Points.text(max(box.width - 6, 4))
      lines.append("  \\node at \(point(center)) {\\sgfit{\(width)bp}{\(words)}};")
    }
    return lines
  }

  private func text(of row: Diagram.Row) -> String {
    let items = row.items.map(text).filter { !$0.isEmpty }
    return switch row {
    case .line: items.joined(separator: "\\sgbar ")
    case .heading: items.joined(separator: "\\hspace{4pt}")
    case .comparison, .ends, .pair: items.joined(separator: "\\hspace{8pt}")
    }
  }

  private func text(of item: Diagram.Item) -> String {
    switch item {
    case .text(let words, let style), .pill(let words, let style):
      guard !words.isEmpty else { return "" }
      let size = style.size == DOTWriter.smallFontSize ? "\\sgsmall" : "\\sglarge"
      let weight = style.isBold ? "\\bfseries" : ""
      return "{\(size)\(weight)\\color{\(Self.name(style.paint))}\(LaTeXText.text(words))}"
    case .blank(let blank, let quantity):
      let sign = quantity == .gradient ? "{\\sglarge$\\nabla$}\\hspace{2pt}" : ""
      return "\(sign){\\sglarge\\sgblank{\(blank.number)}{\(LaTeXText.text(blank.answer ?? ""))}}"
    case .numbers(let table, let quantity): return text(of: table, quantity)
    case .faces(let faces): return faces.last.map { text(of: $0.item) } ?? ""
    // They need colored cells.
    case .picture, .shares, .gauge, .cost: return ""
    }
  }

  /// The numbers of a tensor as a table.
  private func text(of table: Diagram.NumberTable, _ quantity: Diagram.Quantity) -> String {
    let rows = table.rows.map { row in
      row.map { cell in
        switch cell {
        case .number(let text): LaTeXText.text(text)
        case .blank(let blank):
          "\\sgcell{\(blank.number)}{\(LaTeXText.text(blank.answer ?? ""))}"
        }
      }.joined(separator: "&")
    }.joined(separator: "\\\\")
    let columns = String(repeating: "r", count: table.columns)
    let sign = quantity == .gradient ? "{\\sglarge$\\nabla$}\\hspace{2pt}" : ""
    return
      "\(sign){\\sgsmall\\tabcolsep=3pt\\begin{tabular}{\(columns)}\(rows)\\end{tabular}}"
  }

  private var arrows: [String] {
    diagram.arrows.indices.flatMap { number -> [String] in
      guard var way = layout.arrows[number], way.points.count > 3 else { return [] }
      if isBackward[number] { way.points.reverse() }
      let arrow = diagram.arrows[number]
      let paint: Paint =
        switch arrow.style {
        case .value, .tie: .arrow
        case .positiveGradient: .positiveGradient
        case .negativeGradient: .negativeGradient
        }
      var options = ["->", "draw=\(Self.name(paint))"]
      switch arrow.style {
      case .value: break
      case .tie: options.append("dotted")
      case .positiveGradient, .negativeGradient:
        options.append("dashed")
        options.append("line width=\(Points.text(0.4 + 1.4 * (arrow.strength ?? 0)))bp")
      }
      var path = point(way.points[0])
      for start in stride(from: 1, to: way.points.count - 2, by: 3) {
        let points = way.points[start...start + 2].map(point)
        path += " .. controls \(points[0]) and \(points[1]) .. \(points[2])"
      }
      // Graphviz ends the curve where the head begins.
      path += " -- \(point(tip(of: way.points)))"
      var lines = ["  \\draw[\(options.joined(separator: ", "))] \(path);"]
      if let words = words(of: arrow), let center = way.words {
        lines.append("  \\node at \(point(center)) {\(words)};")
      }
      return lines
    }
  }

  private func words(of arrow: Diagram.Arrow) -> String? {
    if let blank = arrow.blank { return text(of: .blank(blank, .gradient)) }
    return arrow.label.map { "{\\sgsmall \(LaTeXText.text($0))}" }
  }

  /// The point of an arrow's head, which Graphviz draws beyond the end of the curve.
  private func tip(of points: [Placement.Point]) -> Placement.Point {
    let end = points[points.count - 1]
    let before = points.last { abs($0.x - end.x) + abs($0.y - end.y) > 0.01 } ?? end
    let (x, y) = (end.x - before.x, end.y - before.y)
    let length = (x * x + y * y).squareRoot()
    guard length > 0 else { return end }
    return .init(
      x: end.x + x / length * Placement.headLength, y: end.y + y / length * Placement.headLength)
  }
}

extension Diagram.Row {
  /// About how many lines of text are as high as the row.
  fileprivate var lineCount: Int {
    items.map { item in
      if case .numbers(let table, _) = item { max(1, table.rows.count) } else { 1 }
    }.max() ?? 1
  }
}
