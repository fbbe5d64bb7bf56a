/// The figure of a difference: what is equal as few cards, and what differs as far as there is room.
struct DifferenceView {
  private(set) var snapshot: GraphSnapshot
  private(set) var comparison: Diagram.Comparison

  /// How many cards the figure keeps to.
  static let mostCards = 40
  /// With how many cards it is looked for operations that can be one card.
  private static let mostJoinedCards = 400

  init(_ merged: MergedGraph) {
    let whole = DifferenceView(snapshot: merged.snapshot, comparison: merged.comparison)
    let modules = ClosedModules(whole.snapshot, whole.comparison)
    let levels =
      (whole.isTooLarge ? [.max] : []) + stride(from: modules.deepest, through: 1, by: -1)
    var view = whole
    var wide: DifferenceView?
    var lastLevel = Int.max
    for (number, level) in levels.enumerated() {
      if !view.isTooLarge {
        if view.narrow != nil { break }
        wide = wide ?? view
      }
      let closed = modules.outermost(below: level)
      if let fitting = whole.closing(modules, closed) {
        view = fitting
      } else if number + 1 == levels.count {
        // What has too many cards is not made, unless there is nothing smaller.
        view = whole.collapsing(modules, closed)
      }
      lastLevel = level
    }
    // Where nothing helps, the wide figure says more.
    if view.narrow == nil, let wide { view = wide }
    if view.isTooLarge {
      view = view.inStretches(of: view)
    } else if view.narrow != nil, lastLevel < .max {
      view = whole.openingFirst(modules, below: lastLevel) ?? view
    }
    self = view.narrow ?? [view.atEachUse, view].min { $0.width < $1.width } ?? view
  }

  private init(snapshot: GraphSnapshot, comparison: Diagram.Comparison) {
    self.snapshot = snapshot
    self.comparison = comparison
  }

  private var isTooLarge: Bool { snapshot.nodes.count > Self.mostCards }

  /// A weight that each step of a recurrent network uses is drawn at each of them.
  private var atEachUse: DifferenceView {
    DifferenceView(snapshot: snapshot.splitting(.busy), comparison: comparison)
  }

  /// The view with busy weights at each use, or if that is too wide once; nil if both are too wide for a page.
  private var narrow: DifferenceView? { [atEachUse, self].first { !$0.isTooWide } }

  private var isTooWide: Bool { width > FigureSize.mostPixels }

  /// About how many pixels wide the figure is.
  private var width: Double { FigureSize(snapshot, atLeast: { pictureWidth(of: $0) }).width }

  /// How many pixels wide three pictures are: of what was, of what is, and of what was added.
  private func pictureWidth(of node: GraphSnapshot.Node) -> Double {
    guard let tensor = node.tensor, tensor.value.count > 1,
      comparison.entries[node.id]?.before != nil
    else { return 0 }
    let thumbnail = tensor.value.thumbnail
    return 80 + 3 * Double(thumbnail.columns) * CellSize(thumbnail).width / CellSize.pixel
  }

  /// The view with the modules around the first divergence opened as far as there is room; nil if there is none.
  private func openingFirst(_ modules: ClosedModules, below level: Int) -> DifferenceView? {
    var around = modules.aroundFirst(from: level)
    while !around.isEmpty {
      let closed = modules.outermost(below: level, opening: Set(around))
      if let view = closing(modules, closed), view.narrow != nil { return view }
      around.removeLast()
    }
    return nil
  }

  /// The view with modules closed, and with operations joined where that makes it small enough; nil if it is too large even so.
  private func closing(_ modules: ClosedModules, _ closed: [Int?]) -> DifferenceView? {
    let count = modules.cardCount(closed)
    guard count <= Self.mostJoinedCards else { return nil }
    let view = collapsing(modules, closed)
    if count <= Self.mostCards { return view }
    let joined = view.joiningEqualSteps
    return joined.isTooLarge ? nil : joined
  }

