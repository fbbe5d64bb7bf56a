import Foundation
@testable import GraphExport
import TestSupport
import Testing

/// Pictures of more than 16 cells a side, read back out of the files.
@Suite struct ImageTests {
  /// Numbers of both signs, with zeros and what is not finite.
  private func summary(_ shape: [Int]) -> ArraySummary {
    var random = SplitMix(seed: 11)
    let values = (0..<shape.reduce(1, *)).map { index -> Double in
      switch index {
      case 3: .nan
      case 40: .infinity
      default: index % 5 == 0 ? 0 : random.unit() * 4 - 2
      }
    }
    return ArraySummary(shape: shape, values: values)
  }

  /// The color of each cell, by the rule: steps of an eighth of the largest magnitude, and only zero itself is zero.
  private func colors(_ thumbnail: Thumbnail, _ palette: Palette, _ quantity: Diagram.Quantity)
    -> [RGBColor?]
  {
    let scale = thumbnail.cells.compactMap { $0 }.filter(\.isFinite).map(abs).max()!
    return thumbnail.cells.map { cell in
      guard let cell else { return nil }
      guard cell.isFinite else { return palette[.nonFiniteCell] }
      let level =
        cell == 0 ? 0 : max(1, Int((abs(cell) / scale * 8).rounded())) * (cell < 0 ? -1 : 1)
      return palette[quantity == .value ? .valueCell(level) : .gradientCell(level)]
    }
  }

  private func drawing(_ summary: ArraySummary, _ theme: Theme) -> Drawing {
    var drawing = Drawing(Samples.single(summary))
    drawing.theme = theme
    drawing.parts.subtract([.legend, .health])
    return drawing
  }

