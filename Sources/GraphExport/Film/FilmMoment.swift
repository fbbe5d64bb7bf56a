extension Diagram {
  /// The diagram as it is in one frame of its film, in numbers that do not depend on the frame: what is there is there from frame 0 on, and
  /// the rest never comes.
  ///
  /// So the moments of several frames can stand in one diagram, whose playback is at frame 0.
  func atMoment(_ moment: Int) -> Diagram {
    let never = Film.mostFrames
    let item = { (item: Item) -> Item in
      guard case .faces(let faces) = item else { return item }
      return .faces(
        faces.map { .init(since: $0.since <= moment ? 0 : never, item: $0.item) })
    }
    var still = self
    still.playback?.moment = 0
    still.cards = cards.map { card in
      var card = card
      card.frames = card.frames.contains(moment) ? [0] : []
      card.rows = card.rows.map { row in
        switch row {
        case .heading(let items): .heading(items.map(item))
        case .line(let items): .line(items.map(item))
        case .comparison(let items): .comparison(items.map(item))
        case .ends(let left, let right): .ends(left.map(item), right.map(item))
        case .pair(let left, let right): .pair(item(left), item(right))
        }
      }
      return card
    }
    still.arrows = arrows.map { arrow in
      var arrow = arrow
      arrow.since = arrow.since.map { $0 <= moment ? 0 : never }
      return arrow
    }
    return still
  }
}
