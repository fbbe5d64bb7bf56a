extension DiagramBuilder {
  /// `256×128 f32`, and whether a picture of so many elements had to be pooled.
  func sizeText(_ tensor: TensorNode) -> String {
    guard options.shows(.pictures), let word = thumbnail(of: tensor.value).pooling.word else {
      return shapeText(tensor)
    }
    return "\(shapeText(tensor)), \(word)"
  }

  /// Pictures of value and gradient side by side, with the statistics of each below.
  func arrayRows(of node: GraphSnapshot.Node, _ tensor: TensorNode) -> [Diagram.Row] {
    var columns: [[Diagram.Item?]] = []
    if tensor.role == .gradient {
      columns.append(gradientColumn(tensor.value))
    } else if let table = options.tables[.value(node.id)] {
      columns.append([.numbers(table, .value), nil, nil])
    } else if options.shows(.value) {
      let statistics = tensor.value.statistics
      columns.append([
        picture(of: tensor.value, .value), statistic(spreadText(tensor.value), .valueStatistic),
        statistic(
          range(statistics, areIntegers: tensor.holdsIntegers), .valueStatistic),
      ])
    }
    if let table = options.tables[.gradient(node.id)] {
      columns.append([.numbers(table, .gradient), nil, nil])
    } else if options.shows(.gradient) {
      switch tensor.gradient {
      case .computed(let gradient): columns.append(gradientColumn(gradient))
      case .absent(let absence):
        columns.append([nil, statusItems(absence).first, nil])
      }
    }
    var rows: [Diagram.Row] = []
    for index in 0..<3 {
      let items = columns.map { $0[index] }
      switch (items.first ?? nil, items.count == 2 ? items[1] : nil) {
      case (let left?, let right?): rows.append(.pair(left, right))
      case (let left?, nil):
        rows.append(items.count == 2 ? .pair(left, .text("", .detail)) : .line([left]))
      case (nil, let right?): rows.append(.pair(.text("", .detail), right))
      case (nil, nil): break
      }
    }
    if options.shows(.health), options.shows(.value), options.tables[.value(node.id)] == nil,
      tensor.role != .input || tensor.value.statistics.nonFinite > 0,
      !masks(node, tensor.value)
    {
      rows += healthRows(tensor.value.statistics)
    }
    return rows
  }

  /// Mean and deviation; nothing where a worksheet leaves them out.
  private func spreadText(_ summary: ArraySummary) -> String? {
    summary.absence == ArraySummary.leftOut ? nil : spread(summary)
  }

  private func gradientColumn(_ gradient: ArraySummary) -> [Diagram.Item?] {
    let picture = picture(of: gradient, .gradient)
    if gradient.isZero { return [picture, .text("∇ zero", .status), nil] }
    let statistics = gradient.statistics
    guard let norm = statistics.norm else { return [picture, nil, nil] }
    return [
      picture, statistic("‖∇‖ \(NumberText.rough(norm))", .gradientStatistic),
      statistic("max |∇| \(NumberText.rough(statistics.magnitude))", .gradientStatistic),
    ]
  }

  private func picture(of summary: ArraySummary, _ quantity: Diagram.Quantity) -> Diagram.Item? {
    options.shows(.pictures) && summary.count > 0 && summary.absence == nil
      ? .picture(thumbnail(of: summary), quantity) : nil
  }

  /// The picture of an array, of as many cells as the figure may have.
  func thumbnail(of summary: ArraySummary) -> Thumbnail {
    options.cells.map(summary.thumbnail.pooled) ?? summary.thumbnail
  }

  private func statistic(_ text: String?, _ style: Diagram.TextStyle) -> Diagram.Item? {
    options.shows(.statistics) ? text.map { .text($0, style) } : nil
  }

  /// The bar of shares, where something is unusual: elements that are no numbers, or mostly zeros.
  private func healthRows(_ statistics: Statistics) -> [Diagram.Row] {
    let count = Double(statistics.count)
    guard
      statistics.nonFinite > 0 || (statistics.count > 3 && 2 * statistics.zero >= statistics.count)
    else { return [] }
    let shares: [Diagram.Share] = [
      .init(kind: .negative, fraction: Double(statistics.negative) / count),
      .init(kind: .zero, fraction: Double(statistics.zero) / count),
      .init(kind: .positive, fraction: Double(statistics.positive) / count),
      .init(kind: .nonFinite, fraction: Double(statistics.nonFinite) / count),
    ]
    var words: [String] = []
    if statistics.zero > 0 {
      words.append("\(NumberText.percent(Double(statistics.zero) / count)) zero")
    }
    if statistics.nan > 0 { words.append("\(statistics.nan) NaN") }
    if statistics.positiveInfinity > 0 { words.append("\(statistics.positiveInfinity) +Inf") }
    if statistics.negativeInfinity > 0 { words.append("\(statistics.negativeInfinity) -Inf") }
    return [
      .line([.shares(shares.filter { $0.fraction > 0 })]),
      .line([.text(words.joined(separator: ", "), .valueStatistic)]),
    ]
  }
}
