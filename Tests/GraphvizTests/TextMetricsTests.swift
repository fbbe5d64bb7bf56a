import Foundation
import Graphviz
import TestSupport
import Testing

@Suite struct TextMetricsTests {
  /// Widths in thousandths, from Adobe's published tables of Helvetica and Helvetica Bold.
  @Test(arguments: [
    ("A", 667, 722), ("W", 944, 944), ("i", 222, 278), ("m", 833, 889), ("0", 556, 556),
    ("9", 556, 556), (" ", 278, 278), (".", 278, 278), ("@", 1015, 975), ("é", 556, 556),
    ("×", 584, 584), ("Hello", 2278, 2445),
  ])
  func lettersAreAsWideAsInHelvetica(text: String, regular: Int, bold: Int) {
    #expect(TextMetrics.width(of: text, size: 1000) == Double(regular))
    #expect(TextMetrics.width(of: text, size: 1000, bold: true) == Double(bold))
  }

  @Test func marksHaveNoWidthAndIdeographsAnEm() {
    #expect(TextMetrics.width(of: "", size: 10) == 0)
    #expect(TextMetrics.width(of: "\u{301}\u{200D}\u{FE0F}", size: 10) == 0)
    #expect(TextMetrics.width(of: "中文🙂", size: 10) == 30)
    for character in "∇∂∥±·→√∞≤Ωжש²₁" {
      let width = TextMetrics.width(of: String(character), size: 10)
      #expect(width > 2 && width <= 10, "\(character)")
    }
  }

  @Test func monospacedTextIsSixTenthsOfAnEm() {
    #expect(TextMetrics.width(of: "iWé∇", size: 10, family: .monospace) == 24)
    #expect(TextMetrics.width(of: "中\u{301}", size: 10, family: .monospace) == 10)
  }

  /// A box without margins is as large as its text.
  @Test(arguments: [
    ("weights 784×10", "Helvetica", false, TextMetrics.Family.sansSerif),
    ("weights 784×10", "Helvetica-Bold", true, .sansSerif),
    ("∂L/∂y → 中", "Courier", false, .monospace),
    ("∂L/∂y → 中", "Helvetica,Arial,sans-serif", false, .sansSerif),
  ])
  func layoutsUseTheseWidths(
    text: String, font: String, bold: Bool, family: TextMetrics.Family
  ) throws {
    let dot = """
      digraph G { a [shape=box, width=0, height=0, margin=0, label="\(text)", fontsize=20,
        fontname="\(font)"] }
      """
    let plain = try Renderer.render(dot, as: .plain).text
    let node = try #require(plain.split(separator: "\n").first { $0.hasPrefix("node") })
    let numbers = node.split(separator: " ").compactMap { Double($0) }
    let width = TextMetrics.width(of: text, size: 20, bold: bold, family: family)
    #expect(abs(numbers[2] * 72 - width.rounded(.up)) < 0.01)
    #expect(abs(numbers[3] * 72 - TextMetrics.lineHeight(size: 20)) < 0.01)
  }

  /// Poppler's bounding boxes of words in a PDF, whatever font this machine has.
  @Test func glyphsFillTheWidthThatTheLayoutGaveThem() throws {
    let words = ["loss", "layers.0.weight", "0.123456789", "WWWWWW", "iiiiii", "α·∇×β", "−3.0"]
    for word in words {
      let dot = "digraph G { a [shape=plain, label=\"\(word)\", fontname=Helvetica, fontsize=30] }"
      let drawing = try Renderer.render(dot, as: .pdf)
      let boxes = try run("pdftotext", ["-bbox", "-", "-"], input: Data(drawing.bytes))
      let found = try XMLTree.parse(boxes.standardOutput).all("word").map(\.attributes)
      let left = try #require(found.compactMap { Double($0["xMin"] ?? "") }.min())
      let right = try #require(found.compactMap { Double($0["xMax"] ?? "") }.max())
      let width = TextMetrics.width(of: word, size: 30)
      #expect(abs(right - left - width) < 0.03 * width + 1, "\(word)")
    }
  }
}
