import Foundation
import Graphviz
import Testing

@Suite(.enabled(if: Renderer.canIsolate), .serialized) struct IsolationTests {
  @Test func aCrashIsAnError() throws {
    for _ in 0..<3 {
      let error = #expect(throws: RenderError.self) {
        try Renderer.render(TestGraphs.crashing, as: .svg)
      }
      guard case .crashed(let signal, _) = error else {
        Issue.record("expected a crash, found \(String(describing: error))")
        return
      }
      #expect(signal == SIGSEGV || signal == SIGABRT)
    }
    #expect(try Renderer.render("digraph G { a }", as: .svg).bytes.count > 0)
  }

  @Test func aTimeoutEndsTheLayout() throws {
    let limit = Duration.milliseconds(200)
    #expect(throws: RenderError.timedOut(limit)) {
      try Renderer.render(TestGraphs.endless(), as: .svg, timeout: limit)
    }
    #expect(
      RenderError.timedOut(limit).description
        == "Graphviz's layout took longer than 0.2 s and was ended.")
  }

  @Test func memoryHasAnEnd() throws {
    let dot = TestGraphs.layers(40)
    let drawing = try Renderer.render(dot, as: .svg, memory: 1 << 30)
    #expect(try Renderer.render(dot, as: .svg) == drawing)
    // The same graph where only the memory is less. Some versions of Graphviz notice, others crash.
    let error = #expect(throws: RenderError.self) {
      try Renderer.render(dot, as: .svg, memory: 1 << 20)
    }
    switch error {
    case .crashed(SIGSEGV, _), .crashed(SIGABRT, _), .exited: break
    default: Issue.record("expected an end for want of memory, found \(String(describing: error))")
    }
    #expect(try Renderer.render(dot, as: .svg) == drawing)
  }

  @Test func aTimeoutThatIsKeptChangesNothing() throws {
    let dot = TestGraphs.layers(2)
    let drawing = try Renderer.render(dot, as: .svg, timeout: .seconds(60))
    #expect(try Renderer.render(dot, as: .svg) == drawing)
  }

  @Test func aTimeoutThatCannotBeKeptIsReported() throws {
    let drawing = try Renderer.render(
      "digraph G { a }", as: .svg, timeout: .seconds(1), isolation: .inProcess)
    #expect(drawing.warnings == ["A timeout can't be kept in process, and was ignored."])
  }

  /// The tests run in several threads, so this is a process that was started anew.
  @Test func isAsDeepAsGraphvizRecurses() throws {
    let chain = (0..<9_000).map { "n\($0) -> n\($0 + 1)" }.joined(separator: ";")
    let dot = "digraph G { graph [nslimit=0, nslimit1=0]; \(chain) }"
    #expect(try Renderer.render(dot, as: .plain).text.contains("node n9000 "))
  }

  @Test func aWrongTextIsTheSameErrorAsInProcess() {
    for dot in ["digraph {\n a -> }", "no graph", ""] {
      let errors = RendererTests.isolations.map { isolation in
        #expect(throws: RenderError.self) {
          try Renderer.render(dot, as: .svg, isolation: isolation)
        }
      }
      #expect(errors[0] == errors[1])
    }
  }

  @Test func picturesLargerThanAnyPipeArrive() throws {
    let label = String(repeating: "x", count: 400_000)
    let drawing = try Renderer.render("digraph G { a [label=\"\(label)\"] }", as: .svg)
    #expect(try texts(of: drawing) == [label])
  }
}
