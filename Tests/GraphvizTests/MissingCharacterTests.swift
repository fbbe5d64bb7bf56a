import Graphviz
import Testing

@Suite struct MissingCharacterTests {
  /// Characters for private use, which no ordinary font has.
  let dot = "digraph G { a [label=\"x \u{10FFF0}\u{10FFF1}\"]; b [label=\"\u{10FFF0} ∂L/∂w\"] }"

  @Test(arguments: RendererTests.isolations)
  func areToldOnceEach(isolation: Renderer.Isolation) throws {
    for format in [OutputFormat.png, .pdf] {
      let drawing = try Renderer.render(dot, as: format, isolation: isolation)
      #expect(drawing.missingCharacters == "\u{10FFF0}\u{10FFF1}")
      let next = try Renderer.render("digraph G { a }", as: format, isolation: isolation)
      #expect(next.missingCharacters == "")
    }
  }

  @Test func areNoMatterInFormatsWithoutFonts() throws {
    #expect(try Renderer.render(dot, as: .svg).missingCharacters == "")
  }
}
