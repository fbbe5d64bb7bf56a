import Graphviz

// A film: the parts of the figure appear one after the other, by a style sheet alone.
//
// One animated number, the time `--t`, counts the frames. What appears in frame k has the class `k`, and its opacity is the time less k.
// A program that knows no animation, or no arithmetic in style sheets, shows the whole figure.
extension SVGFinisher {
  /// The class of a film, by its length and pace: films on one page do not disturb each other.
  var film: String? {
    guard let playback = diagram.playback, playback.moment == nil else { return nil }
    let pace = playback.seconds == 1 ? "" : "-\(Int(nearest: playback.seconds * 1000))"
    return "film\(playback.captions.count)\(pace)"
  }

  /// The rules by which it plays.
  func filmRules() -> [String] {
    guard let film, let playback = diagram.playback else { return [] }
    let count = playback.captions.count
    let length = Double(count) * playback.seconds
    let total = length + Diagram.Playback.rest
    let end = Points.text(100 * length / total)
    let (time, play) = ("--\(film)", "play-\(film)")
    // 1 while the frame is shown, else 0.
    let now = { (frame: String) in
      "calc(1 - min(1,max(var(\(time)) - \(frame),\(frame) - var(\(time)))))"
    }
    let work = "max(\(now("var(--f)")),\(now("var(--g,-9)")))"
    return [
      "@property \(time){syntax:\"&lt;number>\";inherits:true;initial-value:\(count)}",
      "@keyframes \(play){0%{\(time):0;animation-timing-function:steps(\(count))}\(end)%,to{\(time):\(count)}}",
      ".\(film){animation:\(play) \(Points.text(total))s infinite}",
      "@media print,(prefers-reduced-motion:reduce){.\(film){animation:none}}",
      ".\(film) .k{opacity:calc(var(\(time)) - var(--k) + 1)}",
      ".\(film) .p{opacity:min(var(\(time)) - var(--k) + 1,var(--e) - var(\(time)))}",
      ".\(film) .c{opacity:\(now("var(--k)"))}",
      ".\(film) .w{--w:\(work);stroke:color-mix(in srgb,var(--positiveGradient) calc(100%*var(--w)),var(--operationBorder));stroke-width:calc(1px + 2px*var(--w))}",
    ]
  }
}

// The elements of a film.
extension SVGFinisher {
  /// Whether something is not there yet in the moment that is drawn.
  func isHidden(_ tag: SVGTag) -> Bool { frame(of: tag) == ColorCode.hidden }

  func isHidden(_ arrow: Diagram.Arrow) -> Bool {
    if let since = arrow.since, let moment = diagram.playback?.moment {
      since > moment
    } else {
      false
    }
  }

  /// The frame from which on an element is seen, which its colors carry.
  func frame(of tag: SVGTag) -> Int? {
    guard diagram.playback != nil else { return nil }
    return ColorCode.frame(of: tag["fill"]) ?? ColorCode.frame(of: tag["stroke"])
  }

  /// The frames of a card, for the elements in it.
  func timing(of card: Diagram.Card) -> String {
    guard film != nil else { return "" }
    var names: [String] = []
    if let frame = card.usualFrame { names.append("--k:\(frame)") }
    if let frame = card.frames.last { names.append("--f:\(frame)") }
    if card.frames.count > 1, let frame = card.frames.first { names.append("--g:\(frame)") }
    return names.isEmpty ? "" : " style=\"\(names.joined(separator: ";"))\""
  }

  func timing(of arrow: Diagram.Arrow) -> (name: String, style: String) {
    guard film != nil, let since = arrow.since else { return ("", "") }
    return (" k", " style=\"--k:\(since)\"")
  }

  /// Lets an element appear in its frame; an arrow appears as one.
  func play(_ tag: inout SVGTag, since frame: Int?) {
    guard film != nil, let frame else { return }
    if case .arrow = part { return }
    tag.add("k")
    if case .card = part, cardFrame == frame { return }
    tag["style"] = SVGTag.Bytes("--k:\(frame)".utf8)
  }

  /// The border of a card that stands out while the card is at work.
  func markAtWork(_ tag: inout SVGTag) {
    guard film != nil, case .card(let card) = part, !card.frames.isEmpty,
      let classes = tag["class"]?.text.split(separator: " "),
      classes.contains(where: { $0.hasPrefix("s-") && $0.hasSuffix("Border") })
    else { return }
    tag.add("w")
  }

  /// What stands where words are until a frame.
  mutating func addEarlierFaces(of words: SVGTag, until frame: Int) {
    guard film != nil, case .card(let card) = part else { return }
    let found = card.rows.flatMap(\.items).lazy.compactMap { item -> [Diagram.Face]? in
      guard case .faces(let faces) = item, faces.count > 1, let last = faces.last,
        last.since == frame, last.words?.text == words.content
      else { return nil }
      return faces
    }.first
    guard let faces = found else { return }
    for (face, next) in zip(faces, faces.dropFirst()) {
      guard let (text, style) = face.words, let x = words["x"]?.number,
        let width = words["textLength"]?.number
      else { continue }
      let own = TextMetrics.width(of: text, size: Double(style.size), bold: style.isBold)
      let isCentered = words["text-anchor"] != nil
      var tag = words
      tag["fill"] = SVGTag.Bytes(ColorCode.color(of: style.paint).utf8)
      tag["x"] = SVGTag.Bytes(Points.short(isCentered ? x : x + (width - own) / 2).utf8)
      tag["textLength"] = SVGTag.Bytes(Points.short(own).utf8)
      tag.rest = SVGTag.Bytes(">\(Quoting.xml(text))</text>".utf8)
      paint(&tag)
      tag.add("p")
      tag["style"] = SVGTag.Bytes("--k:\(face.since);--e:\(next.since)".utf8)
      // What knows no film shows the last face alone.
      tag["opacity"] = SVGTag.Bytes("0".utf8)
      add(tag)
    }
  }

  /// The captions of all frames, where the longest is.
  mutating func addCaptions(at longest: SVGTag) {
    guard let playback = diagram.playback else { return }
    for (frame, caption) in playback.captions.enumerated() {
      var tag = longest
      let width = TextMetrics.width(of: caption, size: Double(DOTWriter.smallFontSize))
      tag["textLength"] = SVGTag.Bytes(Points.short(width).utf8)
      tag.rest = SVGTag.Bytes(">\(Quoting.xml(caption))</text>".utf8)
      paint(&tag)
      tag.add("c")
      tag["style"] = SVGTag.Bytes("--k:\(frame)".utf8)
      tag["opacity"] = SVGTag.Bytes("0".utf8)
      add(tag)
    }
  }
}

extension SVGTag {
  /// Adds a class.
  fileprivate mutating func add(_ name: StaticString) {
    let word = Bytes("\(name)".utf8)
    self["class"] = self["class"].map { $0 + [UInt8(ascii: " ")] + word } ?? word
  }
}
