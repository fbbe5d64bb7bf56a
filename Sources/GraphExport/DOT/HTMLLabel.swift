// Cards as HTML-like labels. Each row is a table of its own, so that the columns of one row do not stretch another's.
extension DOTWriter {
  mutating func table(for card: Diagram.Card) -> String {
    let plain: Paint =
      switch card.style {
      case .operation: .operation
      case .title: .canvas
      default: .card
      }
    let isAtWork = isAtWork(card)
    // The name of a constant would be hard to read on a tint.
    let fill =
      isAtWork
      ? .positiveGradientTint
      : card.tint > 0 && card.style != .constant ? Paint.costTint(ofShare: card.tint) : plain
    let border = isAtWork ? Paint.positiveGradient : card.style.border
    let align = card.style == .operation ? "CENTER" : "LEFT"
    let rows = card.rows.map {
      "<TR>\(cells(of: $0, isAlone: card.rows.count == 1, align: align))</TR>"
    }.joined()
    let width = card.leastWidth > 0 ? " WIDTH=\"\(card.leastWidth)\"" : ""
    return
      "<TABLE\(width) \(card.style.outline(isRounding: !hasColorCodes)) COLOR=\(color(border)) BGCOLOR=\(color(fill))"
      + " CELLBORDER=\"0\" CELLSPACING=\"0\" CELLPADDING=\"3\">\(rows)</TABLE>"
  }

  /// Cards of modules are at least so wide: below each other they make a column.
  private static let partWidth = 184
  /// The length of the scale that gradients of parts are drawn on.
  private static let gaugeWidth = 92

  private mutating func cells(of row: Diagram.Row, isAlone: Bool, align: String) -> String {
    switch row {
    case .heading(let items):
      return "<TD COLSPAN=\"2\" ALIGN=\"LEFT\">\(words(items))</TD>"
    case .line(let items) where items.count > 1 && !isAlone:
      let cells = line(items)
      return
        "<TD COLSPAN=\"2\" CELLPADDING=\"0\"><TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"0\" CELLPADDING=\"4\"><TR>\(cells)</TR></TABLE></TD>"
    case .comparison(let items):
      let scales = Self.sharedScales(of: items)
      let cells = items.map { item in
        guard case .picture(let thumbnail, let quantity) = item else {
          return cell(item, align: "LEFT")
        }
        return picture(thumbnail, quantity, " ALIGN=\"LEFT\"", scale: scales[quantity])
      }.joined()
      return
        "<TD COLSPAN=\"2\" CELLPADDING=\"0\" ALIGN=\"LEFT\"><TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"0\" CELLPADDING=\"2\"><TR>\(cells)</TR></TABLE></TD>"
    case .line(let items) where isAlone:
      return line(items)
    case .line(let items):
      return items.map { cell($0, align: align, " COLSPAN=\"2\"") }.joined()
    case .ends(let left, let right):
      let sides = side(left, align: "LEFT") + side(right, align: "RIGHT")
      return
        "<TD COLSPAN=\"2\" CELLPADDING=\"0\" WIDTH=\"\(Self.partWidth)\"><TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"0\" CELLPADDING=\"3\"><TR>\(sides)</TR></TABLE></TD>"
    case .pair(let left, let right):
      return cell(left, align: "LEFT") + cell(right, align: "LEFT")
    }
  }

  /// The scale of each quantity on a row: what was and what is can be told apart by strength, too.
  private static func sharedScales(of items: [Diagram.Item]) -> [Diagram.Quantity: Double] {
    var scales: [Diagram.Quantity: Double] = [:]
    for case .picture(let thumbnail, let quantity) in items {
      scales[quantity] = max(scales[quantity] ?? 0, CellLook.magnitude(of: thumbnail))
    }
    return scales
  }

  /// One end of a row: a thing, or words.
  private mutating func side(_ items: [Diagram.Item], align: String) -> String {
    if items.isEmpty { return "<TD></TD>" }
    if items.count == 1 { return cell(items[0], align: align) }
    return "<TD ALIGN=\"\(align)\">\(words(items))</TD>"
  }

