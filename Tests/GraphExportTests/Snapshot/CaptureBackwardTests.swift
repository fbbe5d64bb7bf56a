import GraphExport
import Smolgrad
import TestSupport
import Testing

@Suite struct CaptureBackwardTests {
  private func value(_ name: String, _ snapshot: GraphSnapshot) -> Double? {
    snapshot.nodes.first {
      $0.tensor?.label?.split(separator: " = ").contains(Substring(name)) == true
    }?
    .tensor?.value.scalar
  }

  @Test func computesTheGradientsThatBackwardComputed() throws {
    let o = Samples.neuron()
    let forward = GraphSnapshot(of: o)
    let backward = GraphSnapshot(of: o, capturing: .backward)
    for node in forward.nodes {
      guard let tensor = node.tensor, let label = tensor.label else { continue }
      let gradient = try #require(tensor.gradient.summary?.scalar)
      let found = try #require(value("∂L/∂\(label)", backward), "\(label)")
      #expect(found.isClose(to: gradient, tolerance: 1e-6))
    }
  }

  @Test func tiesForwardTensorsWithoutTheirOrigin() throws {
    let backward = GraphSnapshot(of: Samples.neuron(), capturing: .backward)
    let ties = backward.nodes.filter { $0.tensor?.role == .forward }
    #expect(ties.map(\.name).sorted() == ["o", "w1", "x1"])
    for tie in ties { #expect(!backward.edges.contains { $0.to == tie.id }) }
  }

  @Test func tellsGradientsFromFactors() {
    // ∂L/∂n = ∂L/∂o · (1 - o²): the bracket is no gradient.
    let backward = GraphSnapshot(of: Samples.neuron(), capturing: .backward)
    let factors = backward.nodes.filter { $0.tensor?.role == .result }.compactMap {
      $0.tensor?.value.scalar
    }
    #expect(factors.count == 2)
    #expect(factors.allSatisfy { $0.isClose(to: 0.5, tolerance: 1e-5) })
  }

  @Test func changesNoGradient() {
    let loss = Samples.layer()
    let before = GraphSnapshot(of: loss)
    _ = GraphSnapshot(of: loss, capturing: .backward)
    #expect(GraphSnapshot(of: loss) == before)
  }

  @Test func isTopologicalAndTheSameAgain() {
    let first = GraphSnapshot(of: Samples.layer(), capturing: .backward)
    #expect(first == GraphSnapshot(of: Samples.layer(), capturing: .backward))
    for edge in first.edges { #expect(edge.from < edge.to) }
    #expect(Set(first.nodes.map(\.name)).count == first.nodes.count)
  }

  @Test func saysThatNoGradientIsRequired() throws {
    let backward = GraphSnapshot(of: (Tensor(1.0) * 2).named("y"), capturing: .backward)
    #expect(backward.nodes.map(\.name) == ["y"] && backward.edges.isEmpty)
    let root = try #require(backward.nodes.first?.tensor)
    #expect(root.gradient == .absent(.notRequired) && root.value.scalar == 2 && root.isRoot)
  }

  @Test func drawsItAsAView() throws {
    let drawing = Drawing(of: Samples.neuron(), title: "neuron", capturing: .backward)
    #expect(drawing.diagram.title == "neuron, backward pass")
    #expect(drawing.diagram.arrows.contains { $0.style == .tie })
    #expect(drawing.dot.contains("∂L/∂x1"))
  }

  @Test func startsFromTheGradientOfATensorOfSeveralElements() throws {
    let x = Tensor([1, 2, 3], requiresGradient: true).named("x")
    let y = (x * x).named("y")
    y.backward(gradient: Tensor([1, 0, -1]))
    let backward = GraphSnapshot(of: y, capturing: .backward)
    let gradient = try #require(backward.nodes.first { $0.tensor?.label == "∂L/∂x" }?.tensor)
    #expect(gradient.value.elements == [2, 0, -6])
    #expect(!GraphSnapshot(of: (x * 2).named("z"), capturing: .backward).nodes.isEmpty)
  }
}
