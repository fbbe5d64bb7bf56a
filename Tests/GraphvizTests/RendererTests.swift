import Foundation
import Graphviz
import TestSupport
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
    let svg = try XMLTree.parse(Data(drawing.bytes))
    #expect(svg.all("text").map(\.text) == ["layer 1", "a = 2 × ∇", "b", "c"])
    #expect(drawing.warnings == [])
    let viewBox = try #require(svg.attributes["viewBox"]).split(separator: " ")
    #expect(viewBox.compactMap { Double($0) } == [0, 0, drawing.width, drawing.height])
  }

  @Test(arguments: isolations)
  func pdfHasOnePageOfTheSizeOfTheDrawing(isolation: Renderer.Isolation) throws {
    let drawing = try Renderer.render(dot, as: .pdf, isolation: isolation)
    #expect(drawing.bytes.starts(with: "%PDF-".utf8))
    let info = try run("pdfinfo", ["-"], input: Data(drawing.bytes)).text
    #expect(info.contains("Pages:           1\n"))
    let size = "\(Int(drawing.width.rounded())) x \(Int(drawing.height.rounded())) pts"
    #expect(info.contains("Page size:       \(size)"))
    let text = try run("pdftotext", ["-", "-"], input: Data(drawing.bytes)).text
    #expect(text.filter { $0 != " " }.contains("a=2×∇"))
  }

  @Test(arguments: isolations, ["digraph G { a -> b }", "digraph {"])
  func whatIsToBeDoneMeanwhileIsDoneOnce(isolation: Renderer.Isolation, dot: String) {
    var count = 0
    let drawing = try? Renderer.render(dot, as: .svg, isolation: isolation) { count += 1 }
    #expect(count == 1)
    #expect((drawing != nil) == dot.hasSuffix("}"))
  }

  @Test func nodesStayWhereTheirPositionsPutThem() throws {
    let dot = """
      digraph G { node [shape=box, width=0.5, height=0.5, fixedsize=true]
        a [pos="18,18"]; b [pos="200,300"]; a -> b }
      """
    let drawing = try Renderer.render(dot, as: .plain, engine: .givenPositions)
    #expect(drawing.text.contains("node a 0.25 0.25 0.5 0.5"))
    #expect(drawing.text.contains("node b 2.7778 4.1667 0.5 0.5"))
    #expect(drawing.text.contains("edge a b 4"))
  }

  @Test func theSizeIsThatOfTheSVGWithOtherMarginsAndLimits() throws {
    for attributes in [
      "pad=1", "pad=\"0.5,0.25\"", "size=\"1,1\"", "rotate=90", "size=1; rotate=90",
    ] {
      let drawing = try Renderer.render("digraph G { \(attributes); a -> b; a -> c }", as: .svg)
      let viewBox = try #require(
        try XMLTree.parse(Data(drawing.bytes)).attributes["viewBox"])
      let numbers = viewBox.split(separator: " ").compactMap { Double($0) }
      #expect(abs(numbers[2] - drawing.width) < 0.02, "\(attributes)")
      #expect(abs(numbers[3] - drawing.height) < 0.02, "\(attributes)")
    }
  }

  @Test func theGraphvizProgramFindsTheSameNodesAndEdges() throws {
    let text = try Renderer.render(TestGraphs.layers(4), as: .plain).text
    let oracle = try run("dot", ["-Tplain"], input: Data(TestGraphs.layers(4).utf8)).text
    func names(_ plain: String) -> [String] {
      plain.split(separator: "\n").map { line in
        let words = line.split(separator: " ")
        let count = words.first == "edge" ? 3 : words.first == "node" ? 2 : 1
        return words.prefix(count).joined(separator: " ")
      }.sorted()
    }
    #expect(names(text) == names(oracle))
  }

  @Test func formatsAreFoundByName() throws {
    #expect(try OutputFormat.named("pdf") == .pdf)
    let error = #expect(throws: RenderError.unknownFormat("gif")) { try OutputFormat.named("gif") }
    #expect(
      error?.description
        == "Graphviz writes no format 'gif'; the choices are svg, png, pdf, plain, json, dot, xdot."
    )
  }
}
