import Foundation
import GraphExport
import Smolgrad
import TestSupport
import Testing

@Suite struct BitmapTests {
  /// The size in the first chunk of a PNG, as two big-endian numbers.
  private func size(_ png: Data) -> [Int] {
    [16, 20].map { start in png[start..<start + 4].reduce(0) { $0 << 8 | Int($1) } }
  }

  @Test func hasTheResolutionThatWasAskedFor() throws {
    let drawing = Drawing(of: Samples.neuron())
    let usual = size(try drawing.data(as: .png))
    let fine = size(try drawing.data(as: .png, output: .init(pixelSize: .dpi(192))))
    #expect(abs(fine[0] - 2 * usual[0]) <= 2 && abs(fine[1] - 2 * usual[1]) <= 2)
    let wide = size(try drawing.data(as: .png, output: .init(pixelSize: .width(700))))
    #expect(abs(wide[0] - 700) <= 1)
  }

  @Test(.slow) func saysWhenItHadToBeReduced() throws {
    var x = Tensor(1.0).named("x")
    for _ in 0..<700 { x = x.tanh() }
    var drawing = Drawing(of: x)
    drawing.parts = [.caption]
    drawing.collapsesLargeGraphs = false
    let figure = try drawing.figure(as: .png)
    #expect(size(figure.data).allSatisfy { $0 <= 32_767 })
    #expect(try #require(figure.remarks.first).contains("reduced to"))
    #expect(try drawing.figure(as: .svg).remarks.isEmpty)
  }
}
