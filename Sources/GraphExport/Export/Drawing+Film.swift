extension Drawing {
  /// What of a film is drawn.
  public struct FilmOptions: Hashable, Sendable {
    /// The passes that it shows.
    public var passes = Film.Passes.backward
    /// The `id`s of the operations in the order in which their derivatives are applied; nil for the engine's order.
    public var order: [Int]?
    /// How it is shown.
    public var shown = Showing.playing(seconds: 1)

    /// The ways to show a film.
    public enum Showing: Hashable, Sendable {
      /// All frames one after the other, each for so many seconds, as SVG.
      case playing(seconds: Double)
      /// One frame, in every format that has pictures.
      case frame(Int)
      /// So many of the frames at equal distances, the first and the last among them, as small figures on one page; nil for all of them.
      case sheet(Int?)
    }

    /// The usual film: the backward pass, a frame a second.
    public init() {}
  }

  /// The film of what is drawn; nil where none is asked for.
  ///
  ///     let w = Tensor(3, requiresGradient: true).named("w")
  ///     let loss = w * w
  ///     loss.backward()
  ///     var drawing = Drawing(of: loss, capturing: .contributions)
  ///     drawing.film = .init()
  ///     try drawing.filmOfWhatIsDrawn()!.frames.count  // 2
  ///
  /// - Throws: `FilmError`.
  public func filmOfWhatIsDrawn() throws(FilmError) -> Film? {
    try film.map { options throws(FilmError) in
      try Film(of: withLeaves(of: visible), passes: options.passes, order: options.order)
    }
  }

  /// The options, with what operations deliver, which a film is about.
  func filmed(_ options: Diagram.Options) -> Diagram.Options {
    var options = options
    if film != nil, options.explanation == .none { options.explanation = .contributions }
    return options
  }

  /// What the figure of a snapshot says, and in a film, when.
  ///
  /// - Parameter options: what is shown of it.
  func diagram(of snapshot: GraphSnapshot, _ options: Diagram.Options) -> Diagram {
    let options = filmed(options)
    let snapshot = withLeaves(of: snapshot)
    let diagram = Diagram(of: snapshot, options)
    // That there is none is said before, by `checkFilm`.
    guard let film,
      let frames = try? Film(of: snapshot, passes: film.passes, order: film.order)
    else { return diagram }
    return frames.applied(to: diagram, of: snapshot, options, film.playback(of: frames))
  }

  /// Makes sure that there is a film, and that a format can show it.
  func checkFilm(as format: Format) throws(DrawingError) {
    guard let film else { return }
    let frames: Film?
    do throws(FilmError) {
      frames = try filmOfWhatIsDrawn()
      if case .frame(let number) = film.shown, let count = frames?.frames.count,
        !(0..<count).contains(number)
      {
        throw .noFrame(number, count: count)
      }
    } catch {
      throw .film("\(error)")
    }
    if case .sheet(let count?) = film.shown, let most = frames?.frames.count,
      !(1...most).contains(count)
    {
      throw .film("a sheet of this film has from 1 to \(most) figures, not \(count)")
    }
    switch (format.name, film.shown) {
    case ("svg", _), ("html", .playing), ("png", .frame), ("png", .sheet), ("pdf", .frame),
      ("pdf", .sheet), ("text", .playing), ("alt", .playing):
      break
    case ("png", .playing), ("pdf", .playing):
      throw .film(
        "a film plays as SVG; as \(format.name) there are its frames, each in a file, or a sheet of them"
      )
    default:
      throw .film("\(format.name) shows no film; svg does, and text and alt tell it in sentences")
    }
  }
}

extension Drawing.FilmOptions {
  /// How the figure is played.
  func playback(of film: Film) -> Diagram.Playback {
    let captions = film.frames.indices.map(film.caption)
    return switch shown {
    case .playing(let seconds): .init(captions: captions, seconds: seconds)
    case .frame(let frame): .init(captions: captions, moment: frame)
    case .sheet: .init(captions: captions, moment: film.frames.count - 1)
    }
  }

  /// The frames of a sheet.
  func sheetFrames(of count: Int) -> [Int] {
    guard case .sheet(let wanted?) = shown, wanted < count else { return Array(0..<count) }
    guard wanted > 1 else { return [count - 1] }
    return (0..<wanted).map {
      Int((Double($0 * (count - 1)) / Double(wanted - 1)).rounded())
    }
  }
}
