/// Puts nodes and parts in an order in which every edge points forward, and parts into pieces where there is no such order.
///
/// A part is put down as a whole once nothing outside keeps it waiting. If every part waits for another one, there is a cycle between
/// them: then the one with the first node that is left puts down what it can, and the rest of it is another piece.
struct CardOrder {
  private let index: GraphIndex
  /// The card-to-be of each node, in the order of their first nodes.
  private var groupOf: [Int32]
  private var partOfGroup: [Int32] = []
  private let members: EdgeLists
  /// A module's parameters, buffers and constants wait for nobody, and nobody waits for them.
  private let isOwned: [Bool]
  /// How many edges still lead into a group from nodes outside that are not put down, and how many into a node.
  private var waitingGroup: [Int32]
  private var waitingNode: [Int32]
  private var isDown: [Bool]
  /// Nodes of a group of several that wait for nothing more, and may be put down already.
  private var free: [[Int32]]
  private var ready = SmallestFirst()
  private var cards: [CardMembers] = []

  /// The cards in their order, each with its nodes.
  ///
  /// - Parameters:
  ///   - parts: what the parts are.
  ///   - partOf: the number of each node's part, or -1 for a node that stays.
  static func sorted(_ parts: [Part], _ partOf: [Int32], _ index: GraphIndex) -> [CardMembers] {
    var order = CardOrder(parts, partOf, index)
    order.countWaiting()
    order.sort()
    order.addOwned()
    return order.cards
  }

  private init(_ parts: [Part], _ partOf: [Int32], _ index: GraphIndex) {
    self.index = index
    var groupOfPart = [Int32](repeating: -1, count: parts.count)
    groupOf = [Int32](repeating: -1, count: index.count)
    for position in 0..<index.count {
      let part = Int(partOf[position])
      if part >= 0, groupOfPart[part] >= 0 {
        groupOf[position] = groupOfPart[part]
        continue
      }
      groupOf[position] = Int32(partOfGroup.count)
      if part >= 0 { groupOfPart[part] = groupOf[position] }
      partOfGroup.append(Int32(part))
    }
    members = EdgeLists(by: groupOf, count: partOfGroup.count)
    isOwned = (0..<index.count).map { position in
      partOf[position] >= 0 && parts[Int(partOf[position])].kind == .module
        && index.edges(into: position).isEmpty
    }
    waitingGroup = [Int32](repeating: 0, count: partOfGroup.count)
    waitingNode = [Int32](repeating: 0, count: index.count)
    isDown = [Bool](repeating: false, count: index.count)
    free = [[Int32]](repeating: [], count: partOfGroup.count)
    cards.reserveCapacity(partOfGroup.count)
  }

  private mutating func countWaiting() {
    for (source, target) in zip(index.sources, index.targets)
    where source >= 0 && !isOwned[Int(source)] {
      waitingNode[Int(target)] += 1
      let group = groupOf[Int(target)]
      if groupOf[Int(source)] != group { waitingGroup[Int(group)] += 1 }
    }
    for position in 0..<index.count where waitingNode[position] == 0 && !isOwned[position] {
      if partOfGroup[Int(groupOf[position])] >= 0 {
        free[Int(groupOf[position])].append(Int32(position))
      }
    }
    for group in waitingGroup.indices where waitingGroup[group] == 0 { ready.insert(Int32(group)) }
  }

  private mutating func sort() {
    var first = 0
    while true {
      while let group = ready.popFirst() { putDownAll(of: Int(group)) }
      while first < index.count, isDown[first] || isOwned[first] { first += 1 }
      guard first < index.count else { return }
      putDownSome(of: Int(groupOf[first]), first: first)
    }
  }

  private mutating func putDownAll(of group: Int) {
    var nodes: [Int32] = []
    for position in members[group] where !isDown[Int(position)] && !isOwned[Int(position)] {
      putDown(Int(position))
      nodes.append(position)
    }
    // A part of nothing but parameters is a card, too.
    if !nodes.isEmpty || !members[group].contains(where: { isDown[Int($0)] }) {
      cards.append(CardMembers(part: partOfGroup[group], members: nodes))
    }
  }

  private mutating func putDownSome(of group: Int, first: Int) {
    var nodes: [Int32] = []
    while let position = free[group].popLast() {
      guard !isDown[Int(position)] else { continue }
      putDown(Int(position))
      nodes.append(position)
    }
    if nodes.isEmpty {
      // Only in a snapshot whose nodes were not in order.
      putDown(first)
      nodes = [Int32(first)]
    }
    cards.append(CardMembers(part: partOfGroup[group], members: nodes.sorted()))
  }

  private mutating func putDown(_ position: Int) {
    isDown[position] = true
    let group = groupOf[position]
    for edge in index.edges(outOf: position) {
      let target = Int(index.targets[Int(edge)])
      waitingNode[target] -= 1
      let other = Int(groupOf[target])
      if waitingNode[target] == 0, partOfGroup[other] >= 0 { free[other].append(Int32(target)) }
      if groupOf[target] != group {
        waitingGroup[other] -= 1
        if waitingGroup[other] == 0 { ready.insert(Int32(other)) }
      }
    }
  }

  /// Puts what a module owns into the piece that uses it first.
  private mutating func addOwned() {
    guard isOwned.contains(true) else { return }
    var cardOf = [Int32](repeating: -1, count: index.count)
    var firstCard = [Int32](repeating: -1, count: partOfGroup.count)
    for (card, content) in cards.enumerated() {
      for position in content.members { cardOf[Int(position)] = Int32(card) }
    }
    for (card, content) in cards.enumerated().reversed() {
      if let position = content.members.first {
        firstCard[Int(groupOf[Int(position)])] = Int32(card)
      }
    }
    var emptyCards: [Int32: Int32] = [:]
    for (card, content) in cards.enumerated() where content.members.isEmpty {
      emptyCards[content.part] = Int32(card)
    }
    for position in 0..<index.count where isOwned[position] {
      let group = groupOf[position]
      let users = index.edges(outOf: position).map { Int(index.targets[Int($0)]) }
      let card =
        users.filter { groupOf[$0] == group }.map { cardOf[$0] }.min() ?? firstCard[Int(group)]
      let home = card >= 0 ? card : emptyCards[partOfGroup[Int(group)]] ?? 0
      cards[Int(home)].members.append(Int32(position))
    }
    for card in cards.indices where cards[card].part >= 0 { cards[card].members.sort() }
  }
}

/// One node of the new snapshot: a node that stays, or a part or a piece of one.
struct CardMembers {
  /// The number of the part; -1 for a node that stays.
  var part: Int32
  /// The positions of its nodes, in their order.
  var members: [Int32]
}
