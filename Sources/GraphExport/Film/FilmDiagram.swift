extension Film {
  /// The diagram of the film's computation, with the frames in which its parts appear.
  ///
  /// - Parameters:
  ///   - diagram: what the figure says when all is done.
  ///   - snapshot: what the diagram was made of.
  ///   - options: what the figure shows.
  ///   - playback: how it is played.
  func applied(
    to diagram: Diagram, of snapshot: GraphSnapshot, _ options: Diagram.Options,
    _ playback: Diagram.Playback
  ) -> Diagram {
    let timer = FilmTimer(film: self, builder: DiagramBuilder(snapshot, options))
    var timed = diagram
    timed.playback = playback
    timed.cards = diagram.cards.map(timer.timed)
    // The arrows of gradients stand in the order of the edges that they belong to.
    var edges = snapshot.edges.filter { $0.contribution != nil }[...]
    let frames = fireFrames
    for (number, arrow) in diagram.arrows.enumerated() where arrow.isAgainstTheFlow {
      guard let edge = edges.popFirst() else { break }
      timed.arrows[number].since = frames[edge.to]
    }
    if let moment = playback.moment {
      // What pointing at a card tells is what is known then.
      let now = Diagram(of: state(of: snapshot, after: moment), options)
      let words = Dictionary(now.cards.map { ($0.id, $0) }) { first, _ in first }
      for (number, card) in timed.cards.enumerated() {
        guard let known = words[card.id] else { continue }
        timed.cards[number].tooltip = known.tooltip
        timed.cards[number].description = known.description
      }
    }
    return timed
  }

  /// The frame of the backward pass in which each operation is at work.
  var fireFrames: [Int: Int] {
    var found: [Int: Int] = [:]
    for (number, frame) in frames.enumerated() where frame.pass == .backward {
      if let node = frame.node { found[node] = number }
    }
    return found
  }

  /// The computation as far as it has come after a frame.
  func state(of snapshot: GraphSnapshot, after frame: Int) -> GraphSnapshot {
    var state = snapshot
    for (position, node) in snapshot.nodes.enumerated() {
      guard case .tensor(var tensor) = node.content else { continue }
      switch gradient(of: node.id, after: frame) {
      case .pending, .partial(nil, _, _): tensor.gradient = .absent(.notComputed)
      case .partial(let sum?, _, _): tensor.gradient = .computed(sum)
      case .complete, nil: break
      }
      if tensor.gradient != node.tensor?.gradient { tensor.gradientChanges = [] }
      if let first = valueFrames[node.id], first > frame {
        tensor.value = ArraySummary(shape: tensor.shape, absence: "not computed yet")
      }
      state.nodes[position].content = .tensor(tensor)
    }
    let frames = fireFrames
    for (number, edge) in snapshot.edges.enumerated() where frames[edge.to] ?? 0 > frame {
      state.edges[number].contribution = nil
    }
    return state
  }
}

/// Finds when the parts of a card appear.
private struct FilmTimer {
  let film: Film
  let builder: DiagramBuilder
  private let fires: [Int: [Int]]
  private let marks: [Int: [String: Int]]

  init(film: Film, builder: DiagramBuilder) {
    self.film = film
    self.builder = builder
    var fires: [Int: [Int]] = [:]
    for (number, frame) in film.frames.enumerated() {
      if let node = frame.node { fires[node, default: []].append(number) }
    }
    self.fires = fires
    var marks: [Int: [String: Int]] = [:]
    for mark in builder.options.marks {
      guard let turn = mark.turn else { continue }
      marks[builder.cardID(of: mark.node), default: [:]][mark.words] = film.start + turn
    }
    self.marks = marks
  }

  /// The frames of a card.
  private struct Times {
    /// When each share of the gradient arrives.
    var arrivals: [Film.Arrival] = []
    /// When the gradients inside of a part are computed, or a formula is applied.
    var backward: Int?
    /// When the value is computed.
    var value: Int?
    /// When marks are set, by their words.
    var marks: [String: Int] = [:]
  }

