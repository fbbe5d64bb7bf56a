extension Placement {
  /// The placement with words beside arrows where they cross nothing; the others have none.
  ///
  /// - Parameters:
  ///   - sizes: the width and the height of each card.
  ///   - labels: the width and the height of the words beside each arrow; nil for none.
  ///   - isOverdue: asked before each; once it says so, the words that are left get no position.
  func withLabels(
    of diagram: Diagram, _ labels: [Point?], sizes: [(width: Double, height: Double)],
    isOverdue: () -> Bool = { false }
  ) -> Placement {
    guard labels.contains(where: { $0 != nil }) else { return self }
    let lines = diagram.arrows.indices.map { number in
      ArrowLine(points: curve(of: number).map { (x: $0.x, y: -$0.y) })
    }
    let cards = zip(centers, sizes).map { Box(center: $0, width: $1.width, height: $1.height) }
    let titles = boxes.sorted { $0.key < $1.key }.compactMap { _, outline in
      outline.title.flatMap { title in
        outline.titleSize.map { Box(center: title, width: $0.x, height: $0.y) }
      }
    }
    var positions = WordPositions(arrows: lines, cards: cards + titles)
    var placement = self
    for (number, size) in labels.enumerated() {
      guard let size else { continue }
      let centers = candidates(beside: curve(of: number), size)
      let free =
        isOverdue()
        ? nil
        : centers.first { center in
          positions.take(Box(center: center, width: size.x, height: size.y))
        }
      // A number that is asked for has a box in any case.
      placement.labels[number] = free ?? (diagram.arrows[number].blank == nil ? nil : centers.first)
    }
    return placement
  }

  /// Where the middle of words may be: beside the ends of an arrow, and beside what lies between.
  private func candidates(beside curve: [Point], _ size: Point) -> [Point] {
    guard curve.count > 3 else { return [] }
    let (right, up) = (size.x / 2 + 3, size.y / 2 + 3)
    var centers: [Point] = []
    func add(_ point: Point, _ shifts: [Point]) {
      for shift in shifts { centers.append(Point(x: point.x + shift.x, y: point.y + shift.y)) }
    }
    // The words begin or end where the arrow does.
    for (end, sign) in [(curve[0], 1.0), (curve[curve.count - 1], -1.0)] {
      if direction == .right {
        let x = sign * (Self.headLength + right)
        add(end, [Point(x: x, y: up), Point(x: x, y: -up)])
      } else {
        let y = -sign * (Self.headLength + up)
        add(end, [Point(x: right, y: y), Point(x: -right, y: y)])
      }
    }
    let sides = [
      Point(x: right, y: 0), Point(x: -right, y: 0), Point(x: 0, y: up), Point(x: 0, y: -up),
    ]
    for start in Set([0, curve.count - 4]).sorted() {
      for part in [0.5, 0.3, 0.7] {
        add(Self.point(of: Array(curve[start...(start + 3)]), at: part), sides)
      }
    }
    return centers
  }

  /// A point of a cubic curve; `part` runs from 0 to 1.
  private static func point(of curve: [Point], at part: Double) -> Point {
    let rest = 1 - part
    let (a, d) = (rest * rest * rest, part * part * part)
    let (b, c) = (3 * rest * rest * part, 3 * rest * part * part)
    let x = a * curve[0].x + b * curve[1].x + c * curve[2].x + d * curve[3].x
    let y = a * curve[0].y + b * curve[1].y + c * curve[2].y + d * curve[3].y
    return Point(x: x, y: y)
  }
}

extension Box {
  /// The box around a point of a placement, where y grows upwards.
  fileprivate init(center: Placement.Point, width: Double, height: Double) {
    self.init(
      left: center.x - width / 2, right: center.x + width / 2, top: -center.y - height / 2,
      bottom: -center.y + height / 2)
  }
}

extension Diagram {
  /// The diagram with the words beside arrows that have a position, and with an entry in its legend for the edges of cards, if there are any.
  func fitting(_ placement: Placement) -> Diagram {
    var diagram = self
    for number in arrows.indices where placement.labels[number] == nil {
      (diagram.arrows[number].label, diagram.arrows[number].blank) = (nil, nil)
    }
    if !placement.edgedCards.isEmpty, !legend.isEmpty {
      diagram.legend.append(
        .init(sample: .edge, meaning: "in a module without a box, since its cards lie apart"))
    }
    return diagram
  }
}
