extension Film {
  /// Makes the film of a computation.
  ///
  /// - Parameters:
  ///   - snapshot: the computation, with contributions where its film says what operations deliver.
  ///   - passes: the passes that the film shows.
  ///   - order: the `id`s of the operations in the order in which their derivatives are applied; nil for the engine's, which is the reverse
  ///     of the topological order.
  /// - Throws: `FilmError.noGradients` or `FilmError.tooManyFrames`.
  public init(
    of snapshot: GraphSnapshot, passes: Passes = .backward, order: [Int]? = nil
  ) throws(FilmError) {
    var builder = FilmBuilder(snapshot)
    self = builder.film(passes, order: order)
    guard frames.count > 1 else { throw .noGradients }
    guard frames.count <= Self.mostFrames else { throw .tooManyFrames(frames.count) }
  }
}

/// Finds the frames of a film.
struct FilmBuilder {
  let snapshot: GraphSnapshot
  let words: FilmWords
  private let index: GraphIndex
  /// Whether any edge says what is delivered along it.
  private let hasContributions: Bool
  /// For each position, what the operation there delivers; nil for one that no gradient reaches.
  private var deliveries: [[Film.Delivery]?]
  private var film = Film()

  init(_ snapshot: GraphSnapshot) {
    self.snapshot = snapshot
    words = FilmWords(snapshot)
    index = GraphIndex(snapshot)
    hasContributions = snapshot.edges.contains { $0.contribution != nil }
    deliveries = [[Film.Delivery]?](repeating: nil, count: index.count)
  }

  mutating func film(_ passes: Film.Passes, order: [Int]?) -> Film {
    for position in snapshot.nodes.indices.reversed() {
      deliveries[position] = delivered(by: position)
    }
    if passes == .both { addForwardPass() }
    film.start = film.frames.count
    addBeginning()
    let positions =
      order.map { $0.compactMap { index.position(of: $0) } } ?? snapshot.nodes.indices.reversed()
    for position in positions {
      if let delivered = deliveries[position] { add(delivered, by: snapshot.nodes[position]) }
    }
    return film
  }

  /// What the operation at a position delivers; nil if no gradient reaches it, or nothing leaves it.
  private func delivered(by position: Int) -> [Film.Delivery]? {
    let node = snapshot.nodes[position]
    guard isAtWork(node), isReached(position) else { return nil }
    let edges = index.edges(into: position).map { Int($0) }
    let found = edges.compactMap { number -> Film.Delivery? in
      let edge = snapshot.edges[number]
      let source = snapshot.nodes[Int(index.sources[number])]
      let target = source.reference?.target ?? source.id
      guard carriesGradient(edge, from: source, to: node) else { return nil }
      return .init(
        edge: number, target: target, contribution: edge.contribution, share: 1, count: 1, sum: nil)
    }
    // The first module has nobody to deliver to, and computes the gradients of its parameters.
    return found.isEmpty && node.module?.gradient.range == nil ? nil : found
  }

  private func isAtWork(_ node: GraphSnapshot.Node) -> Bool {
    node.operation != nil || node.module != nil
  }

  /// Whether a gradient comes to what an operation computed; to the last one it is given.
  private func isReached(_ position: Int) -> Bool {
    let edges = index.edges(outOf: position)
    if edges.isEmpty { return snapshot.nodes[position].module != nil }
    return edges.contains { number in
      let target = Int(index.targets[Int(number)])
      return snapshot.nodes[target].tensor?.gradient.summary != nil || deliveries[target] != nil
        || isLast(target)
    }
  }

  /// Whether what was drawn ends at a cut here, where a gradient comes from outside.
  private func isLast(_ position: Int) -> Bool { snapshot.nodes[position].stub != nil }