  func timed(_ card: Diagram.Card) -> Diagram.Card {
    guard let node = builder.node(card.id) else { return card }
    var card = card
    // In a compact figure an operation shares a card with its result.
    let operation =
      node.tensor == nil
      ? node.id
      : builder.origin(of: node.id).map(\.id).flatMap {
        builder.cardID(of: $0) == card.id ? $0 : nil
      }
    card.frames = operation.flatMap { fires[$0] } ?? []
    let times = Times(
      // The numbers on a part's card are those of the parameters inside.
      arrivals: node.tensor == nil ? [] : film.arrivals[node.id] ?? [],
      backward: card.frames.last { film.frames[$0].pass == .backward }
        ?? film.arrivals[node.id]?.last?.frame,
      value: film.valueFrames[node.id], marks: marks[card.id] ?? [:])
    card.rows = card.rows.map { row in
      switch row {
      case .heading(let items): .heading(items.map { timed($0, times) })
      case .line(let items): .line(items.map { timed($0, times) })
      case .comparison(let items): .comparison(items.map { timed($0, times) })
      case .ends(let left, let right):
        .ends(left.map { timed($0, times) }, right.map { timed($0, times) })
      case .pair(let left, let right): .pair(timed(left, times), timed(right, times))
      }
    }
    return card
  }

  private func timed(_ item: Diagram.Item, _ times: Times) -> Diagram.Item {
    switch item {
    case .text(let words, _), .pill(let words, _):
      if let frame = times.marks[words] { return .faces([.init(since: frame, item: item)]) }
    default: break
    }
    if item.isAboutGradient {
      guard let complete = times.arrivals.last?.frame ?? times.backward else { return item }
      let partial = times.arrivals.dropLast().enumerated().compactMap { number, arrival in
        face(of: item, arrival, "\(number + 1) of \(times.arrivals.count) shares").map {
          Diagram.Face(since: arrival.frame, item: $0)
        }
      }
      return .faces(partial + [.init(since: complete, item: item)])
    }
    if item.isFormula, let frame = times.backward {
      return .faces([.init(since: frame, item: item)])
    }
    if item.isAboutValue, let frame = times.value {
      return .faces([.init(since: frame, item: item)])
    }
    return item
  }

  /// What stands in the place of an item while shares are missing; nil for nothing.
  private func face(
    of item: Diagram.Item, _ arrival: Film.Arrival, _ shares: String
  ) -> Diagram.Item? {
    switch item {
    case .pill(let words, _) where words.hasPrefix("∇ ") && !words.contains("="):
      guard let number = arrival.sum?.scalar else { return .text(shares, .detail) }
      return .text(
        "∇ \(NumberText.exact(number)) + …", number < 0 ? .negativeGradient : .positiveGradient)
    case .text(let words, .gradientStatistic) where words.hasPrefix("‖∇‖"):
      guard let norm = arrival.sum?.statistics.norm else { return .text(shares, .detail) }
      return .text("‖∇‖ \(NumberText.rough(norm)) + …", .gradientStatistic)
    case .picture(let thumbnail, let quantity):
      guard let sum = arrival.sum else { return nil }
      let partial = builder.thumbnail(of: sum)
      guard partial.rows == thumbnail.rows, partial.columns == thumbnail.columns else { return nil }
      return .picture(partial, quantity)
    default: return nil
    }
  }
}

extension Diagram.Item {
  /// Whether it tells a number of the backward pass.
  fileprivate var isAboutGradient: Bool {
    switch self {
    case .text(let words, let style):
      [.positiveGradient, .negativeGradient, .gradientStatistic, .nonFiniteGradient].contains(style)
        || style == .status && words == "∇ zero"
    case .pill(let words, let style):
      [.positiveGradient, .negativeGradient, .nonFiniteGradient].contains(style)
        || words.hasPrefix("∇") && style == .warning
    case .picture(_, .gradient), .gauge: true
    default: false
    }
  }

  fileprivate var isFormula: Bool {
    if case .text(_, .formula) = self { true } else { false }
  }

  /// Whether it tells a number of the forward pass.
  fileprivate var isAboutValue: Bool {
    switch self {
    case .text(_, let style), .pill(_, let style):
      [.value, .valueStatistic, .nonFiniteValue].contains(style)
    case .picture(_, .value), .shares: true
    default: false
    }
  }
}
