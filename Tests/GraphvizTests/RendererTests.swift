import Graphviz
import Testing

@Suite struct RendererTests {
  static let isolations: [Renderer.Isolation] = [.childProcess, .inProcess]
  let dot = """
    digraph G {
      node [fontname="Helvetica", fontsize=10, shape=box]
      subgraph cluster_1 { label="layer 1"; a [label="a = 2 × ∇"]; b }
      a -> b -> c
    }
    """

  @Test(arguments: isolations)
  func svgIsWellFormedAndHoldsTheTexts(isolation: Renderer.Isolation) throws {
    let drawing = try Renderer.render(dot, as: .svg, isolation: isolation)
    let xml = XMLCheck(drawing.bytes)
    #expect(xml.isWellFormed)
    #expect(xml.texts == ["layer 1", "a = 2 × ∇", "b", "c"])
    #expect(drawing.warnings == [])
    let viewBox = try #require(xml.elements("svg").first?["viewBox"]).split(separator: " ")
    #expect(viewBox.compactMap { Double($0) } == [0, 0, drawing.width, drawing.height])
  }

  @Test(arguments: isolations)
  func pngHasTheSizeOfTheDrawing(isolation: Renderer.Isolation) throws {
    let drawing = try Renderer.render(dot, as: .png, isolation: isolation)
    #expect(drawing.bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]))
    let bitmap = try #require(drawing.bitmap)
    #expect(bitmap.dpi == 96 && bitmap.reduction == 1)
    #expect(abs(Double(bitmap.width) - drawing.width * 96 / 72) <= 1)
    #expect(abs(Double(bitmap.height) - drawing.height * 96 / 72) <= 1)
  }

  @Test func aSyntaxErrorNamesTheLine() {
    #expect(throws: RenderError.syntax("syntax error in line 2 near '}'")) {
      try Renderer.render("digraph {\n a -> }", as: .svg)
    }
  }
}
