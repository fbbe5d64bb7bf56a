import GraphExport
import Smolgrad
import TestSupport
import Testing

@Suite struct AltTextTests {
  @Test func saysHowMuchWhatAndWhere() {
    #expect(
      Drawing(of: Samples.neuron(), title: "neuron").altText
        == "Computation graph of neuron: 3 operations, 6 tensors. Output o is 0.7071. "
        + "Gradients: x1 -1.5, w1 1, b 0.5.")
  }

  @Test func gradientsOfArraysAreNorms() {
    let x = Tensor([3, 4], requiresGradient: true).named("x")
    let y = (x * x * 0.5).named("y")
    y.backward(gradient: .ones([2]))
    let drawing = Drawing(of: y)
    #expect(drawing.altText.hasSuffix(" Output y of shape 2 is 6.25 ± 1.75. Gradients: x norm 5."))
    var values = drawing
    values.view = .values
    #expect(!values.altText.contains("Gradients"))
  }

  @Test func manyGradientsAreCounted() {
    let xs = (1...9).map { Tensor(Double($0), requiresGradient: true).named("x\($0)") }
    let y = xs.dropFirst().reduce(xs[0]) { $0 * $1 }.named("y\nz")
    y.backward()
    let text = Drawing(of: y).altText
    #expect(text.contains("x6 60480 and 3 more.") && !text.contains("x7"))
    #expect(!text.contains("\n"))
  }
}
