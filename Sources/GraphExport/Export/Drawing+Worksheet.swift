extension Drawing {
  /// A worksheet, or its key: the same figure with the answers in the boxes, each at the same position.
  ///
  /// It is drawn in black and white, as it is asked for or not at all: a simpler layout would not have all boxes.
  ///
  /// - Parameters:
  ///   - worksheet: the computation and its blanks.
  ///   - showsAnswers: whether the boxes are filled in.
  public init(of worksheet: Worksheet, showingAnswers showsAnswers: Bool = false) {
    self.init(worksheet.snapshotWithoutAnswers)
    collapsesLargeGraphs = false
    theme = .print
    options = worksheet.options
    options.marks = []
    options.blanks = Dictionary(
      uniqueKeysWithValues: worksheet.blanks.map {
        ($0.location, $0.box(showingAnswer: showsAnswers))
      })
    options.tables = worksheet.tables(showingAnswers: showsAnswers)
    budget.isStrict = true
  }
}
