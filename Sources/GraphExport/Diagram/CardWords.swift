extension Diagram.Card {
  /// The first words on the card that are in one of some styles.
  func words(
    in styles: Set<Diagram.TextStyle>
  ) -> (text: String, style: Diagram.TextStyle)? {
    for item in rows.flatMap(\.items) {
      switch item {
      case .text(let words, let style), .pill(let words, let style):
        if styles.contains(style) { return (words, style) }
      case .blank, .numbers, .picture, .shares, .gauge, .cost, .faces: break
      }
    }
    return nil
  }
}
