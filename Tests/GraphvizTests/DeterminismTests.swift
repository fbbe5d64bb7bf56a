import Foundation
import Graphviz
import Testing

@Suite struct DeterminismTests {
  @Test(arguments: [OutputFormat.svg, .png, .pdf])
  func repeatsAreEqualInAndOutOfProcess(format: OutputFormat) throws {
    let dot = TestGraphs.layers(8)
    let first = try Renderer.render(dot, as: format)
    for _ in 0..<4 {
      #expect(try Renderer.render(dot, as: format) == first)
      #expect(try Renderer.render(dot, as: format, isolation: .inProcess) == first)
      _ = try Renderer.render(TestGraphs.layers(3), as: .svg, isolation: .inProcess)
    }
  }

  /// Cairo would write the time of day.
  @Test(arguments: RendererTests.isolations)
  func aPDFHasAFixedDate(isolation: Renderer.Isolation) throws {
    let text = try Renderer.render("digraph G { a }", as: .pdf, isolation: isolation).text
    #expect(text.contains("/CreationDate (D:1970010100"))
  }

  @Test(arguments: RendererTests.isolations)
  func threadsDrawWhatOneThreadDraws(isolation: Renderer.Isolation) throws {
    let expected = try (1...4).map { try Renderer.render(TestGraphs.layers($0), as: .svg) }
    DispatchQueue.concurrentPerform(iterations: 64) { index in
      let drawing = try? Renderer.render(
        TestGraphs.layers(index % 4 + 1), as: .svg, isolation: isolation)
      #expect(drawing == expected[index % 4])
    }
  }

  @Test func formatsHaveTheSameLayout() throws {
    let dot = TestGraphs.layers(3)
    let svg = try Renderer.render(dot, as: .svg)
    for format in [OutputFormat.png, .pdf, .plain] {
      let drawing = try Renderer.render(dot, as: format)
      #expect(drawing.width == svg.width && drawing.height == svg.height)
    }
  }
}
