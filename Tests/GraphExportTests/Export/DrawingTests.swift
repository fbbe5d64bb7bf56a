import Foundation
import GraphExport
import Smolgrad
import TestSupport
import Testing

@Suite struct DrawingTests {
  @Test func givesTheSameBytesAgain() throws {
    for format in Format.all {
      let first = try Drawing(of: Samples.layer(), title: "layer").data(as: format)
      let second = try Drawing(of: Samples.layer(), title: "layer").data(as: format)
      #expect(first == second, "\(format.name)")
      #expect(!first.isEmpty)
    }
  }

  @Test func showsOnlyWhatItIsAskedFor() throws {
    var drawing = Drawing(of: Samples.neuron())
    drawing.view = .values
    #expect(!drawing.dot.contains("∇"))
    #expect(drawing.dot.contains(">-3</FONT>"))
    #expect(
      drawing.diagram.cards.allSatisfy {
        !$0.description.contains("gradient") && !$0.tooltip.contains("gradient")
      })
    drawing.view = .gradients
    #expect(drawing.dot.contains("∇ -1.5"))
    #expect(!drawing.dot.contains(">-3</FONT>"))
    drawing.parts.remove(.legend)
    #expect(!drawing.dot.contains("gradient</FONT>"))
  }

  @Test func legendsAreNotStretchedByTheLinesAboveThem() throws {
    var drawing = Drawing(of: Samples.neuron())
    drawing.direction = .down
    let middles = try [nil, String(repeating: "long ", count: 30)].map { title in
      drawing.snapshot.title = title
      let svg = String(decoding: try drawing.data(as: .svg), as: UTF8.self)
      return try ["result", "output"].map { word in
        let text = #/<text[^>]* x="([-0-9.]+)"[^>]*>/#
        let words = svg.split(separator: "</text>").filter { $0.hasSuffix(">\(word)") }
        return try #require(words.last?.firstMatch(of: text).flatMap { Double($0.output.1) })
      }
    }
    #expect(zip(middles[0], middles[1]).allSatisfy { abs($0 - $1) < 40 }, "\(middles)")
  }

  @Test func runsTheWayItIsTold() {
    var drawing = Drawing(of: Samples.neuron())
    #expect(drawing.dot.contains("rankdir=LR"))
    drawing.direction = .down
    #expect(drawing.dot.contains("rankdir=TB"))
    #expect(Drawing(of: Samples.layer()).dot.contains("rankdir=TB"))
  }

  @Test func writesTheFormatOfTheFile() throws {
    let folder = try TemporaryFolder()
    for (ending, start) in [
      ("svg", "<svg"), ("png", "\u{fffd}PNG"), ("pdf", "%PDF"), ("dot", "digraph"),
      ("gv", "digraph"), ("json", "{"), ("txt", "tensor  made by"), ("md", "Computation graph:"),
      ("tex", "\\documentclass"),
    ] {
      let file = folder.file("figure.\(ending)")
      try Drawing(of: Samples.neuron()).write(to: file)
      let text = String(decoding: try Data(contentsOf: file).prefix(20), as: UTF8.self)
      #expect(text.hasPrefix(start), "\(ending)")
    }
  }

  @Test func leavesTheOldFileWhereItFails() throws {
    let folder = try TemporaryFolder()
    let file = folder.file("figure.xyz")
    try Data("old".utf8).write(to: file)
    let error = #expect(throws: DrawingError.self) {
      try Drawing(of: Samples.neuron()).write(to: file)
    }
    #expect(
      "\(try #require(error))".hasSuffix(
        "choices: .svg, .png, .pdf, .html, .htm, .dot, .gv, .json, .txt, .md, .tex"))
    #expect(try Data(contentsOf: file) == Data("old".utf8))
    #expect(throws: DrawingError.self) {
      try Drawing(of: Samples.neuron()).write(to: folder.url, as: .svg)
    }
    #expect(throws: DrawingError.self) {
      try Drawing(of: Samples.neuron()).write(to: folder.file("missing/figure.svg"))
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["figure.xyz"])
  }

  @Test func survivesAnEmptyComputation() throws {
    let drawing = Drawing(GraphSnapshot(nodes: [], edges: []))
    for format in Format.all { #expect(try !drawing.data(as: format).isEmpty, "\(format.name)") }
    let empty = Drawing(of: Tensor.zeros([0, 3]).named("nothing"))
    #expect(try String(decoding: empty.data(as: .svg), as: UTF8.self).contains("empty"))
  }
}
