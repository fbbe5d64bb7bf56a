import Foundation
import GraphExport
import Smolgrad
import TestSupport
import Testing

/// What a film looks like: as SVG that plays, as frames, as a sheet and in words.
@Suite struct FilmFigureTests {
  private static func drawing() -> Drawing {
    let a = Tensor(2, requiresGradient: true).named("a")
    let b = Tensor(-3, requiresGradient: true).named("b")
    let y = (a * b).named("y")
    let z = (y * (y + a)).named("z")
    z.backward()
    var drawing = Drawing(of: z, capturing: .contributions)
    drawing.film = .init()
    return drawing
  }

  private static func svg(_ drawing: Drawing) throws -> String {
    String(decoding: try drawing.data(as: .svg), as: UTF8.self)
  }

  /// All texts with their attributes.
  private static func texts(_ svg: String) -> [(attributes: String, words: String)] {
    svg.matches(of: /<text([^>]*)>([^<]*)<\/text>/).map {
      (String($0.output.1), String($0.output.2))
    }
  }

  @Test func itIsXMLAndLittleLargerThanTheStill() throws {
    let film = try Self.svg(Self.drawing())
    _ = try XMLTree.parse(Data(film.utf8))
    var still = Self.drawing()
    still.film = nil
    still.explanation = .contributions
    let size = try Self.svg(still).utf8.count
    #expect(film.utf8.count > size)
    // Of so small a figure the rules are more than of a larger one.
    #expect(Double(film.utf8.count) < 1.2 * Double(size))
  }

  @Test func withoutAStyleSheetItIsTheStill() throws {
    // What is there for some frames alone is hidden by an attribute, which a style sheet overrides.
    for (attributes, words) in Self.texts(try Self.svg(Self.drawing())) {
      let isPassing =
        words.hasSuffix("+ …") || words.first?.isNumber == true && words.contains(". ")
      #expect(attributes.contains("opacity=\"0\"") == isPassing, "\(words)")
    }
  }

  @Test func framesHoldWhatIsKnownThen() throws {
    var drawing = Self.drawing()
    var found: [[String]] = []
    for frame in 0..<4 {
      drawing.film?.shown = .frame(frame)
      let svg = try Self.svg(drawing)
      _ = try XMLTree.parse(Data(svg.utf8))
      found.append(
        Self.texts(svg).map(\.words).filter { $0.hasPrefix("∇ ") && !$0.contains("=") })
      // Nor do tooltips tell what is to come.
      #expect(svg.contains("gradient 24") == (frame == 3))
      #expect(svg.contains("-3 × -10") == (frame == 3))
    }
    #expect(found[0] == ["∇ 1"])
    #expect(found[1].sorted() == ["∇ -4 + …", "∇ -6", "∇ 1"])
    #expect(found[2].sorted() == ["∇ -10", "∇ -6", "∇ -6 + …", "∇ 1"])
    #expect(found[3].sorted() == ["∇ -10", "∇ -20", "∇ -6", "∇ 1", "∇ 24"])
  }

  @Test func picturesOfSharesComeFirst() throws {
    let x = Tensor([1, -2, 3], requiresGradient: true).named("x")
    let y = (x * x).sum() + (x * 4).sum()
    y.backward()
    var drawing = Drawing(of: y, capturing: .contributions)
    drawing.film = .init()
    let film = try Film(of: drawing.snapshot)
    let partial = try #require(
      film.frames.indices.first { frame in
        if case .partial? = film.gradient(of: 0, after: frame) { true } else { false }
      })
    let pictures = try [partial - 1, partial, film.frames.count - 1].map { frame -> Int in
      drawing.film?.shown = .frame(frame)
      return try Self.svg(drawing).matches(of: /class="picture gradient"/).count
    }
    // Each operation after the first two has one tensor of three numbers more with a gradient.
    #expect(pictures[0] < pictures[1] && pictures[1] <= pictures[2])
    drawing.film?.shown = .playing(seconds: 1)
    #expect(try Self.svg(drawing).contains("<g class=\"p\" style=\"--k:\(partial);--e:"))
  }

  @Test func cardsHaveOnePositionInAllFrames() throws {
    var drawing = Self.drawing()
    let positions = try (0..<4).map { frame -> [String] in
      drawing.film?.shown = .frame(frame)
      // The names and the values, which are in every frame.
      return Self.texts(try Self.svg(drawing)).filter {
        ["a", "b", "y", "z", "2", "-3", "-6", "24", "×", "+"].contains($0.words)
      }.map { "\($0.words) \($0.attributes)" }
    }
    #expect(positions[0].count == 11)
    #expect(positions.allSatisfy { $0 == positions[0] })
  }

  @Test func aSheetHasAllFrames() throws {
    var drawing = Self.drawing()
    drawing.film?.shown = .sheet(nil)
    let all = Self.texts(try Self.svg(drawing)).map(\.words)
    #expect(all.count { $0 == "b" } == 4)
    #expect(all.count { $0 == "∇ 1" } == 4)
    #expect(all.count { $0 == "∇ 24" } == 1)
    drawing.film?.shown = .sheet(2)
    let two = Self.texts(try Self.svg(drawing)).map(\.words)
    #expect(two.count { $0 == "b" } == 2)
    drawing.film?.shown = .sheet(9)
    #expect(throws: DrawingError.self) { try drawing.data(as: .svg) }
  }

  @Test func formatsWithoutFilmsSaySo() throws {
    let drawing = Self.drawing()
    for format in [Format.png, .pdf, .dot, .json] {
      #expect(throws: DrawingError.self) { try drawing.data(as: format) }
    }
    let text = String(decoding: try drawing.data(as: .text), as: UTF8.self)
    #expect(text.split(separator: "\n").count == 4)
    let alt = String(decoding: try drawing.data(as: .alt), as: UTF8.self)
    #expect(alt.hasSuffix(text))
    var still = drawing
    still.film?.shown = .frame(2)
    #expect(try still.data(as: .png).starts(with: [0x89, 0x50]))
    #expect(try still.data(as: .pdf).starts(with: Data("%PDF".utf8)))
    still.film?.shown = .frame(4)
    #expect(throws: DrawingError.self) { try still.data(as: .svg) }
  }
}
