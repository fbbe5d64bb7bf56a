/// Writes the snapshot in which parts are nodes.
struct QuotientWriter {
  let old: GraphSnapshot
  private let parts: [Part]
  private let cards: [CardMembers]
  let index: GraphIndex
  /// The card of each node, by positions.
  private(set) var cardOf: [Int32]
  /// The `id` of each card's node.
  private let ids: [Int]
  /// The `id` of the first card of each part.
  private(set) var idOfPart: [Int: Int] = [:]
  var names = UniqueNames()
  private var nextID: Int
  private var new: GraphSnapshot
  /// The last card that a tensor was found to feed, and the last one that a card was found to feed, and at which input.
  private var lastFed: [Int32]
  private var lastFedByCard: [Int32]
  private var inputOfCard: [Int32]

  init(_ old: GraphSnapshot, _ parts: [Part], _ cards: [CardMembers], _ index: GraphIndex) {
    self.old = old
    self.parts = parts
    self.cards = cards
    self.index = index
    cardOf = [Int32](repeating: -1, count: index.count)
    for (card, content) in cards.enumerated() {
      for position in content.members { cardOf[Int(position)] = Int32(card) }
    }
    ids = cards.map { card in card.members.first.map { old.nodes[Int($0)].id } ?? -1 }
    for (card, content) in cards.enumerated() where content.part >= 0 {
      let part = Int(content.part)
      idOfPart[part] = idOfPart[part] ?? ids[card]
    }
    nextID = (old.nodes.lazy.map(\.id).max() ?? 0) + 1
    lastFed = [Int32](repeating: -1, count: index.count)
    lastFedByCard = [Int32](repeating: -1, count: cards.count)
    inputOfCard = lastFedByCard
    new = old
    new.nodes = []
    new.edges = []
  }

  mutating func snapshot() -> GraphSnapshot {
    for card in cards where card.part < 0 {
      _ = names.unique(old.nodes[Int(card.members[0])].name)
    }
    var pieces = [Int](repeating: 0, count: parts.count)
    for card in cards where card.part >= 0 { pieces[Int(card.part)] += 1 }
    var met = [Int](repeating: 0, count: parts.count)
    let inputs = cards.indices.map { self.inputs(of: $0) }
    var uses: [Int: Int] = [:]
    for input in inputs.joined() where input.isBorrowed { uses[input.source, default: 1] += 1 }
    var usesMet: [Int: Int] = [:]
    for (number, card) in cards.enumerated() where !card.members.isEmpty {
      for (position, input) in inputs[number].enumerated() {
        var from = ids[input.card]
        if input.isBorrowed {
          usesMet[input.source, default: 1] += 1
          from = addReference(
            to: input, scope: scope(of: card), use: usesMet[input.source]!,
            count: uses[input.source]!)
        }
        new.edges.append(
          .init(
            from: from, to: ids[number], position: card.part < 0 ? input.position : position,
            contribution: input.contribution, tensors: input.tensors > 1 ? input.tensors : nil,
            saved: input.saved))
      }
      guard card.part >= 0 else {
        new.nodes.append(old.nodes[Int(card.members[0])])
        continue
      }
      let part = Int(card.part)
      met[part] += 1
      let piece = pieces[part] > 1 ? ModuleNode.Piece(number: met[part], count: pieces[part]) : nil
      new.nodes.append(node(for: parts[part], piece, card.members, id: ids[number]))
    }
    return new.withoutUnusedScopes()
  }

  private func scope(of card: CardMembers) -> Int? {
    card.part < 0 ? old.nodes[Int(card.members[0])].scope : parts[Int(card.part)].scope
  }

  /// A node for the use of what another module owns, such as a weight that two modules share.
  private mutating func addReference(to input: Input, scope: Int?, use: Int, count: Int) -> Int {
    let owner = old.nodes[input.source]
    let reference = ReferenceNode(
      target: ids[input.card], label: owner.tensor?.label ?? owner.name, use: use, count: count)
    new.nodes.append(
      .init(
        id: nextID, name: names.unique("\(owner.name)@\(use)"), scope: scope,
        content: .reference(reference)))
    nextID += 1
    return nextID - 1
  }
}

/// What comes into a card from another one.
private struct Input {
  var card: Int
  /// The position of the tensor; of the first of several.
  var source: Int
  var position: Int
  var contribution: Contribution?
  /// How many bytes are kept of it for the backward pass.
  var saved: Int?
  /// How many different tensors come.
  var tensors = 1
  /// Whether the tensor belongs to a module, and this is another one.
  var isBorrowed: Bool
}

extension QuotientWriter {
  /// What comes into a card: edges between the same two cards are one if one of these is a part.
  private mutating func inputs(of number: Int) -> [Input] {
    let card = cards[number]
    var inputs: [Input] = []
    var borrowed: [Int: Int] = [:]
    for position in card.members {
      for edge in index.edges(into: Int(position)) {
        let source = Int(index.sources[Int(edge)])
        let from = Int(cardOf[source])
        guard from != number else { continue }
        let isBorrowed = isOwned(source)
        if isBorrowed, card.part >= 0, isSameModule(cards[from].part, card.part) { continue }
        let contribution = old.edges[Int(edge)].contribution
        let isSingle = card.part < 0 && cards[from].part < 0
        let known =
          isSingle
          ? nil
          : isBorrowed
            ? borrowed[source]
            : lastFedByCard[from] == Int32(number) ? Int(inputOfCard[from]) : nil
        guard let known else {
          if isBorrowed {
            borrowed[source] = inputs.count
          } else {
            lastFedByCard[from] = Int32(number)
            inputOfCard[from] = Int32(inputs.count)
          }
          lastFed[source] = Int32(number)
          inputs.append(
            Input(
              card: from, source: source, position: old.edges[Int(edge)].position,
              contribution: contribution, saved: old.edges[Int(edge)].saved,
              tensors: old.edges[Int(edge)].tensors ?? 1,
              isBorrowed: isBorrowed))
          continue
        }
        if let saved = old.edges[Int(edge)].saved {
          inputs[known].saved = saved.adding(saturating: inputs[known].saved ?? 0)
        }
        if lastFed[source] != Int32(number) {
          lastFed[source] = Int32(number)
          inputs[known].tensors = inputs[known].tensors.adding(
            saturating: old.edges[Int(edge)].tensors ?? 1)
          // Gradients of different tensors have no sum.
          inputs[known].contribution = nil
        } else if inputs[known].tensors == 1 {
          inputs[known].contribution = inputs[known].contribution.flatMap { first in
            contribution.flatMap { first.adding($0) }
          }
        }
      }
    }
    return inputs
  }

  private func isOwned(_ position: Int) -> Bool {
    let part = cards[Int(cardOf[position])].part
    return part >= 0 && parts[Int(part)].kind == .module && index.edges(into: position).isEmpty
  }

  private func isSameModule(_ a: Int32, _ b: Int32) -> Bool {
    let (a, b) = (parts[Int(a)], parts[Int(b)])
    return a.kind == .module && b.kind == .module && a.path == b.path && a.type == b.type
  }
}

extension Contribution {
  /// The sum with another one for the same tensor; nil where the elements are not known one by one.
  func adding(_ other: Contribution) -> Contribution? {
    guard value.shape == other.value.shape, let a = value.elements, let b = other.value.elements
    else { return nil }
    let isSingle = value.isSinglePrecision && other.value.isSinglePrecision
    let sums = zip(a, b).map { isSingle ? Double(Float($0 + $1)) : $0 + $1 }
    return Contribution(
      value: ArraySummary(shape: value.shape, values: sums, isSinglePrecision: isSingle))
  }
}
