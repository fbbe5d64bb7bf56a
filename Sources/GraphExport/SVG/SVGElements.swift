import Graphviz

// The elements of the SVG one by one.
extension SVGFinisher {
  /// Finishes one element.
  mutating func finish(_ tag: inout SVGTag) {
    if isHidden(tag) { return }
    let frame = frame(of: tag)
    if tag.name.equals("text") {
      guard fit(&tag) else { return }
      if frame == ColorCode.captions {
        addCaptions(at: tag)
        return
      }
      let plain = tag
      paint(&tag)
      play(&tag, since: frame)
      finish(text: tag)
      if let frame { addEarlierFaces(of: plain, until: frame) }
      return
    }
    if case .arrow = part {
      finish(arrow: tag)
      return
    }
    let box = tag["points"]?.points.flatMap(Box.init(around:))
    if case .group = part, let box { pending[pending.count - 1].frame = box }
    if case .card = part, keepsPositions {
      cardBoxes += [box ?? tag.ellipseBox].compactMap(\.self)
    }
    let isGround = [.card, .operation].contains(ColorCode.paint(of: tag["fill"]))
    tag.becomeRectangle(isRound: isRound(tag))
    if tag.name.equals("polyline") { tag.becomePath() }
    paint(&tag)
    play(&tag, since: frame)
    markAtWork(&tag)
    if joinsGround(tag) { return }
    if tag.name.equals("rect"), tag["stroke"]?.equals("none") == true {
      tag["stroke"] = nil
      tag["stroke-dasharray"] = nil
      tag["stroke-width"] = nil
      if isGround { ground = (body.count, tag) }
    }
    add(tag)
  }

  private mutating func finish(text tag: SVGTag) {
    switch part {
    case .group:
      pending[pending.count - 1].offset = body.count
      pending[pending.count - 1].texts.append(tag)
    case .arrow(let arrow) where arrow.blank != nil:
      // It stands in its box, which stays where it is.
      flushLine()
      add(tag)
    case .arrow(let arrow):
      flushLine()
      pending.append(
        PendingWords(
          offset: body.count, texts: [tag], isTitle: false, isMarked: arrow.isNonFinite))
    case .figure, .card: add(tag)
    }
  }

  /// The line of an arrow waits for its head: that of a value becomes a marker.
  private mutating func finish(arrow tag: SVGTag) {
    var tag = tag
    if tag.name.equals("path") {
      flushLine()
      line = tag
    } else if tag.name.equals("polygon"), ColorCode.paint(of: tag["fill"]) == .arrow, let line,
      var way = line["d"].flatMap(ArrowLine.init)
    {
      if let tip = tag["points"]?.points?.first { way.turn(toward: tip) }
      self.line?["d"] = way.text[...]
      self.line?["fill"] = nil
      self.line?["stroke"] = nil
      self.line?["stroke-dasharray"] = nil
      hasMarkers = true
      flushLine()
    } else {
      flushLine()
      if case .arrow(let arrow) = part, arrow.blank != nil, keepsPositions,
        let box = tag["points"]?.points.flatMap(Box.init(around:))
      {
        cardBoxes.append(box)
      }
      tag.roundNumbers(of: ["points"])
      paint(&tag)
      add(tag)
    }
  }

  mutating func flushLine() {
    guard var tag = line else { return }
    line = nil
    if let way = tag["d"].flatMap(ArrowLine.init) {
      if keepsPositions { lines.append(way) }
      tag["d"] = SVGTag.Bytes(way.shortText.utf8)
    }
    paint(&tag)
    add(tag)
  }

