import Foundation
import Graphviz
import Smolgrad
import Synchronization
import TestSupport
import Testing

@testable import GraphExport

@Suite(.enabled(if: Renderer.canIsolate)) struct PipelineTests {
  /// Ends `dot` before it begins; the other engine works.
  private static let withoutDot: Pipeline.Render = {
    (dot, format, engine, size, timeout, meanwhile) throws(RenderError) -> Rendering in
    if engine == .dot { throw .timedOut(.seconds(5)) }
    return try Pipeline.graphviz(dot, format, engine, size, timeout, meanwhile)
  }

  @Test(arguments: Samples.all) func laysOutInLayersWhatDotCannot(sample: Samples) throws {
    let drawing = Drawing(of: sample.compute())
    let figure = try Pipeline(drawing, as: .svg, render: Self.withoutDot).figure()
    let note =
      "laid out in layers, with leaves drawn at each use, because dot took longer than "
    #expect(figure.remarks.count == 1 && figure.remarks[0].contains(note))
    let svg = try XMLTree.parse(figure.data)
    let cards = svg.all.filter { $0.attributes["class"]?.hasPrefix("card ") == true }
    #expect(cards.count == drawing.diagram.cards.count)
    let arrows = svg.all.filter { $0.attributes["class"]?.hasPrefix("arrow ") == true }
    #expect(arrows.count == drawing.diagram.arrows.count)
    let groups = svg.all.filter { $0.attributes["class"] == "group" }
    #expect(groups.count == drawing.diagram.groups.count)
    #expect(svg.all.contains { $0.name == "text" && $0.text.contains(note) })
    #expect(try Pipeline(drawing, as: .svg, render: Self.withoutDot).figure() == figure)
  }

  @Test(arguments: ["png", "pdf"]) func laysOutBitmapsInLayers(name: String) throws {
    let picture = name == "png" ? Picture.png : .pdf
    let drawing = Drawing(of: Samples.neuron())
    let figure = try Pipeline(drawing, as: picture, render: Self.withoutDot).figure()
    #expect(figure.data.count > 1000)
    #expect(figure.remarks.count == 1)
  }

  /// Real faults of Graphviz: attributes with which `dot` crashes, hangs and runs out of memory.
  @Test(arguments: [
    "a -> b [minlen=100000]; b -> c; a -> c", TestFaults.endless, TestFaults.hungry,
  ])
  func faultsCostAStep(fault: String) throws {
    let asked = Mutex<[(engine: String, time: Duration?)]>([])
    var drawing = Drawing(of: Samples.neuron())
    drawing.budget.time = .seconds(3)
    let pipeline = Pipeline(drawing, as: .svg) {
      (dot, format, engine, size, timeout, meanwhile) throws(RenderError) -> Rendering in
      asked.withLock { $0.append((engine.name, timeout)) }
      guard engine == .dot else {
        return try Pipeline.graphviz(dot, format, engine, size, timeout, meanwhile)
      }
      return try Renderer.render(
        dot.dropLast(2) + fault + "}\n", as: format, size: size, memory: 30 << 20, timeout: timeout,
        meanwhile: meanwhile)
    }
    let figure = try pipeline.figure()
    #expect(figure.remarks[0].contains("laid out in layers"))
    // One attempt with `dot` was lost, and none was given more time than the figure may take.
    let attempts = asked.withLock(\.self)
    #expect(attempts.map { $0.engine == "dot" } == [true, false, false])
    #expect(attempts.allSatisfy { $0.time.map { $0 <= .seconds(3) } ?? false })
  }

  @Test func collapsesWhatNothingElseCanDo() throws {
    var drawing = Drawing(of: Samples.layer())
    try drawing.apply([.depth(.all)])
    let calls = Atomic(0)
    let pipeline = Pipeline(drawing, as: .svg) {
      (dot, format, engine, size, timeout, meanwhile) throws(RenderError) -> Rendering in
      if calls.add(1, ordering: .relaxed).oldValue < 2 { throw .crashed(signal: SIGABRT, "") }
      return try Pipeline.graphviz(dot, format, engine, size, timeout, meanwhile)
    }
    let figure = try pipeline.figure()
    #expect(figure.remarks[0].contains("collapsed, because Graphviz crashed"))
  }

  @Test func drawsOneArrowForThousandsInASummary() throws {
    let value = ArraySummary(shape: [], values: [1], isSinglePrecision: true)
    let tensor = TensorNode(role: .input, value: value, gradient: .absent(.notComputed))
    let snapshot = GraphSnapshot(
      nodes: [
        .init(id: 0, name: "x", content: .tensor(tensor)),
        .init(id: 1, name: "cat", content: .operation(.init(type: "cat"))),
      ], edges: (0..<2000).map { .init(from: 0, to: 1, position: $0) })
    let calls = Atomic(0)
    let pipeline = Pipeline(Drawing(snapshot), as: .svg) {
      (dot, format, engine, size, timeout, meanwhile) throws(RenderError) -> Rendering in
      if calls.add(1, ordering: .relaxed).oldValue < 2 { throw .crashed(signal: SIGABRT, "") }
      return try Pipeline.graphviz(dot, format, engine, size, timeout, meanwhile)
    }
    let svg = try XMLTree.parse(pipeline.figure().data)
    let arrows = svg.all.filter { $0.attributes["class"]?.hasPrefix("arrow ") == true }
    #expect(arrows.count == 1)
  }

  @Test func strictnessMakesItAnError() {
    var drawing = Drawing(of: Samples.neuron())
    drawing.budget.isStrict = true
    #expect(throws: DrawingError.self) {
      try Pipeline(drawing, as: .svg, render: Self.withoutDot).figure()
    }
  }

  @Test func filesThatAreTooLargeAreCollapsedOrRefused() throws {
    var drawing = Drawing(of: Samples.neuron())
    drawing.budget.bytes = 500
    let error = #expect(throws: DrawingError.self) { try drawing.data(as: .svg) }
    #expect("\(error!)".contains("more than 500"))
    #expect(throws: DrawingError.self) { try drawing.data(as: .json) }
    drawing.budget.bytes = 1_000_000
    #expect(try drawing.figure(as: .svg).remarks.isEmpty)
  }

  @Test func tellsWhatIsBeingDone() throws {
    let steps = Mutex<[String]>([])
    let drawing = Drawing(of: Samples.neuron())
    let output = Drawing.Output(progress: { step in steps.withLock { $0.append(step) } })
    _ = try drawing.data(as: .svg, output: output)
    #expect(steps.withLock(\.self) == ["laying out 9 nodes with dot"])
  }
}

/// Additions to a graph that `dot` does not survive.
private enum TestFaults {
  /// The router for curves runs for many seconds.
  static let endless =
    "graph [splines=curved]; "
    + (1..<600).map { "m\($0 / 2) -> m\($0); m\($0 * 7 % 600) -> m\($0)" }.joined(separator: ";")

  /// One arrow each from many nodes to many others, ranks apart: more virtual nodes than memory.
  static let hungry =
    "graph [newrank=false, nslimit=100]; "
    + (1..<3000).map { "m\($0 - 1) -> m\($0); m0 -> m\($0)" }.joined(separator: ";")
}