  /// Words close together.
  private mutating func words(_ items: [Diagram.Item]) -> String {
    items.map { item in
      switch item {
      case .text(let text, let style): font(text, style)
      case .faces(let faces):
        if case .text(let text, let style)? = faces.last?.item {
          shown(since: faces.last?.since) { $0.font(text, style) }
        } else {
          ""
        }
      default: ""
      }
    }.joined(separator: "  ")
  }

  private mutating func line(_ items: [Diagram.Item]) -> String {
    let divider = " SIDES=\"R\" BORDER=\"1\" COLOR=\(color(.divider))"
    return items.enumerated().map { index, item in
      cell(item, align: "CENTER", index + 1 < items.count ? divider : "")
    }.joined()
  }

  /// A cell with an item.
  ///
  /// - Parameter width: how wide the words in it are at least, in points.
  mutating func cell(
    _ item: Diagram.Item, align: String, _ attributes: String = "", width: Int? = nil
  ) -> String {
    let room = width.map { " WIDTH=\"\($0)\"" } ?? ""
    switch item {
    case .text(let text, let style):
      return "<TD\(room) ALIGN=\"\(align)\"\(attributes)>\(font(text, style))</TD>"
    case .pill(let text, let style):
      let tint: Paint =
        switch style {
        case .negativeGradient: .negativeGradientTint
        case .warning, .nonFiniteValue, .nonFiniteGradient: .nonFiniteCell
        default: .positiveGradientTint
        }
      let pill =
        "<TABLE BORDER=\"0\"\(hasColorCodes ? "" : " STYLE=\"ROUNDED\"") BGCOLOR=\(color(tint)) CELLBORDER=\"0\" CELLSPACING=\"0\""
      return
        "<TD CELLPADDING=\"2\"\(attributes)>\(pill) CELLPADDING=\"3\"><TR><TD\(room)>\(font(text, style))</TD></TR></TABLE></TD>"
    case .blank(let blank, let quantity):
      let sign = quantity == .gradient ? "<TD>\(font("∇", .positiveGradient))</TD>" : ""
      return
        "<TD CELLPADDING=\"2\"\(attributes)><TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"2\" CELLPADDING=\"1\"><TR>\(sign)\(box(for: blank))</TR></TABLE></TD>"
    case .numbers(let table, let quantity):
      return numbers(table, quantity, " ALIGN=\"\(align)\"\(attributes)")
    case .picture(let thumbnail, let quantity):
      return picture(thumbnail, quantity, " ALIGN=\"\(align)\"\(attributes)")
    case .shares(let shares):
      return bar(shares, width: 96, " ALIGN=\"\(align)\"\(attributes)")
    case .gauge(let low, let high):
      return gauge(low, high, width: Self.gaugeWidth, " ALIGN=\"\(align)\"\(attributes)")
    case .cost(let forward, let backward):
      return cost(forward, backward, width: Self.gaugeWidth, " ALIGN=\"\(align)\"\(attributes)")
    case .faces(let faces):
      return cell(faces, align: align, attributes)
    }
  }

  /// A cell with a bar on a scale: full to the first number, pale to the second, and the rest of the scale.
  func gauge(_ low: Double, _ high: Double, width: Int, _ attributes: String = "") -> String {
    let ends = (Int(nearest: low * Double(width)), Int(nearest: high * Double(width)))
    let lengths = [ends.0, ends.1 - ends.0, width - ends.1]
    return bar(
      Array(zip([.positiveGradient, .gradientCell(4), .divider], lengths)), height: 6, attributes)
  }

  /// A cell with a bar that is as long as a cost: full forward, pale backward, and the rest of the scale; of anything a little can be seen.
  func cost(_ forward: Double, _ backward: Double, width: Int, _ attributes: String = "") -> String
  {
    let length = { (share: Double) in
      share > 0 ? max(2, Int(nearest: share * Double(width))) : 0
    }
    let (solid, pale) = (min(width, length(forward)), length(backward))
    let lengths = [solid, min(pale, width - solid), max(0, width - solid - pale)]
    return bar(Array(zip([.cost, .costBackward, .divider], lengths)), height: 6, attributes)
  }

  func font(_ text: String, _ style: Diagram.TextStyle) -> String {
    let words = Quoting.html(text)
    let content = style.isBold ? "<B>\(words)</B>" : words
    return "<FONT COLOR=\(color(style.paint)) POINT-SIZE=\"\(style.size)\">\(content)</FONT>"
  }

  /// A cell with a bar, whose parts are as long as the shares; the shortest can still be seen.
  func bar(_ shares: [Diagram.Share], width: Int, _ attributes: String = "") -> String {
    let lengths = shares.map { max(2, Int(nearest: $0.fraction * Double(width))) }
    return bar(Array(zip(shares.map(\.kind.paint), lengths)), height: 5, attributes)
  }

  private func bar(_ parts: [(paint: Paint, length: Int)], height: Int, _ attributes: String)
    -> String
  {
    let width = parts.reduce(0) { $0 + $1.length }
    let cells = parts.filter { $0.length > 0 }.map { part in
      "<TD FIXEDSIZE=\"TRUE\" WIDTH=\"\(part.length)\" HEIGHT=\"\(height)\" BGCOLOR=\(color(part.paint))></TD>"
    }
    return
      "<TD FIXEDSIZE=\"TRUE\" WIDTH=\"\(width + 8)\" HEIGHT=\"\(height + 8)\" CELLPADDING=\"4\"\(attributes)>"
      + "<TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"0\" CELLPADDING=\"0\"><TR>\(cells.joined())</TR></TABLE></TD>"
  }

  /// A cell of just the picture's size: a wider one would stretch the table inside and part its cells.
  mutating func picture(
    _ thumbnail: Thumbnail, _ quantity: Diagram.Quantity, _ attributes: String = "",
    scale: Double? = nil, before: [Slot.Face] = []
  ) -> String {
    let now = moment.flatMap { moment in before.last { $0.since <= moment } }
    let isEarly = isHidden && now != nil
    let outer = since
    if isEarly { since = nil }
    defer { since = outer }
    let face = isEarly ? now!.thumbnail : thumbnail
    let thumbnail = hasImages ? face : face.pooled(to: CellSize.mostDrawn)
    let cell = CellSize(thumbnail)
    var slot = Slot(thumbnail: thumbnail, quantity: quantity, cell: cell, scale: scale)
    if moment == nil { (slot.since, slot.before) = (since, before) }
    let padding = 4
    let width = Int((Double(thumbnail.columns) * cell.width).rounded(.up))
    let height = Int((Double(thumbnail.rows) * cell.height).rounded(.up))
    let size =
      "FIXEDSIZE=\"TRUE\" WIDTH=\"\(width + 2 * padding)\" HEIGHT=\"\(height + 2 * padding)\""
      + " CELLPADDING=\"\(padding - 1)\"\(attributes)"
    if isHidden, !isEarly { return "<TD \(size)></TD>" }
    let number = self.number(of: slot)
    switch dialect {
    case .colorCodes:
      return "<TD \(size) BGCOLOR=\(Quoting.string(ColorCode.color(ofSlot: number)))></TD>"
    case .standalone(let theme, let images):
      let frame =
        "<TABLE BORDER=\"1\" COLOR=\(color(.divider)) CELLBORDER=\"0\" CELLSPACING=\"0\" CELLPADDING=\"0\">"
      guard let images, thumbnail.isImage else {
        return "<TD \(size)>\(frame)\(rows(of: slot, cells: theme.cells))</TABLE></TD>"
      }
      let image =
        "<TD FIXEDSIZE=\"TRUE\" WIDTH=\"\(width)\" HEIGHT=\"\(height)\"><IMG SCALE=\"BOTH\" SRC=\(Quoting.string(images.path(of: number)))/></TD>"
      return "<TD \(size)>\(frame)<TR>\(image)</TR></TABLE></TD>"
    }
  }
}