  /// Gives the ground of a card its border, and says whether a tag was that.
  private mutating func joinsGround(_ border: SVGTag) -> Bool {
    guard let (offset, ground) = ground, border.name.equals("rect"),
      border["fill"]?.equals("none") == true,
      let inner = Box(rectangle: border), let outer = Box(rectangle: ground),
      outer.grown(by: 0.1).contains(inner), inner.grown(by: 3.1).contains(outer)
    else { return false }
    let end = offset + ground.byteCount
    let fill = ground["class"] ?? []
    var tag = border
    tag["fill"] = nil
    tag["class"] = fill + [UInt8(ascii: " ")] + (border["class"] ?? [])
    var bytes: [UInt8] = []
    tag.write(to: &bytes)
    body.replaceSubrange(offset..<end, with: bytes)
    self.ground = nil
    return true
  }

  /// Whatever font the reader has, the text takes the width that the layout gave it; false for the blanks between two other texts.
  private func fit(_ tag: inout SVGTag) -> Bool {
    let size = tag["font-size"]?.number ?? Double(DOTWriter.fontSize)
    let words = tag.content
    let isBold = tag["font-weight"]?.equals("bold") ?? false
    let width = { (words: Substring) in
      words.isEmpty ? 0 : TextMetrics.width(of: String(words), size: size, bold: isBold)
    }
    // The blanks around words beside arrows keep arrows away from them; their position is that of the words.
    let inner = if case .arrow = part { words.trimmingBlanks } else { words[...] }
    guard let x = tag["x"]?.number, words.count != 2 || !words.trimmingBlanks.isEmpty
    else { return false }
    let leading = width(words[..<inner.startIndex])
    let trailing = width(words[inner.endIndex...])
    let isCentered = tag["text-anchor"]?.equals("middle") ?? false
    tag["x"] = SVGTag.Bytes(
      Points.short(isCentered ? x + (leading - trailing) / 2 : x + leading).utf8)
    tag["font-family"] = nil
    if !isCentered { tag["text-anchor"] = nil }
    tag["font-size"] =
      size == Double(DOTWriter.fontSize) ? nil : SVGTag.Bytes(Points.text(size).utf8)
    tag["textLength"] = SVGTag.Bytes(Points.short(width(inner)).utf8)
    // Of thousands of texts only the gaps between letters make way.
    if !neighbors.isLarge { tag["lengthAdjust"] = SVGTag.Bytes("spacingAndGlyphs".utf8) }
    tag.roundNumbers(of: ["y"])
    // Graphviz writes a minus as `&#45;`, which nobody would find.
    tag.rest = SVGTag.Bytes(">\(Quoting.xml(String(inner)))</text>".utf8)
    return true
  }

  /// Whether the corners of a rectangle are to be round: those of cards and of tints behind words.
  private func isRound(_ tag: SVGTag) -> Bool {
    let paint = ColorCode.paint(of: tag["fill"]) ?? ColorCode.paint(of: tag["stroke"])
    let card: Diagram.Card? = if case .card(let card) = part { card } else { nil }
    switch paint {
    case .group: return true
    case .positiveGradientTint, .negativeGradientTint: return true
    case .card, .operation: return card?.style.isRound ?? false
    default: return paint != nil && paint == card?.style.border && card?.style.isRound == true
    }
  }

  /// Classes for the paints' numbers: the style sheet knows their colors.
  mutating func paint(_ tag: inout SVGTag) {
    var classes: SVGTag.Bytes = []
    for (index, property) in PaintClass.properties.enumerated() {
      if let number = ColorCode.number(of: tag[property]) {
        used[index][number] = true
        classes += (classes.isEmpty ? [] : [UInt8(ascii: " ")]) + PaintClass.names[index][number]
        tag[property] = nil
      } else if tag[property]?.equals("transparent") ?? false {
        tag[property] = SVGTag.Bytes("none".utf8)
      }
    }
    // On a line nothing is filled.
    if tag.name.equals("path"), case .card = part, tag["fill"]?.equals("none") ?? false {
      tag["fill"] = nil
    }
    if !classes.isEmpty { tag["class"] = classes }
    // Graphviz's dots lie so far apart that small cards fall to pieces.
    if tag["stroke-dasharray"]?.equals("1,5") ?? false {
      tag["stroke-dasharray"] = SVGTag.Bytes("1.5,2.5".utf8)
    }
  }
}
