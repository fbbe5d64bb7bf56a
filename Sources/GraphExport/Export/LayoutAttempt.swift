/// One way to lay a figure out.
struct LayoutAttempt: Sendable {
  /// Who finds out where everything lies.
  enum Layout { case dot, layers }

  /// Who finds out where everything lies.
  var layout: Layout
  /// What is done to the snapshot before.
  var views: [GraphView] = []
  /// Whether cards without arrows stand in the boxes of their modules too.
  var boxesLoneCards = true
  /// The direction, where nobody asked for one; nil for that of the diagram.
  var direction: Diagram.Direction?
  /// The part of the time that is left that the layout may take.
  var share = 1.0
  /// What it may take even where no time is left.
  var leastTime = Duration.zero
  /// Whether it is not begun where the graph is likely to take too long.
  var checksCost = true
  /// When the attempt is made.
  var condition = Condition.always
  /// What the progress line says, around the number of nodes.
  var progress: (before: String, after: String)
  /// What the figure then is, in the words that follow `the figure is`; nil for as it was asked for.
  var note: String?

  /// When an attempt is made.
  enum Condition {
    /// If the graph is not too large for it.
    case always
    /// If the one before it was not made, since the graph was too large; and is not now.
    case insteadOfTooLarge
    /// In place of the figure that was asked for, unless that is an error; its note says why.
    case asSimplerFigure
  }

  /// The options of a figure, as far as this layout can keep them.
  func options(_ asked: Diagram.Options) -> Diagram.Options {
    var options = asked
    options.boxesLoneCards = boxesLoneCards
    options.direction = options.direction ?? direction
    return options
  }

  /// The figure as it was asked for.
  static let byDot = LayoutAttempt(
    layout: .dot, share: 0.6, progress: ("laying out ", " nodes with dot"))

  /// From the best to the surest; each that fails or takes too long costs a step down, not the figure.
  static let all = [
    byDot,
    LayoutAttempt(
      layout: .dot, views: [.splitting(.distant)], share: 0.6, condition: .insteadOfTooLarge,
      progress: ("laying out ", " nodes with dot"),
      note: "tensors with distant uses drawn at each use"),
    // Cards are wider than high: a rank of many takes less room as a column. Those without arrows stand beside the figure.
    LayoutAttempt(
      layout: .layers, views: [.splitting(.busy)], boxesLoneCards: false,
      direction: .right, share: 0.75, condition: .asSimplerFigure,
      progress: ("placing ", " nodes in layers"),
      note: "laid out in layers, with leaves drawn at each use"),
    LayoutAttempt(
      layout: .dot, views: [.depth(.automatic), .joinedEdges], leastTime: .seconds(1),
      checksCost: false,
      condition: .asSimplerFigure, progress: ("collapsing to ", " nodes"), note: "collapsed"),
  ]

  /// The same for both passes in one figure: in layers their lanes would lie far from each other, so the overview comes before.
  static let forBothPasses = all.filter { $0.layout == .dot } + all.filter { $0.layout == .layers }
}
