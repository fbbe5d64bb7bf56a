import Foundation
import Graphviz
import TestSupport
import Testing

/// Input that is wrong, strange or large: a drawing or an error, never the end of the program.
@Suite struct HostileInputTests {
  @Test(arguments: RendererTests.isolations)
  func aSyntaxErrorNamesTheLine(isolation: Renderer.Isolation) {
    #expect(throws: RenderError.syntax("syntax error in line 2 near '}'")) {
      try Renderer.render("digraph {\n a -> }", as: .svg, isolation: isolation)
    }
  }

  @Test(arguments: [
    "", " \n", "// no graph", "digraph", "}", "digraph { label=<<b> }", "\u{FEFF}x",
  ])
  func textThatIsNoGraphIsASyntaxError(text: String) {
    for isolation in RendererTests.isolations {
      let error = #expect(throws: RenderError.self) {
        try Renderer.render(text, as: .svg, isolation: isolation)
      }
      guard case .syntax(let message) = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      #expect(!message.isEmpty && !message.contains("\n"))
    }
  }

  @Test func aNULIsRejected() {
    #expect(throws: RenderError.textHoldsNUL) {
      try Renderer.render("digraph G { a\0 }", as: .svg)
    }
  }

  @Test(arguments: RendererTests.isolations)
  func brokenMarkupIsAnErrorWithItsMessage(isolation: Renderer.Isolation) {
    let message = "Unknown HTML element <x> on line 1 in label of node a"
    #expect(throws: RenderError.layoutFailed(engine: .dot, message)) {
      try Renderer.render("digraph G { a [label=<<x>>] }", as: .svg, isolation: isolation)
    }
  }

  @Test(arguments: RendererTests.isolations)
  func warningsComeWithTheDrawing(isolation: Renderer.Isolation) throws {
    let dot = "digraph G { a -> b:nowhere }"
    let warnings = try Renderer.render(dot, as: .svg, isolation: isolation).warnings
    #expect(warnings.count == 1 && warnings.first?.contains("port nowhere") == true)
  }

  @Test(arguments: RendererTests.isolations)
  func whatFollowsTheFirstGraphReachesNoOtherDrawing(isolation: Renderer.Isolation) throws {
    let first = try Renderer.render(
      "digraph G { a } digraph H { b }", as: .svg, isolation: isolation)
    let second = try Renderer.render("digraph I { c }", as: .svg, isolation: isolation)
    #expect(try texts(of: first) == ["a"])
    #expect(try texts(of: second) == ["c"])
  }

  @Test func emptyDeepLongAndWideGraphsAreDrawn() throws {
    let deep = (0..<1_000).map { "subgraph cluster_\($0) {" }.joined()
    let chain = (0..<5_000).map { "n\($0) -> n\($0 + 1);" }.joined()
    let graphs = [
      "digraph G { }", "graph G { a -- b }", "strict digraph G { a -> b; a -> b }",
      "digraph G { a [label=\"\(String(repeating: "name ", count: 2_000))\"] }",
      "digraph G { \(deep) a \(String(repeating: "}", count: 1_000)) }",
      "digraph G { a [label=\"\(String(repeating: "line\\n", count: 1_000))\"] }",
      "digraph G { a [label=\"🙂 שלום \u{301}\u{200D} 中文\"] }",
      "digraph G { nslimit=0.1; \(chain) }",
    ]
    for graph in graphs {
      let drawing = try Renderer.render(graph, as: .svg, timeout: .seconds(60))
      #expect(try XMLTree.parse(Data(drawing.bytes)).name == "svg")
    }
  }

  /// Colors with a semicolon end Graphviz 2.42 and are an error later.
  @Test(.enabled(if: Renderer.canIsolate), arguments: ["red;blue", ";", "red;:blue"])
  func badColorsAreErrors(color: String) {
    #expect(throws: RenderError.self) {
      let dot = "digraph G { a [style=filled, fillcolor=\"\(color)\"] }"
      _ = try Renderer.render(dot, as: .svg)
    }
  }

  @Test func nothingIsPrinted() throws {
    let copy = dup(STDERR_FILENO)
    let pipe = Pipe()
    dup2(pipe.fileHandleForWriting.fileDescriptor, STDERR_FILENO)
    for dot in ["digraph G { -> zqx", "digraph zqx { a [shape=nonsense] }", TestGraphs.crashing] {
      _ = try? Renderer.render(dot, as: .png)
    }
    dup2(copy, STDERR_FILENO)
    close(copy)
    try pipe.fileHandleForWriting.close()
    let printed = String(
      decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    #expect(!printed.contains("zqx") && !printed.contains("nonsense"))
  }
}
