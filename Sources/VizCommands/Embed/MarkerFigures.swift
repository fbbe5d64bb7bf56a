import GraphExport

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

// Which files a marker has: one, two that go together, or one for each frame of a film.
extension DocumentUpdate {
  /// The frames of a film, each in a file of its own, where the marker names numbered files; else nil.
  func steps(
    of order: FigureReceiver.Order, _ command: MarkerCommand<Tool>, _ layout: FigureLocation,
    _ dialect: Dialect
  ) throws -> [(figure: EmbeddedFigure, caption: String)]? {
    guard let film = try order.drawing.filmOfWhatIsDrawn(),
      case .playing? = order.drawing.film?.shown,
      let files = order.file.flatMap(NumberedFiles.init)
    else { return nil }
    guard dialect != .docc, !command.options.pair else {
      throw CommandError(
        "the frames of a film stand in documents of Markdown, one figure each; in DocC use a sheet, or the film itself"
      )
    }
    let words = ShellWords.join(FigureName.figureWords(command.words))
    return try film.frames.indices.map { number in
      var order = order
      order.drawing.film?.shown = .frame(number)
      let figure = try EmbeddedFigure(
        order, file: try layout.file(files.name(number)), command: words)
      return (figure, film.caption(of: number))
    }
  }

  /// The files of a marker: one, or one for light and one for dark surroundings.
  func figures(
    of order: FigureReceiver.Order, _ command: MarkerCommand<Tool>, _ layout: FigureLocation,
    _ dialect: Dialect
  ) throws -> [EmbeddedFigure] {
    let name =
      order.file ?? "\(FigureName.name(of: command.words)).\(order.format.fileExtensions[0])"
    let file = try layout.file(name)
    let words = ShellWords.join(FigureName.figureWords(command.words))
    let theme = order.drawing.theme
    let wantsPair = command.options.pair || settings.isPaired
    if order.drawing.plays, dialect != .docc, !wantsPair {
      var still = order
      still.drawing.film = nil
      if still.drawing.options.explanation == .none {
        still.drawing.options.explanation = .contributions
      }
      return try [(order, file), (still, file.stillVariant)].map {
        try EmbeddedFigure($0, file: $1, command: words)
      }
    }
    guard wantsPair || dialect.prefersPairs, let dark = theme.darkPalette else {
      guard !wantsPair else {
        throw CommandError(
          "--pair needs a theme for light and dark surroundings, such as \(Tool.themes.first { $0.darkPalette != nil }?.name ?? "auto"), not \(theme.name)"
        )
      }
      return [try EmbeddedFigure(order, file: file, command: words)]
    }
    return try [(theme.palette, file), (dark, file.darkVariant)].map { palette, file in
      var order = order
      order.drawing.theme = Theme(name: theme.name, palette: palette, cells: theme.cells)
      return try EmbeddedFigure(order, file: file, command: words)
    }
  }
}
