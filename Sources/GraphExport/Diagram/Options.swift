extension Diagram {
  /// What a figure shows of a computation.
  ///
  /// The command line has the same words.
  public struct Options: Hashable, Sendable {
    /// Which numbers are shown.
    public var view = View.both
    /// Which way the computation runs; nil for left to right if it has no modules and fits the width of a page, else top to bottom.
    public var direction: Direction?
    /// How much room an operation takes.
    public var detail = Detail.full
    /// How far the figure explains where gradients come from.
    ///
    /// It needs a snapshot with contributions: `Drawing(of: loss, capturing: .contributions)`.
    public var explanation = Explanation.none
    /// The parts that are drawn.
    public var parts = Set(Part.allCases)
    /// What the cards are colored by, if the snapshot says it.
    ///
    /// The bytes of tensors are added by `GraphSnapshot.countingBytes`, what operations take by capturing with
    /// `GraphSnapshot(countingCostsOf:)` or `GraphSnapshot.timing`, numbers of a file by `GraphSnapshot.adding(_:)`.
    public var colorBy: CostKind?
    /// The most cells a side of a picture; nil for as many as the snapshot has, up to `Thumbnail.side`.
    public var cells: Int?
    /// What is pointed at on cards, such as where a NaN begins.
    public var marks: [Mark] = []
    /// The turns of operations in the backward pass, by their `id`s, to be written on their cards.
    public var turns: [Int: Int] = [:]
    /// What operations take for the gradient of their result where it is not the whole, by their `id`s.
    public var incomingGradients: [Int: Double] = [:]
    /// Boxes in place of numbers, on a worksheet and its key.
    public var blanks: [GraphSnapshot.NumberLocation: Blank] = [:]
    /// Arrays that are drawn number by number in place of a picture, by the location of their first number.
    public var tables: [GraphSnapshot.NumberLocation: NumberTable] = [:]
    /// What the nodes were in another run, for a figure of two.
    package var comparison: Comparison?
    /// Whether cards without arrows stand in the boxes of their modules too.
    var boxesLoneCards = true

    /// The usual figure.
    public init() {}
  }

  /// Which of the numbers a figure shows.
  public enum View: String, Hashable, Sendable, CaseIterable {
    /// Those of the forward pass.
    case values
    /// Those of the backward pass.
    case gradients
    /// Both, side by side.
    case both
  }

  /// How much room an operation takes.
  public enum Detail: String, Hashable, Sendable, CaseIterable {
    /// Each operation and each tensor is a card of its own.
    case full
    /// An operation and its result are one card, and so is a layer such as `Linear` with pictures of its parameters.
    case compact
  }

  /// How far a figure explains where gradients come from.
  public enum Explanation: String, Hashable, Sendable, CaseIterable {
    /// It does not.
    case none
    /// Each operation shows what it delivers to each of its arguments.
    case contributions
    /// And by which formula.
    case full
  }

  /// The parts of a figure that can be left out.
  public enum Part: String, Hashable, Sendable, CaseIterable {
    /// Thumbnails of values and gradients.
    case pictures
    /// Mean, deviation, range and norm.
    case statistics
    /// Shares of zeros, NaN and infinities where there is something unusual.
    case health
    /// Why a gradient is not there.
    case status
    /// What an operation was told.
    case attributes
    /// Where an argument is broadcast or reduced, from which shape to which.
    case shapes
    /// The boxes around modules.
    case groups
    /// The name of the computation.
    case title
    /// How many operations, tensors and parameters there are.
    case caption
    /// What the encodings mean.
    case legend
  }
}

extension Diagram.Options {
  /// The options with no more cells in a picture than can be drawn one by one.
  var drawingCells: Self {
    var options = self
    options.cells = min(cells ?? CellSize.mostDrawn, CellSize.mostDrawn)
    return options
  }

  func shows(_ quantity: Diagram.Quantity) -> Bool {
    switch (view, quantity) {
    case (.both, _), (.values, .value), (.gradients, .gradient), (_, .difference): true
    case (.values, .gradient), (.gradients, .value): false
    }
  }

  func shows(_ part: Diagram.Part) -> Bool { parts.contains(part) }
}