  @Test(
    arguments: [[28, 28], [300], [6, 20, 17], [200, 130], [3, 500]], [Theme.auto, .light, .dark])
  func imagesHoldTheCells(shape: [Int], theme: Theme) throws {
    let summary = summary(shape)
    let all = try XMLTree.parse(drawing(summary, theme).data(as: .svg)).all
    for quantity in [Diagram.Quantity.value, .gradient] {
      let picture = try #require(
        all.first { $0.attributes["class"] == "picture \(quantity.rawValue)" })
      let images = picture.children.filter { $0.name == "image" }
      let palettes = [theme.palette] + [theme.darkPalette].compactMap(\.self)
      #expect(images.count == palettes.count)
      for (image, palette) in zip(images, palettes) {
        let text = try #require(image.attributes["href"])
        let start = try #require(text.range(of: "data:image/png;base64,"))
        let file = try #require(Data(base64Encoded: String(text[start.upperBound...])))
        let pixels = try #require(PNGPixels(file))
        #expect(pixels.width == summary.thumbnail.columns)
        #expect(pixels.height == summary.thumbnail.rows)
        #expect(pixels.colors == colors(summary.thumbnail, palette, quantity))
      }
      #expect(picture.children.filter { $0.name == "text" }.map(\.text).contains("×"))
    }
  }

  /// The PNG has the layout of the SVG, which says where the pictures are.
  @Test(.slow, arguments: [[28, 28], [6, 20, 17], [200, 130], [3, 500]])
  func bitmapsShowTheCells(shape: [Int]) throws {
    let summary = summary(shape)
    let drawing = drawing(summary, .light)
    let svg = try XMLTree.parse(drawing.data(as: .svg))
    // A cell of at least a pixel of the page has some of the bitmap's, of which the one in the middle has no neighbor's color in it.
    let bitmap = try drawing.data(as: .png, output: .init(pixelSize: .dpi(288)))
    let png = try #require(PNGPixels(bitmap))
    let box = try #require(svg.attributes["viewBox"]).split(separator: " ").compactMap {
      Double($0)
    }
    let scale = Double(png.width) / box[2]
    let figure = try #require(svg.all.first { $0.attributes["class"] == "figure" })
    let offset = try numbers(in: figure.attributes["transform"])
    for quantity in [Diagram.Quantity.value, .gradient] {
      let picture = try #require(
        svg.all.first { $0.attributes["class"] == "picture \(quantity.rawValue)" })
      let corner = try numbers(in: picture.attributes["transform"])
      let image = try #require(picture.children.first { $0.name == "image" })
      let width = try #require(image.attributes["width"].flatMap(Double.init))
      let height = try #require(image.attributes["height"].flatMap(Double.init))
      let thumbnail = summary.thumbnail
      let expected = colors(thumbnail, .light, quantity)
      for row in 0..<thumbnail.rows {
        for column in 0..<thumbnail.columns {
          guard let color = expected[row * thumbnail.columns + column] else { continue }
          let x = corner[0] + offset[0] + (Double(column) + 0.5) / Double(thumbnail.columns) * width
          let y = corner[1] + offset[1] + (Double(row) + 0.5) / Double(thumbnail.rows) * height
          let found = try #require(png[Int(y * scale), Int(x * scale)])
          #expect(
            Self.distance(found, color) <= 6,
            "cell (\(row), \(column)) is \(found.hex), not \(color.hex)")
        }
      }
    }
  }

  /// How far apart two colors are, in the channel in which that is most.
  private static func distance(_ a: RGBColor, _ b: RGBColor) -> Int {
    [(a.red, b.red), (a.green, b.green), (a.blue, b.blue)].map { abs(Int($0) - Int($1)) }.max()!
  }

  private func numbers(in transform: String?) throws -> [Double] {
    try #require(transform).split { !"-.0123456789".contains($0) }.compactMap { Double($0) }
  }

  @Test func lessCellsOnRequest() throws {
    var drawing = drawing(summary([40, 40]), .light)
    drawing.cells = 10
    let picture = try #require(
      XMLTree.parse(drawing.data(as: .svg)).all.first { $0.attributes["class"] == "picture value" })
    #expect(!picture.children.contains { $0.name == "image" })
    #expect(
      drawing.diagram.cards.flatMap(\.rows).flatMap(\.items).contains { item in
        if case .picture(let thumbnail, .value) = item { thumbnail.rows == 10 } else { false }
      })
  }

  /// In black and white there is a mark for each cell, and in DOT a cell of a table.
  @Test func marksStayLegible() throws {
    let summary = summary([40, 40])
    var drawing = drawing(summary, .print)
    let svg = try XMLTree.parse(drawing.data(as: .svg)).all
    #expect(!svg.contains { $0.name == "image" })
    drawing.theme = .light
    #expect(!drawing.dot.contains("<IMG"))
    #expect(drawing.dot.contains("40×40 f32, pooled"))
  }

  @Test func imagesAreGoneAfterwards() throws {
    let thumbnail = summary([40, 40]).thumbnail
    let slot = Slot(thumbnail: thumbnail, quantity: .value, cell: CellSize(thumbnail))
    var folder = ImageFolder()
    let path = try #require(folder?.path(of: 0))
    try folder?.write([slot], .light)
    #expect(PNGPixels(try Data(contentsOf: URL(filePath: path))) != nil)
    folder = nil
    #expect(!FileManager.default.fileExists(atPath: path))
  }

  /// What a killed program leaves goes a day later, and nothing else does.
  @Test func foldersOfKilledProgramsGo() throws {
    let parent = try TemporaryFolder()
    let (old, fresh) = (
      "smolgrad-images-\(UUID().uuidString)", "smolgrad-images-\(UUID().uuidString)"
    )
    let others = ["smolgrad-images-x", "images-\(UUID().uuidString)"]
    for name in [old, fresh] + others {
      try FileManager.default.createDirectory(
        at: parent.file(name), withIntermediateDirectories: false)
      try Data("a".utf8).write(to: parent.file("\(name)/0.png"))
      guard name != fresh else { continue }
      try FileManager.default.setAttributes(
        [.modificationDate: Date(timeIntervalSinceNow: -200_000)],
        ofItemAtPath: parent.file(name).path)
    }
    ImageFolder.removeAbandoned(in: parent.url)
    #expect(try Set(parent.names()) == Set([fresh] + others))
  }
}
