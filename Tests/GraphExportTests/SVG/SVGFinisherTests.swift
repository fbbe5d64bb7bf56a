import Foundation
import GraphExport
import Graphviz
import Smolgrad
import TestSupport
import Testing

@Suite struct SVGFinisherTests {
  @Test func saysNameValueAndGradientOfEveryTensor() throws {
    let root = try XMLTree.parse(Drawing(of: Samples.neuron()).data(as: .svg))
    let texts = root.all.filter { $0.name == "text" }.map(\.text)
    for text in [
      "x1", "w1", "b", "o", "2", "-3", "6.8814", "0.7071", "∇ -1.5", "∇ 1", "∇ 0.5", "×", "+",
      "tanh",
    ] {
      #expect(texts.contains(text), "\(text) is missing in \(texts)")
    }
  }

  @Test func tellsThoseWhoListen() throws {
    let root = try XMLTree.parse(Drawing(of: Samples.neuron(), title: "neuron").data(as: .svg))
    let labels = root.all.compactMap { $0.attributes["aria-label"] }
    #expect(labels.contains("x1, input, value 2, gradient -1.5"))
    #expect(labels.contains("mul, from x1 and w1"))
    #expect(labels.contains("o, value 0.7071, gradient 1, from tanh of add_1.output"))
    #expect(root.children.first?.name == "title")
    #expect(root.children.first?.text == "neuron")
  }

  @Test func leavesNoMarkerBehind() throws {
    for theme in Theme.all {
      var drawing = Drawing(of: Samples.layer())
      drawing.theme = theme
      let svg = String(decoding: try drawing.data(as: .svg), as: UTF8.self)
      let colors = svg.matches(of: /(?:fill|stroke)[:=]"?(#[0-9a-f]{6})/).map {
        String($0.output.1)
      }
      #expect(colors.count > 10)
      let palettes = [theme.palette] + [theme.darkPalette].compactMap(\.self)
      let known = Set(palettes.flatMap { palette in Paint.all.map { palette[$0].hex } })
      #expect(Set(colors).subtracting(known).isEmpty)
      #expect(!svg.contains("transparent"))
    }
  }

  @Test func givesEveryTextTheWidthOfTheLayout() throws {
    let root = try XMLTree.parse(Drawing(of: Samples.layer()).data(as: .svg))
    let texts = root.all.filter { $0.name == "text" && $0.attributes["shape-rendering"] == nil }
    #expect(texts.count > 20)
    for text in texts {
      let size = try #require(Double(text.attributes["font-size"] ?? "11"))
      let width = TextMetrics.width(
        of: text.text, size: size, bold: text.attributes["font-weight"] == "bold")
      let given = try #require(Double(text.attributes["textLength"] ?? ""))
      #expect(abs(width - given) < 0.06)
      #expect(size >= 8)
    }
  }

  @Test func drawsGroupsForModules() throws {
    let root = try XMLTree.parse(Drawing(of: Samples.layer()).data(as: .svg))
    let groups = root.all.filter { $0.attributes["class"] == "group" }
    #expect(groups.map { $0.children[0].text } == ["Net 8 parameters", "Linear fc · 8 parameters"])
    let texts = root.all.filter { $0.name == "text" }.map(\.text)
    #expect(texts.contains("weight") && !texts.contains("fc.weight"))
  }

  @Test func hidesTheArrowsOfALargeFigureAtOnce() throws {
    var x = Tensor(0.5).named("x")
    for _ in 0..<150 { x = x.tanh() }
    var drawing = Drawing(of: x)
    try drawing.apply([.depth(.all)])
    let root = try XMLTree.parse(drawing.data(as: .svg))
    let arrows = root.all.filter { $0.attributes["class"]?.hasPrefix("arrow") == true }
    #expect(arrows.count == 300)
    let hidden = root.all.filter { $0.attributes["aria-hidden"] != nil }
    #expect(hidden.count == 1)
    #expect(hidden.first?.children.count == arrows.count)
    #expect(
      hidden.first?.children.contains { $0.attributes["class"]?.hasPrefix("card") == true } == false
    )
  }
}
