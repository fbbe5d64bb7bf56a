// What many steps of a training run were like, on one card: a strip of each number from the first step to the last.
extension DiagramBuilder {
  /// The card with the strips of its parameter, of its module, or of the loss; unless nobody recorded them.
  func traced(_ card: Diagram.Card, _ node: GraphSnapshot.Node) -> Diagram.Card {
    guard let training = snapshot.training, training.count > 0, options.comparison == nil else {
      return card
    }
    var card = card
    if node.tensor?.isRoot == true {
      card.rows += rows(Strip("loss", training.losses, .value))
    }
    guard let series = series(of: node) else { return card }
    for alarm in training.alarms(of: series) {
      card.rows.append(.line([.pill(alarm.event, .warning)]))
    }
    card.rows += strips(of: series).flatMap(rows)
    let words = trainingLines(of: node)
    card.tooltip += "\n" + words.joined(separator: "\n")
    card.description += ", " + words.joined(separator: ", ")
    return card
  }

  /// What the strips of a node show, in words: `norm 1.7 → 2.4`; nothing where it has none.
  func trainingLines(of node: GraphSnapshot.Node) -> [String] {
    guard let series = series(of: node), let training = snapshot.training else { return [] }
    let numbers = strips(of: series).map { "\($0.name) \($0.ends)" }
    return ["\(Self.counted(training.count, "step")): \(numbers.joined(separator: ", "))"]
      + training.alarms(of: series).map(\.event)
  }

  /// `50 steps of Adam, learning rate 0.1`, `loss 0.69 → 0.12, least 0.11 in step 43`, and what goes wrong.
  var trainingCaption: [String] {
    guard let training = snapshot.training, training.count > 0 else { return [] }
    let optimizer = training.optimizer.map { " of \($0)" } ?? ""
    var loss = "loss \(Strip("", training.losses, .value).ends)"
    let finite = training.losses.enumerated().filter { $0.element.isFinite }
    if let least = finite.min(by: { $0.element < $1.element }), least.offset + 1 < training.count,
      least.offset > 0
    {
      loss += ", least \(NumberText.rough(least.element)) in step \(least.offset + 1)"
    }
    let alarms = training.alarms
    let warnings = TrainingAlarm.Kind.allCases.reversed().flatMap { kind in
      let found = alarms.filter { $0.kind == kind }
      let more = found.count > 2 ? ["\(found.count - 2) more \(kind.rawValue)"] : []
      return found.prefix(2).map { "⚠ \($0.words)" } + more
    }
    return ["\(Self.counted(training.count, "step"))\(optimizer)", loss] + warnings
  }

  /// The curve of the loss, for the legend.
  var lossCurve: Diagram.LegendEntry? {
    guard let training = snapshot.training, training.count > 0, options.shows(.pictures) else {
      return nil
    }
    let strip = Strip("loss", training.losses, .value)
    return .init(
      sample: .item(.picture(strip.picture(cells: options.cells), .value)),
      meaning:
        "loss \(strip.ends), \(Self.counted(training.count, "step")) from left to right; strips reach from 0 to their largest number"
    )
  }

  private func series(of node: GraphSnapshot.Node) -> TrainingHistory.Series? {
    guard let training = snapshot.training, training.count > 0, node.repeats == nil else {
      return nil
    }
    if node.tensor?.role == .parameter || node.tensor?.role == .input {
      return training.series(named: node.name)
    }
    guard let module = node.module, module.kind == .module else { return nil }
    if let repetition = module.repetition, repetition.kind == .modules {
      return training.series(ofModules: module.path, to: repetition.lastPath)
    }
    return training.series(ofModule: module.path)
  }

  private func strips(of series: TrainingHistory.Series) -> [Strip] {
    var strips: [Strip] = []
    if options.shows(.value) { strips.append(Strip("norm", series.valueNorms, .value)) }
    if options.shows(.gradient) {
      strips.append(Strip("‖∇‖", series.gradientNorms, .gradient))
      let zeros = Strip("∇ zero", series.zeroShares, .gradient, isShare: true)
      if series.zeroShares.contains(where: { $0 != 0 && $0 != nil }) { strips.append(zeros) }
      strips.append(Strip("update/weight", series.updateRatios, .gradient))
      strips += series.state.map { Strip("‖\($0.name)‖", $0.norms, .gradient) }
    }
    return strips
  }

  private func rows(_ strip: Strip) -> [Diagram.Row] {
    let style: Diagram.TextStyle =
      strip.quantity == .value ? .valueStatistic : .gradientStatistic
    var items: [Diagram.Item] = []
    if options.shows(.pictures) {
      items = [.picture(strip.picture(cells: options.cells), strip.quantity)]
    }
    return [.ends(items, [.text("\(strip.name) \(strip.ends)", style)])]
  }
}

/// One number of each step.
private struct Strip {
  var name: String
  var numbers: [Double?]
  var quantity: Diagram.Quantity
  /// Whether the numbers are shares of a whole.
  var isShare = false

  init(_ name: String, _ numbers: [Double?], _ quantity: Diagram.Quantity, isShare: Bool = false) {
    self.name = name
    self.numbers = numbers
    self.quantity = quantity
    self.isShare = isShare
  }

  /// The number of the first step and that of the last: `0.69 → 0.12`.
  var ends: String {
    let text = { (number: Double?) in
      number.map { self.isShare ? NumberText.percent($0) : NumberText.rough($0) } ?? "–"
    }
    guard numbers.count > 1, let first = numbers.first, let last = numbers.last else {
      return text(numbers.first ?? nil)
    }
    return "\(text(first)) → \(text(last))"
  }

  /// How high a strip is, in cells.
  private static let height = 12

  /// A picture with a column for each step, as high as its number, from 0 to the largest.
  ///
  /// Of more steps than there are columns it is the largest of those that share one. Where cells are few, each is a step, and its strength
  /// the number.
  func picture(cells: Int?) -> Thumbnail {
    let most = cells ?? Thumbnail.side
    let columns = pooled(to: most)
    guard most > CellSize.mostDrawn else {
      return Thumbnail(shape: [columns.count], values: columns)
    }
    let width = max(1, most / columns.count)
    let scale =
      isShare ? 1 : columns.reduce(0) { $1.isFinite ? Swift.max($0, $1.magnitude) : $0 }
    let heights = columns.map { number -> Int in
      guard number.isFinite else { return Self.height }
      guard number != 0, scale > 0 else { return 0 }
      return Swift.max(1, Int(nearest: number.magnitude / scale * Double(Self.height)))
    }
    var values: [Double] = []
    for row in 0..<Self.height {
      for (column, number) in columns.enumerated() {
        let isFilled = heights[column] >= Self.height - row
        let value = !isFilled ? 0 : number.isFinite ? 1 : Double.nan
        values += [Double](repeating: value, count: width)
      }
    }
    return Thumbnail(shape: [Self.height, columns.count * width], values: values)
  }

  /// At most so many numbers: the largest of those that share a column; where one is not finite, NaN.
  private func pooled(to most: Int) -> [Double] {
    let known = numbers.map { $0 ?? 0 }
    guard known.count > most else { return known }
    return (0..<most).map { column in
      let part = known[column * known.count / most..<(column + 1) * known.count / most]
      return part.contains { !$0.isFinite }
        ? .nan : part.max { $0.magnitude < $1.magnitude } ?? 0
    }
  }
}