  private func carriesGradient(
    _ edge: GraphSnapshot.Edge, from source: GraphSnapshot.Node, to node: GraphSnapshot.Node
  ) -> Bool {
    if edge.contribution != nil { return true }
    let tensor = source.tensor ?? source.reference.flatMap { self.tensor(of: $0.target) }
    // Of an operation that was captured with its contributions, an edge without one carries none.
    if hasContributions, node.operation != nil, tensor != nil { return false }
    return tensor.map { $0.gradient.summary != nil } ?? isAtWork(source)
  }

  private func tensor(of id: Int) -> TensorNode? {
    index.position(of: id).flatMap { snapshot.nodes[$0].tensor }
  }
}

// The frames one after the other.
extension FilmBuilder {
  private mutating func addForwardPass() {
    film.frames.append(
      .init(node: nil, pass: .forward, deliveries: [], sentence: "what the computation is given"))
    for (position, node) in snapshot.nodes.enumerated() where isAtWork(node) {
      guard !index.edges(into: position).isEmpty else { continue }
      film.valueFrames[node.id] = film.frames.count
      for edge in index.edges(outOf: position) {
        let result = snapshot.nodes[Int(index.targets[Int(edge)])]
        if result.tensor != nil { film.valueFrames[result.id] = film.frames.count }
      }
      film.frames.append(
        .init(node: node.id, pass: .forward, deliveries: [], sentence: words.computing(node)))
    }
  }

  /// The gradients that are there before any operation delivers one: that of the output for itself, and what comes from parts not drawn.
  private mutating func addBeginning() {
    var counts: [Int: Int] = [:]
    for delivery in deliveries.compactMap(\.self).joined() {
      counts[delivery.target, default: 0] += 1
    }
    for position in deliveries.indices {
      guard let found = deliveries[position] else { continue }
      deliveries[position] = found.map { delivery in
        var delivery = delivery
        delivery.count = counts[delivery.target] ?? 1
        return delivery
      }
    }
    var begins: [GraphSnapshot.Node] = []
    for node in snapshot.nodes {
      guard let gradient = node.tensor?.gradient.summary else { continue }
      film.gradients[node.id] = gradient
      if counts[node.id] == nil {
        film.arrivals[node.id] = [.init(frame: film.frames.count, sum: gradient)]
        begins.append(node)
      }
    }
    film.frames.append(
      .init(node: nil, pass: .backward, deliveries: [], sentence: words.beginning(at: begins)))
  }

  private mutating func add(_ delivered: [Film.Delivery], by node: GraphSnapshot.Node) {
    let frame = film.frames.count
    // In the naive order it may not be the whole gradient.
    let result = index.position(of: node.id).flatMap { index.edges(outOf: $0).first }
    let incoming = result.flatMap { edge -> Double? in
      let target = snapshot.nodes[Int(index.targets[Int(edge)])]
      if let tensor = target.tensor, !tensor.gradientChanges.isEmpty {
        return tensor.gradient.summary?.scalar
      }
      return film.arrivals[target.id]?.last?.sum?.scalar
    }
    let shares = delivered.map { delivery in
      var share = delivery
      let before = film.arrivals[delivery.target] ?? []
      share.share = before.count + 1
      // The last sum is the gradient itself, or what a hook was given.
      share.sum =
        share.share == delivery.count
        ? tensor(of: delivery.target)?.gradientChanges.first?.before
          ?? film.gradients[delivery.target]
        : sum(before, delivery.contribution)
      film.arrivals[delivery.target, default: []].append(.init(frame: frame, sum: share.sum))
      return share
    }
    film.frames.append(
      .init(
        node: node.id, pass: .backward, deliveries: shares,
        sentence: words.delivering(shares, by: node, incoming)))
  }

  private func sum(_ before: [Film.Arrival], _ contribution: Contribution?) -> ArraySummary? {
    guard let contribution else { return nil }
    guard let last = before.last else { return contribution.value }
    return last.sum.flatMap { Contribution(value: $0).adding(contribution)?.value }
  }
}
