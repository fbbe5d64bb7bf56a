import Foundation
import GraphExport
import Smolgrad
import TestSupport
import Testing

@Suite struct AltDescriptionTests {
  /// The paragraph and the items of the list, as a Markdown parser reads them.
  private func read(_ drawing: Drawing) throws -> (paragraph: String, items: [String]) {
    let output = try run(
      "cmark-gfm",
      ["--to", "xml", "-e", "table", "-e", "strikethrough", "-e", "autolink", "-e", "tasklist"],
      input: drawing.data(as: .alt))
    #expect(output.status == 0)
    let document = try XMLTree.parse(output.standardOutput)
    #expect(document.children.map(\.name) == ["paragraph", "list"])
    let list = try #require(document.children.last)
    #expect(list.attributes["type"] == "ordered")
    let items = try list.children.map { item in
      #expect(item.children.map(\.name) == ["paragraph"])
      return try #require(words(of: item.children[0]))
    }
    return (try #require(words(of: document.children[0])), items)
  }

  /// The text of a paragraph, addresses that became links included; nil if there is anything else in it.
  private func words(of paragraph: XMLTree) -> String? {
    guard paragraph.children.allSatisfy({ ["text", "link"].contains($0.name) }) else { return nil }
    return paragraph.all.filter { $0.name == "text" }.map(\.text).joined()
  }

  @Test func saysWhatTheFigureSays() throws {
    let (paragraph, items) = try read(Drawing(of: Samples.neuron(), title: "neuron"))
    #expect(
      paragraph
        == "Computation graph of neuron: 3 operations · 6 tensors. "
        + "Output: o, value 0.7071, gradient 1, from tanh of add_1.output.")
    #expect(items.count == 9)
    #expect(items[0] == "x1, input, value 2, gradient -1.5")
    #expect(items[2] == "mul, from x1 and w1")
  }

  @Test func namesTheModules() throws {
    let (paragraph, _) = try read(Drawing(of: Samples.layer()))
    #expect(paragraph.hasSuffix("Modules: Net (8 parameters), Linear (fc · 8 parameters)."))
  }

  @Test func saysHowGradientsArise() throws {
    let drawing = Drawing(explaining: Samples.reuse(), .contributions)
    let text = String(decoding: try drawing.data(as: .alt), as: UTF8.self)
    #expect(text.contains("\n\nHow the gradients arise:\n\n1. mul adds 5 to the gradient of a\n"))
  }

  /// What no reader of the picture may see as markup; besides the names that trouble other formats.
  static let markdownNames = [
    "# heading", "- item", "+ item", "* item", "1. item", "12) item", "=", "---", "> quote",
    "    code", "`code`", "*a* _b_ __c__ **d**", "a_b_c", "_", "[x](y)", "![x](y)", "<b>", "&amp;",
    "~~gone~~", "| a | b |", "$x$", "https://example.org", "www.example.org", "a@example.org",
    "trailing  ", "\\", "[ ] task", "[^1]", "mailto:a@b.example",
  ]

  @Test(.slow, arguments: markdownNames.map(NastyName.init) + NastyName.all)
  func saysAnyNameAsTheSVGDoes(name: NastyName) throws {
    let name = name.text
    let a = Tensor(2.0, requiresGradient: true).named(name)
    let root = (a * Tensor([1, 2]).named("b")).sum().named("c")
    root.backward()
    let drawing = Drawing(of: root)
    let svg = try XMLTree.parse(drawing.data(as: .svg))
    let labels = svg.all.filter { $0.attributes["class"]?.hasPrefix("card") == true }.compactMap {
      $0.attributes["aria-label"]
    }
    #expect(try read(drawing).items == labels)
  }
}
