import Foundation
import GraphExport
import Smolgrad
import TestSupport
import Testing

@Suite struct PictureTests {
  /// The levels of a picture's cells, read back out of the SVG: nil where no cell is.
  private func levels(_ picture: XMLTree, rows: Int, columns: Int) throws -> [Int?] {
    var levels = [Int?](repeating: nil, count: rows * columns)
    for path in try cells(of: picture) {
      let name = try #require(path.attributes["class"]).dropFirst(2)
      let level =
        name.hasPrefix("odd")
        ? 99 : (name.dropFirst().first == "n" ? -1 : 1) * Int(name.dropFirst(2))!
      for run in try #require(path.attributes["d"]).split(separator: "M") {
        // Column, row and how many cells beside each other.
        let numbers = run.split { !$0.isNumber }.compactMap { Int($0) }
        for column in numbers[0]..<numbers[0] + numbers[2] {
          #expect(levels[numbers[1] * columns + column] == nil)
          levels[numbers[1] * columns + column] = level
        }
      }
    }
    return levels
  }

  private func cells(of picture: XMLTree) throws -> [XMLTree] {
    try #require(picture.children.first { $0.attributes["class"] == "cells" }).children
  }

  private func pictures(_ summary: ArraySummary) throws -> (values: XMLTree, gradients: XMLTree) {
    var drawing = Drawing(Samples.single(summary))
    drawing.parts.remove(.legend)
    let all = try XMLTree.parse(drawing.data(as: .svg)).all
    return (
      try #require(all.first { $0.attributes["class"] == "picture value" }),
      try #require(all.first { $0.attributes["class"] == "picture gradient" })
    )
  }

  @Test(arguments: [[4, 8], [8], [2, 3, 3, 3], [2, 8], [16, 16]])
  func holdsTheCellsOfTheTensor(shape: [Int]) throws {
    var random = SplitMix(seed: 3)
    let values = (0..<shape.reduce(1, *)).map { $0 % 5 == 0 ? 0 : random.unit() * 4 - 2 }
    let summary = ArraySummary(shape: shape, values: values)
    let thumbnail = summary.thumbnail
    let scale = thumbnail.cells.compactMap { $0 }.map(abs).max()!
    let expected = thumbnail.cells.map { cell in
      cell.map { value in
        value == 0 ? 0 : max(1, Int((abs(value) / scale * 8).rounded())) * (value < 0 ? -1 : 1)
      }
    }
    let pictures = try pictures(summary)
    let side = min(11, max(6, 96 / max(thumbnail.rows, thumbnail.columns)))
    for picture in [pictures.values, pictures.gradients] {
      let found = try levels(picture, rows: thumbnail.rows, columns: thumbnail.columns)
      #expect(found == expected)
      let group = picture.children.first { $0.attributes["class"] == "cells" }
      #expect(group?.attributes["transform"] == "scale(\(side))translate(0 .5)")
    }
  }

  @Test func marksWhatIsNotFiniteWithASign() throws {
    let summary = ArraySummary(shape: [4], values: [.nan, .infinity, -.infinity, 1])
    let picture = try pictures(summary).values
    #expect(try levels(picture, rows: 1, columns: 4) == [99, 99, 99, 8])
    #expect(picture.children.filter { $0.name == "text" }.map(\.text) == ["×", "▲", "▼"])
  }

  @Test func takesNoColorOfTheOtherQuantity() throws {
    let pictures = try pictures(ArraySummary(shape: [3], values: [-1, 0, 1]))
    let classes = { (picture: XMLTree) in
      Set(try cells(of: picture).compactMap { $0.attributes["class"] })
    }
    #expect(try classes(pictures.values) == ["s-vn8", "s-vp0", "s-vp8"])
    #expect(try classes(pictures.gradients) == ["s-gn8", "s-gp0", "s-gp8"])
  }

  @Test func printsSizesInsteadOfColors() throws {
    var drawing = Drawing(Samples.single(ArraySummary(shape: [4], values: [1, -1, 0, 0.5])))
    drawing.theme = .print
    drawing.parts = [.pictures]
    let svg = try drawing.data(as: .svg)
    let all = try XMLTree.parse(svg).all
    let values = try #require(all.first { $0.attributes["class"] == "picture value" })
    let paths = values.children.filter { $0.name == "path" }
    // A frame, two full squares and a hollow one; zero is left empty.
    #expect(paths.count == 3)
    #expect(paths[1].attributes["d"]?.split(separator: "M").count == 2)
    #expect(paths[1].attributes["class"] == "f-ink")
    #expect(paths[2].attributes["d"]?.split(separator: "M").count == 1)
    #expect(paths[2].attributes["class"] == "f-canvas s-ink")
    let gradients = try #require(all.first { $0.attributes["class"] == "picture gradient" })
    #expect(gradients.children[1].attributes["d"]?.contains("a") == true)
    let colors = Set(
      String(decoding: svg, as: UTF8.self).matches(of: /#([0-9a-f]{6})/).map { String($0.output.1) }
    )
    #expect(
      colors.allSatisfy {
        $0.prefix(2) == $0.dropFirst(2).prefix(2) && $0.prefix(2) == $0.suffix(2)
      }, "only grey")
  }
}
