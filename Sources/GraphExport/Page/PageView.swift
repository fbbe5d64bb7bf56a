/// A figure of a page: one way to look at the computation.
struct PageView {
  /// What it shows.
  enum Kind: String, CaseIterable, JSONValue {
    /// What is drawn where nobody asks for more.
    case overview
    /// Each module as one card.
    case closed
    /// One module open.
    case opened
    /// Every tensor and every operation.
    case everything
    /// The operations of the backward pass.
    case backward
    /// The backward pass as it happens.
    case film
    /// The worksheet.
    case quiz
    /// The computation with another value of one of its inputs or settings.
    case varied
  }

  var kind: Kind
  /// The path of the module that is open, if it is one.
  var path: String?
  /// The paths of other modules that are open in it as well.
  var otherPaths: [String] = []
  /// Which of the stops of the drawing's variation it is, if it is one.
  var stop: Int?
  /// What is drawn.
  var drawing: Drawing
  /// The worksheet, if it is one.
  var worksheet: Worksheet?
}

/// The views of a page that are wanted, in the order in which they are drawn.
struct PagePlan {
  private(set) var views: [PageView] = []
  /// The computation with other values, which are drawn over one layout.
  private(set) var stops: [PageView] = []
  /// The paths of the modules that were left out.
  private(set) var omittedModules: [String] = []
  private let drawing: Drawing

  /// The most cards that the views of modules have together.
  private static let mostCardsOfModules = 3000
  /// More cards than these are not drawn one by one.
  static let mostCards = 4000
  /// A film of more frames tells nobody anything.
  private static let mostFrames = 400

  init(of drawing: Drawing) {
    var drawing = drawing
    let film = drawing.film
    let variation = drawing.variation
    (drawing.film, drawing.variation) = (nil, nil)
    drawing.frames = []
    self.drawing = drawing
    let overview = drawing.visible
    add(.overview, overview)
    if drawing.collapsesLargeGraphs { addModules(overview) }
    if let backward = drawing.backward {
      var shown = drawing
      shown.snapshot = backward
      add(.backward, shown.visible)
    }
    addFilm(film ?? Drawing.FilmOptions())
    addQuiz(overview)
    stops = (variation?.stops ?? []).enumerated().map { number, stop in
      var shown = drawing
      shown.snapshot = stop.snapshot
      shown.snapshot = shown.visible
      shown.collapsesLargeGraphs = false
      return PageView(kind: .varied, stop: number, drawing: shown)
    }
  }

  private mutating func add(_ kind: PageView.Kind, path: String? = nil, _ snapshot: GraphSnapshot) {
    var view = drawing
    view.snapshot = snapshot
    view.collapsesLargeGraphs = false
    views.append(PageView(kind: kind, path: path, drawing: view))
  }

  /// Adds a view of each module, and one of every operation.
  private mutating func addModules(_ overview: GraphSnapshot) {
    let whole = drawing.snapshot
    let isWhole = overview.nodes.count == whole.nodes.count
    let paths = whole.pathsFromOutside
    // Of a computation that is drawn as it is, modules can be closed.
    let modules = GraphView.Depth.levels(whole.hasOutermostModule ? 1 : 0)
    if isWhole, paths.count > 1, let closed = try? whole.applying([.depth(modules)]),
      closed.nodes.count < whole.nodes.count
    {
      add(.closed, closed)
    }
    let depth = isWhole ? modules : .automatic
    var known = Dictionary(
      views.enumerated().map { ($1.drawing.snapshot.nodes, $0) }, uniquingKeysWith: { a, _ in a })
    var cards = 0
    for path in paths {
      // A large computation has thousands of modules, of which each would take its time.
      guard cards < Self.mostCardsOfModules,
        let opened = try? whole.applying([.depth(depth, expanding: [path])])
      else {
        omittedModules.append(path)
        continue
      }
      if let index = known[opened.nodes] {
        views[index].otherPaths.append(path)
      } else {
        known[opened.nodes] = views.count
        cards += opened.nodes.count
        add(.opened, path: path, opened)
      }
    }
    if !isWhole, whole.nodes.count <= Self.mostCards, known[whole.nodes] == nil {
      add(.everything, whole)
    }
  }

  private mutating func addFilm(_ options: Drawing.FilmOptions) {
    var shown = drawing
    shown.film = options
    shown.film?.shown = .playing(seconds: 1)
    guard let film = try? shown.filmOfWhatIsDrawn(), film.frames.count <= Self.mostFrames else {
      return
    }
    views.append(PageView(kind: .film, path: nil, drawing: shown))
  }

  private mutating func addQuiz(_ overview: GraphSnapshot) {
    guard let worksheet = try? Worksheet(of: overview, drawing.options, count: 12),
      !worksheet.blanks.isEmpty
    else { return }
    var sheet = Drawing(of: worksheet, showingAnswers: false)
    (sheet.theme, sheet.budget) = (drawing.theme, drawing.budget)
    views.append(PageView(kind: .quiz, path: nil, drawing: sheet, worksheet: worksheet))
  }
}

extension GraphSnapshot {
  /// Whether a module lies around all others.
  fileprivate var hasOutermostModule: Bool {
    scopes.contains { $0.parent == nil && $0.path.isEmpty }
  }

  /// The paths of the modules that are not the outermost one, those outside before those inside of them, each once.
  fileprivate var pathsFromOutside: [String] {
    var levels: [Int: Int] = [:]
    for scope in scopes {
      levels[scope.id] = scope.parent.flatMap { levels[$0] }.map { $0 + 1 } ?? 0
    }
    var seen: Set<String> = [""]
    return scopes.enumerated()
      .sorted { (levels[$0.element.id]!, $0.offset) < (levels[$1.element.id]!, $1.offset) }
      .map(\.element.path).filter { seen.insert($0).inserted }
  }
}
