/// The frames of a drawing on one page: each card has the same position in all of them, and room for the widest of its texts.
struct Sheet {
  /// The frames side by side.
  private(set) var diagram: Diagram
  private(set) var placement: Placement

  /// The room between two frames, in points.
  private static let gap = 28.0
  /// The height of a line of a title.
  private static let lineHeight = 13.0
  /// How much wider than high a page is, about.
  private static let aspect = 1.4
  /// The widest letter of a title, about; and the most lines that it has.
  private static let (letterWidth, mostLines) = (5.2, 4)

  /// Puts frames onto a page.
  ///
  /// - Parameters:
  ///   - frames: what each shows, with the same cards and arrows.
  ///   - titles: what stands above each.
  ///   - layout: where everything lies in each of them.
  ///   - sizes: the width and the height of each card in points.
  ///   - whole: what says title, caption and legend of all.
  init(
    _ frames: [Diagram], titles: [String], layout: Placement,
    sizes: [(width: Double, height: Double)], whole: Diagram
  ) {
    let corners = layout.frame(of: sizes)
    let inner = corners.upperRight.x - corners.lowerLeft.x
    let width = max(inner, 120) + Self.gap
    let lines = titles.map { Self.lines(of: $0, width: width - Self.gap) }
    let titleHeight = Self.lineHeight * Double(lines.map(\.count).max() ?? 1) + 12
    let height = corners.upperRight.y - corners.lowerLeft.y + Self.gap + titleHeight
    let columns = Self.columns(of: frames.count, width: width, height: height)

    diagram = whole
    (diagram.cards, diagram.arrows, diagram.groups, diagram.pairs) = ([], [], [], [])
    diagram.direction = layout.direction
    placement = Placement(centers: [], routes: [], direction: layout.direction)
    // Each frame has numbers of its own for its cards, the first of which is that of its title, and for its groups.
    let step = 2 + (frames.flatMap(\.cards).map(\.id).max() ?? 0)
    let groupStep = 1 + (frames.flatMap(\.groups).map(\.id).max() ?? 0)
    for (number, frame) in frames.enumerated() {
      let top = -Double(number / columns) * height
      let left = Double(number % columns) * width
      let moved = layout.moved(
        by: .init(x: left - corners.lowerLeft.x, y: top - titleHeight - corners.upperRight.y))
      let id = { (id: Int) in number * step + 1 + id }
      let group = { (id: Int) in number * groupStep + id }
      diagram.cards.append(
        .init(
          id: number * step, style: .title,
          rows: lines[number].enumerated().map { line, words in
            .line([.text(words, line == 0 && titles[number].count < 20 ? .moduleName : .formula)])
          },
          tooltip: titles[number], description: titles[number]))
      placement.centers.append(
        .init(x: left + (width - Self.gap) / 2, y: top - titleHeight / 2))
      diagram.groups += frame.groups.map { box in
        var box = box
        (box.id, box.parent) = (group(box.id), box.parent.map(group))
        return box
      }
      diagram.cards += zip(frame.cards, sizes).map { card, size in
        var card = card
        card.leastWidth = Int(nearest: size.width.rounded(.down))
        (card.id, card.group) = (id(card.id), card.group.map(group))
        return card
      }
      for (index, arrow) in frame.arrows.enumerated() {
        var arrow = arrow
        (arrow.from, arrow.to) = (id(arrow.from), id(arrow.to))
        if let point = moved.labels[index] { placement.labels[diagram.arrows.count] = point }
        diagram.arrows.append(arrow)
      }
      // Before the cards of this frame are those of the ones before it, and its title.
      let before = placement.centers.count
      placement.edgedCards += moved.edgedCards.map { edge in
        var edge = edge
        (edge.card, edge.group) = (before + edge.card, group(edge.group))
        return edge
      }
      placement.centers += moved.centers
      placement.routes += moved.routes
      placement.curves += moved.curves
      for (box, outline) in moved.boxes { placement.boxes[group(box)] = outline }
    }
  }

  /// A title in lines that fit above a frame.
  private static func lines(of title: String, width: Double) -> [String] {
    let most = max(16, Int(nearest: width / letterWidth))
    var lines: [String] = []
    for word in title.split(separator: " ") {
      if let last = lines.last, last.count + word.count < most {
        lines[lines.count - 1] += " \(word)"
      } else {
        lines.append(String(word))
      }
    }
    guard lines.count > mostLines else { return lines }
    return lines.prefix(mostLines - 1) + ["\(lines[mostLines - 1]) …"]
  }

  /// How many frames a row has, so that the page has about the shape of one.
  private static func columns(of count: Int, width: Double, height: Double) -> Int {
    let distance = { (columns: Int) -> Double in
      let rows = (count + columns - 1) / columns
      let shape = Double(columns) * width / (Double(rows) * height)
      // Empty room counts too.
      let share = Double(columns * rows) / Double(count)
      return max(shape / aspect, aspect / shape) * share
    }
    return (1...max(1, count)).min { distance($0) < distance($1) } ?? 1
  }
}
