import Foundation
import GraphExport
import Smolgrad
import TestSupport
import Testing

/// Names in other scripts.
@Suite struct ScriptTests {
  private func fonts(_ name: String) throws -> [String] {
    let svg = try XMLTree.parse(Drawing(of: Tensor(1).named(name).exp()).data(as: .svg))
    return try #require(svg.attributes["font-family"]).components(separatedBy: ", ")
  }

  @Test(arguments: [
    ("権重", "Noto Sans CJK SC"), ("가중치", "Malgun Gothic"), ("وزن", "Noto Sans Arabic"),
    ("משקל", "Noto Sans Hebrew"), ("भार", "Noto Sans Devanagari"), ("🧠", "Apple Color Emoji"),
  ])
  func figuresNameFontsForThem(name: String, font: String) throws {
    let fonts = try fonts(name)
    #expect(fonts.contains(font) && fonts.first == "Helvetica" && fonts.last == "sans-serif")
  }

  @Test(arguments: ["w1", "θ²", "вес", "größe", "∇ → ×"])
  func othersAreAsBefore(name: String) throws {
    #expect(try fonts(name).count == 6)
  }
}
