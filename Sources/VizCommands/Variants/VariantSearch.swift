import GraphExport

/// Looks for inputs with which the answers of a worksheet have few digits.
struct VariantSearch {
  /// How many worksheets there are to be.
  let count: Int
  let seed: UInt64
  let request: WorksheetRequest

  /// Runs the computation, with the numbers of `DrawnLeaves.current`.
  typealias Compute = () throws -> Drawing

  /// How many draws tell which numbers are likely to be short.
  private static let trials = 40
  /// How many draws there are for each worksheet until less is good enough.
  private static let mostDraws = 60

  private typealias Location = GraphSnapshot.NumberLocation

  /// Worksheets with the same blanks, each with inputs of its own.
  func worksheets(_ compute: Compute) throws -> [(drawing: Drawing, worksheet: Worksheet)] {
    let leaves = DrawnLeaves()
    let own = try leaves.run(compute)
    guard !leaves.own.isEmpty else {
      throw CommandError("there are no inputs that --variants could draw")
    }
    let numbers = NiceNumbers(seed: seed)
    let locations = try blanks(of: own, leaves, numbers, compute)
    var found: [(drawing: Drawing, worksheet: Worksheet)] = []
    var others: [(drawing: Drawing, faults: Int)] = []
    func worksheet(of drawing: Drawing) -> Worksheet? {
      let worksheet = try? request.sheet(of: drawing, blanks: locations, count: nil)
      return worksheet?.blanks.count == locations.count ? worksheet : nil
    }
    var seen: Set<String> = []
    /// How far a worksheet is from a good one: answers with many digits first, then large ones.
    func faults(_ answers: [Double]) -> Int {
      answers.reduce(0) { sum, answer in
        sum + (NiceNumbers.isShort(answer) ? 0 : 100) + (NiceNumbers.isNice(answer) ? 0 : 1)
          + (answer == 0 ? 1 : 0)
      }
    }
    for draw in 0..<(Self.mostDraws * count + 400) where found.count < count {
      // Where small answers are used up, large ones are better than more digits.
      if draw > 400 + 8 * count, others.count(where: { $0.faults < 100 }) >= count - found.count {
        break
      }
      let drawing = try drawn(leaves, numbers, draw: draw, compute)
      // Two sheets are the same if their inputs are, as far as they are written.
      let key = leaves.own.map { leaf in
        "\((leaves.numbers[leaf.name] ?? []).map { ($0 * 10_000).rounded() })"
      }.joined()
      guard seen.insert(key).inserted,
        let answers = Self.answers(drawing.snapshot, locations)
      else { continue }
      let nice = answers.count { NiceNumbers.isNice($0) }
      let zeros = answers.count { $0 == 0 }
      if nice == answers.count, 2 * zeros <= answers.count {
        if let worksheet = worksheet(of: drawing) { found.append((drawing, worksheet)) }
      } else {
        others.append((drawing, faults(answers)))
        if others.count > 2 * count {
          others.sort { $0.faults < $1.faults }
          others.removeLast(others.count - count)
        }
      }
    }
    others.sort { $0.faults < $1.faults }
    for (drawing, _) in others where found.count < count {
      if let worksheet = worksheet(of: drawing) { found.append((drawing, worksheet)) }
    }
    guard found.count == count else {
      throw CommandError(
        "there are \(found.count) variants with different inputs, and not \(count); ask for fewer")
    }
    return found
  }

  /// Runs the computation with inputs that are drawn, and with biases that make functions round.
  private func drawn(
    _ leaves: DrawnLeaves, _ numbers: NiceNumbers, draw: Int, _ compute: Compute
  ) throws -> Drawing {
    // Larger numbers where the small ones may be used up.
    leaves.numbers = numbers.draw(
      for: leaves.own, reach: draw < 400 ? 3 : draw < 400 + 4 * count ? 6 : 12)
    var drawing = try leaves.run(compute)
    for number in RoundResults(drawing.snapshot).operations.indices.prefix(4) {
      let results = RoundResults(drawing.snapshot)
      guard
        let (leaf, difference) = results.change(
          for: results.operations[number], choosing: numbers.choose),
        let old = leaves.numbers[leaf], old.count == 1, difference.isFinite
      else { continue }
      leaves.numbers[leaf] = [old[0] + difference]
      drawing = try leaves.run(compute)
    }
    return drawing
  }

  /// The blanks of all worksheets: of those that were asked for, numbers that are short with many inputs.
  private func blanks(
    of own: Drawing, _ leaves: DrawnLeaves, _ numbers: NiceNumbers, _ compute: Compute
  ) throws -> [Location] {
    let all = try request.sheet(of: own, count: nil).blanks.map(\.location)
    if case .named = request.choice { return all }
    let sizes = Dictionary(all.map { ($0.array, 1) }, uniquingKeysWith: +)
    var shares: [Location: Int] = [:]
    for draw in 0..<Self.trials {
      let snapshot = try drawn(leaves, numbers, draw: draw, compute).snapshot
      for (location, number) in zip(all, snapshot.numbers(at: all)) {
        // In an array, zeros alone would make a dull worksheet.
        guard let number, NiceNumbers.isNice(number), number != 0 || sizes[location.array] == 1
        else { continue }
        shares[location, default: 0] += 1
      }
    }
    let usual = all.filter { shares[$0, default: 0] * 3 >= Self.trials }
    let best = all.sorted { shares[$0, default: 0] > shares[$1, default: 0] }
    let enough = usual.count >= min(request.count ?? 1, all.count) || !usual.isEmpty ? usual : best
    return try request.sheet(of: own, blanks: enough, count: request.count).blanks.map(\.location)
  }

  /// The numbers at some locations; nil where one is not finite.
  private static func answers(
    _ snapshot: GraphSnapshot, _ locations: [Location]
  ) -> [Double]? {
    let answers = snapshot.numbers(at: locations).compactMap(\.self).filter(\.isFinite)
    return answers.count == locations.count ? answers : nil
  }
}
