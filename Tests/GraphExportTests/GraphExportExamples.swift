// Made by scripts/examples of the documentation comments in Sources/GraphExport; change those.

// swift-format-ignore-file

import Foundation
import GraphExport
import Smolgrad
import TestSupport
import Testing

@Suite struct GraphExportExamples {
  @Test("ByteCosts, example 1") func byteCosts1() throws {
    let snapshot = GraphSnapshot(of: Tensor.ones([10]).exp()).countingBytes
    expect(snapshot.total(.bytes)!.forward, is: "80.0")
  }

  @Test("CostTable, example 1") func costTable1() throws {
    expect(try CostTable("name,ms\nfc1.weight,2.5").entries[0].number, is: "2.5")
  }

  @Test("GraphDifference, example 1") func graphDifference1() throws {
    let x = Tensor([1, 2]).named("x")
    let before = GraphSnapshot(of: x.exp().sum().named("y"))
    let after = GraphSnapshot(of: (x.exp() * 2).sum().named("y"))
    expect(GraphDifference(from: before, to: after).firstDivergence.forward!, is: "mul_1")
    expect(GraphDifference(from: before, to: before).isEqual, is: "true")
  }

  @Test("Drawing+Difference, example 1") func drawingDifference1() throws {
    let x = Tensor([1, 2]).named("x")
    let difference = GraphDifference(
      from: GraphSnapshot(of: x.exp()), to: GraphSnapshot(of: x.exp() * 2))
    expect(Drawing(of: difference).dot.contains("added"), is: "true")
  }

  @Test("Drawing+Film, example 1") func drawingFilm1() throws {
    let w = Tensor(3, requiresGradient: true).named("w")
    let loss = w * w
    loss.backward()
    var drawing = Drawing(of: loss, capturing: .contributions)
    drawing.film = .init()
    expect(try drawing.filmOfWhatIsDrawn()!.frames.count, is: "2")
  }

  @Test("Drawing+Variation, example 1") func drawingVariation1() throws {
    let stops = [0.5, 1, 2].map { value in
      let y = (Tensor([1, 2]) * value).sum()
      return Drawing.Frame(title: "\(value)", snapshot: GraphSnapshot(of: y))
    }
    var drawing = Drawing(stops[0].snapshot)
    drawing.variation = Drawing.Variation(of: "factor", stops)
    expect(drawing.variation!.stops.count, is: "3")
  }

  @Test("Drawing, example 1") func drawing1() throws {
    let w = Tensor(3, requiresGradient: true).named("w")
    let loss = w * w
    loss.backward()
    var drawing = Drawing(of: loss, capturing: .contributions)
    drawing.backward = GraphSnapshot(of: loss, capturing: .backward)
    expect(drawing.backward?.nodes.count == 8, is: "true")
  }

  @Test("Drawing, example 2") func drawing2() throws {
    let x = Tensor(2).named("x")
    var drawing = Drawing(of: (x.exp() + 1).log().sqrt())
    try drawing.apply([.focus("x", radius: 2)])
    expect(drawing.snapshot.nodes.count, is: "4")
  }

  @Test("Drawing, example 3") func drawing3() throws {
    let w = Tensor(3, requiresGradient: true).named("w")
    let loss = (w * w).named("loss")
    loss.backward()
    expect(Drawing(of: loss).altText.contains("loss"), is: "true")
  }

  @Test("Drawing, example 4") func drawing4() throws {
    expect(Drawing(of: Tensor(2) * 3).dot.hasPrefix("digraph"), is: "true")
  }

  @Test("Drawing, example 5") func drawing5() throws {
    let svg = try Drawing(of: Tensor(2) * 3).data(as: .svg)
    expect(String(decoding: svg, as: UTF8.self).contains("<svg"), is: "true")
  }

  @Test("Format, example 1") func format1() throws {
    expect(try Format.of(fileName: "loss.pdf").name, is: "pdf")
  }

  @Test("Pages, example 1") func pages1() throws {
    let sheet = try Worksheet(of: GraphSnapshot(of: Tensor(2) * 3))
    let pages = Pages([Drawing(of: sheet)], heading: "Products")
    expect(try pages.data().starts(with: Data("%PDF".utf8)), is: "true")
  }

  @Test("Film, example 1") func film1() throws {
    let w = Tensor(3, requiresGradient: true).named("w")
    let loss = w * w
    loss.backward()
    let film = try Film(of: GraphSnapshot(of: loss, capturing: .contributions))
    expect(film.frames.count, is: "2")
    expect(film.frames[1].sentence, is: "× delivers 3 × 1 = 3 to w (1 of 2 shares), 3 × 1 = 3 to w: 3 + 3 = 6")
  }

  @Test("Findings, example 1") func findings1() throws {
    let x = Tensor(0, requiresGradient: true).named("x")
    let y = x.sqrt()
    y.backward()
    expect(GraphSnapshot(of: y).findings.map(\.kind.rawValue), is: "[\"born-backward\"]")
  }

  @Test("Capture, example 1") func capture1() throws {
    let x = Tensor(2).named("x")
    let snapshot = GraphSnapshot(of: x * x)
    expect(snapshot.nodes.map(\.name), is: "[\"x\", \"mul_1\", \"mul_1.output\"]")
    expect(snapshot.edges.count, is: "3")
  }

  @Test("CaptureCosts, example 1") func captureCosts1() throws {
    let snapshot = GraphSnapshot.timing(runs: 3) {
      let x = Tensor(2, requiresGradient: true)
      let y = x.exp()
      y.backward()
      return y
    }
    expect(snapshot.cost!.time!.known, is: "1")
  }

  @Test("CaptureCosts, example 2") func captureCosts2() throws {
    let x = Tensor.ones([2, 3])
    let snapshot = GraphSnapshot(countingCostsOf: x.matmul(Tensor.ones([3, 4])))
    expect(snapshot.cost!.flops!.forward, is: "48.0")
  }

  @Test("SnapshotJSON, example 1") func snapshotJSON1() throws {
    let snapshot = GraphSnapshot(of: Tensor(2) * 3)
    expect(try GraphSnapshot(json: snapshot.json()) == snapshot, is: "true")
  }

  @Test("Statistics, example 1") func statistics1() throws {
    let statistics = Statistics([1, 2, 3, .nan])
    expect(statistics.mean!, is: "2.0")
    expect(statistics.nan, is: "1")
  }

  @Test("RGBColor, example 1") func rGBColor1() throws {
    expect(RGBColor(0xff8000).mixed(with: RGBColor(0xffffff), 0.5).hex, is: "#ffc080")
  }

  @Test("GraphView, example 1") func graphView1() throws {
    let x = Tensor([[1, 2]]).named("x")
    let snapshot = GraphSnapshot(of: (x.T * 2).sum())
    expect(try snapshot.applying([.hiding([.views])]).nodes.contains { $0.name == "transpose_1" }, is: "false")
  }

  @Test("Worksheet, example 1") func worksheet1() throws {
    let x = Tensor(2, requiresGradient: true).named("x")
    let y = (x * x + 1).named("y")
    y.backward()
    let snapshot = GraphSnapshot(of: y, capturing: .contributions)
    let worksheet = try Worksheet(of: snapshot, blanks: .values)
    expect(worksheet.blanks.map(\.rule), is: "[\"mul_1 = x · x\", \"y = mul_1 + 1\"]")
  }
}
