// The boxes of modules, and the room of the whole picture.
extension TikZWriter {
  /// The boxes around the cards of each module, the outermost first.
  var groups: [String] {
    groupAreas.enumerated().compactMap { number, area -> [String]? in
      guard let area else { return nil }
      let group = diagram.groups[number]
      let words = [group.type, group.detail, group.repetition ?? ""].filter { !$0.isEmpty }
        .joined(separator: "  ")
      let corner = Placement.Point(x: area.left, y: area.bottom)
      let other = Placement.Point(x: area.right, y: area.top)
      let title = Placement.Point(x: area.left + 6, y: area.top - 9)
      return [
        "  \\draw[draw=\(Self.name(.groupBorder)), fill=\(Self.name(.group)), rounded corners=4bp] \(point(corner)) rectangle \(point(other));",
        "  \\node[anchor=west] at \(point(title)) {\\sgfit{\(Points.text(area.width - 12))bp}{\\sgsmall\\color{\(Self.name(.groupInk))}\(LaTeXText.text(words))}};",
      ]
    }.flatMap(\.self)
  }

  /// An area of the page.
  struct Area {
    var left = Double.infinity
    var bottom = Double.infinity
    var right = -Double.infinity
    var top = -Double.infinity
    var width: Double { right - left }
    var height: Double { top - bottom }

    mutating func include(_ other: Area) {
      (left, bottom) = (min(left, other.left), min(bottom, other.bottom))
      (right, top) = (max(right, other.right), max(top, other.top))
    }
  }

  private func area(of box: PlainLayout.Box) -> Area {
    Area(
      left: box.center.x - box.width / 2, bottom: box.center.y - box.height / 2,
      right: box.center.x + box.width / 2, top: box.center.y + box.height / 2)
  }

  /// The room that each group takes, in the order of the groups; Graphviz keeps so much around the cards.
  private var groupAreas: [Area?] {
    let numbers = Dictionary(zip(diagram.groups.map(\.id), 0...)) { first, _ in first }
    var areas = [Area?](repeating: nil, count: diagram.groups.count)
    for card in diagram.cards {
      guard let group = card.group.flatMap({ numbers[$0] }), let box = layout.cards[card.id] else {
        continue
      }
      areas[group] = areas[group] ?? Area()
      areas[group]!.include(area(of: box))
    }
    let (margin, title) = (8.0, 16.0)
    // A parent stands before its children.
    for number in areas.indices.reversed() {
      guard var area = areas[number] else { continue }
      area.left -= margin
      area.bottom -= margin
      area.right += margin
      area.top += margin + title
      areas[number] = area
      if let parent = diagram.groups[number].parent.flatMap({ numbers[$0] }) {
        areas[parent] = areas[parent] ?? Area()
        areas[parent]!.include(area)
      }
    }
    return areas
  }

  /// What the figure takes of the page.
  var area: Area {
    var whole = Area(left: 0, bottom: 0, right: 1, top: 1)
    for box in layout.cards.values { whole.include(area(of: box)) }
    for area in groupAreas { if let area { whole.include(area) } }
    for way in layout.arrows.values {
      for point in way.points {
        whole.include(Area(left: point.x, bottom: point.y, right: point.x, top: point.y))
      }
      if let words = way.words {
        whole.include(
          Area(left: words.x - 36, bottom: words.y - 8, right: words.x + 36, top: words.y + 8))
      }
    }
    return whole
  }
}