  /// Modules as one card each.
  ///
  /// - Parameter closed: For each call, the outermost closed one around it.
  private func collapsing(_ modules: ClosedModules, _ closed: [Int?]) -> DifferenceView {
    var parts: [Part] = []
    var partOfScope: [Int: Int32] = [:]
    let partOf = modules.calls(ofNodes: closed).map { top -> Int32 in
      guard let top else { return -1 }
      if let part = partOfScope[top] { return part }
      partOfScope[top] = Int32(parts.count)
      parts.append(Part(snapshot.scopes[top], repeats: 1))
      return partOfScope[top]!
    }
    var entries = parts.map { _ in Diagram.Comparison.Entry() }
    for (position, scope) in snapshot.scopes.enumerated() {
      guard let own = comparison.scopes[scope.id], let top = closed[position],
        let part = partOfScope[top].map(Int.init)
      else { continue }
      entries[part].messages += own.messages
      if position == top {
        entries[part].lines = own.lines
        entries[part].changedAttributes = own.changedAttributes
      } else {
        entries[part].members += 1
        entries[part].differing += 1
      }
    }
    return collapsing(parts, partOf, entries)
  }

  /// The squared norm of a parameter's gradient, before and after; nil for what is none, or has none in one of the two.
  private func squaredNorms(of node: GraphSnapshot.Node, _ own: Diagram.Comparison.Entry?)
    -> [Double]?
  {
    if let sum = own?.squaredNorms { return sum }
    guard let after = node.tensor, after.role == .parameter else { return nil }
    var before = own?.before ?? after
    // What rounding explains is one number; gradients of two shapes are not compared.
    if before.shape == after.shape, own?.gradientDiffers != true { before = after }
    guard let new = after.gradient.summary?.statistics.norm,
      let old = before.gradient.summary?.statistics.norm
    else { return nil }
    return [old * old, new * new]
  }

  /// The view with parts as one node each, each of which says how much in it differs.
  ///
  /// - Parameter known: What is to be said of the parts themselves.
  func collapsing(
    _ parts: [Part], _ partOf: [Int32], _ known: [Diagram.Comparison.Entry]
  ) -> DifferenceView {
    guard !parts.isEmpty else { return self }
    let index = GraphIndex(snapshot)
    let pieces = snapshot.pieces(parts, partOf, index)
    var view = self
    view.snapshot = snapshot.collapsing(pieces, index)
    var isMet = [Bool](repeating: false, count: pieces.parts.count)
    for card in pieces.cards where card.part >= 0 && !card.members.isEmpty {
      let part = Int(card.part)
      // What is said of the part itself stands on its first piece.
      var entry = isMet[part] || part >= known.count ? .init() : known[part]
      isMet[part] = true
      let nodes = card.members.map { snapshot.nodes[Int($0)] }
      let presences = Set(nodes.map { comparison.entries[$0.id]?.presence ?? .both })
      entry.presence = presences.count == 1 ? presences.first! : .both
      for node in nodes {
        let own = comparison.entries[node.id]
        entry.add(own, squaredNorms: squaredNorms(of: node, own))
      }
      entry.addLinesOfPart()
      view.comparison.entries[nodes[0].id] = entry
    }
    return view
  }
}

extension Diagram.Comparison.Entry {
  /// Counts in a node of a part; nil is one in which nothing differs.
  fileprivate mutating func add(_ own: Self?, squaredNorms squares: [Double]?) {
    members += max(1, own?.members ?? 1)
    if let squares {
      squaredNorms = zip(squaredNorms ?? [0, 0], squares).map { $0 + $1 }
    }
    guard let own else { return }
    differing += own.members > 0 ? own.differing : 1
    firstIn += own.firstIn
    messages += own.messages
    hasMoved = hasMoved || own.hasMoved
    linesOfPart += own.linesOfPart.filter { !linesOfPart.contains($0) }
    largestShare = max(largestShare, own.largestShare)
  }

  /// Says of a part what is said of a few of its nodes; of many it is enough how much differs.
  fileprivate mutating func addLinesOfPart() {
    if linesOfPart.count <= 2 { lines += linesOfPart }
    if hasMoved, presence == .second { lines.append("moved here") }
  }
}
