import Foundation
import GraphExport
import Smolgrad
import TestSupport
import Testing
import VizCommands

/// What `trace` writes, in every format, against readers that know nothing of this package.
@Suite struct FigureTests {
  static let models = ["expression", "neuron", "linear-regression", "mlp"].quick(1)

  private func figure(_ model: String, _ format: String) throws -> Data {
    let output = try Tool.run("trace", model, "-o", "-", "--format", format)
    try #require(output.status == 0 && output.standardError == "", "\(output.standardError)")
    return output.standardOutput
  }

  private func snapshot(_ name: String) throws -> GraphSnapshot {
    let model = try #require([Model].builtIn.first { $0.name == name })
    return GraphSnapshot(of: try model.trace(), title: name)
  }

  @Test(arguments: models)
  func svgSaysNameValueAndGradientOfEveryTensor(model: String) throws {
    let svg = try XMLTree.parse(try figure(model, "svg"))
    let cards = svg.all.filter { $0.attributes["class"]?.hasPrefix("card ") == true }
    let snapshot = try snapshot(model)
    let texts = cards.map { card in card.all.filter { $0.name == "text" }.map(\.text) }
    #expect(texts.count == snapshot.nodes.count)
    for tensor in snapshot.nodes.compactMap(\.tensor) {
      #expect(texts.contains { shows($0, tensor) }, "\(tensor.label ?? "a result") in \(texts)")
    }
  }

  @Test func bytesDependOnNoTimeZone() throws {
    let folder = try TemporaryFolder()
    for zone in ["UTC0", "JST-9", "NST+3:30"] {
      let script = "TZ=\(zone) \"$tool\" trace neuron -o \(zone).pdf"
      try #require(Tool.shell(script, in: folder).status == 0)
    }
    let files = try folder.names().map { try Data(contentsOf: folder.file($0)) }
    #expect(files.count == 3 && Set(files).count == 1)
  }

  /// Characters for private use, which no ordinary font has.
  @Test func tellsOnceWhichLettersNoFontHas() throws {
    let folder = try TemporaryFolder()
    let line = ["eval", "a*a + a", "a=2", "--title", "\u{10FFF0} and \u{10FFF0}", "-o"]
    let output = try run(Tool.path, line + ["figure.png"], in: folder)
    #expect(output.status == 0)
    #expect(output.standardError.hasPrefix("no installed font has U+10FFF0 (other signs): boxes"))
    #expect(output.standardError.split(separator: "\n").count == 1)
    #expect(try run(Tool.path, line + ["figure.svg"], in: folder).standardError == "")
  }

  @Test(.slow, arguments: [Model].builtIn.map(\.name)) func everyModelIsDrawn(name: String) throws {
    let options = name == "gpt" ? ["--vocabulary", "40"] : []
    let output = try run(Tool.path, ["trace", name, "-o", "-"] + options)
    #expect(output.status == 0, "\(output.standardError)")
    let svg = try XMLTree.parse(output.standardOutput)
    #expect(svg.all.count { $0.attributes["class"]?.hasPrefix("card ") == true } > 4)
  }

  /// Whether the texts of a card are the name of a tensor, its number or its mean, and its gradient or the norm of it.
  private func shows(_ texts: [String], _ tensor: TensorNode) -> Bool {
    let name = tensor.label?.split(separator: ".").last.map(String.init)
    let means = texts.filter { $0.contains(" ± ") }.compactMap { $0.split(separator: " ").first }
    let gradients = texts.filter { $0.contains("∇") }.compactMap { $0.split(separator: " ").last }
    let value = tensor.value.scalar
    let gradient = tensor.gradient.summary
    return (name == nil || texts.first == name)
      && (value == nil || texts.contains { $0.isNumber(value!, within: 0.000_05) })
      && (value != nil
        || means.contains { $0.isNumber(tensor.value.statistics.mean!, within: 0.005) })
      && (gradient == nil
        || gradients.contains {
          $0.isNumber(gradient!.scalar ?? gradient!.statistics.norm!, within: 0.005)
        })
  }

  @Test(.slow, arguments: models, ["svg", "dot", "json"])
  func isTheSameInEveryRun(model: String, format: String) throws {
    #expect(try figure(model, format) == figure(model, format))
  }

  @Test(arguments: models)
  func jsonDecodesIntoAnEqualSnapshot(model: String) throws {
    #expect(try GraphSnapshot(json: try figure(model, "json")) == snapshot(model))
  }

  @Test(arguments: models)
  func pngDecodes(model: String) throws {
    let png = [UInt8](try figure(model, "png"))
    #expect(png.starts(with: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]))
    let number = { (offset: Int) in png[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) } }
    var chunks: [String] = []
    var offset = 8
    while offset < png.count {
      let end = offset + 8 + number(offset)
      try #require(end + 4 <= png.count)
      chunks.append(String(decoding: png[offset + 4..<offset + 8], as: UTF8.self))
      #expect(number(end) == Int(cyclicRedundancyCheck(png[offset + 4..<end])))
      offset = end + 4
    }
    #expect(chunks.first == "IHDR" && chunks.contains("IDAT") && chunks.last == "IEND")
    #expect(number(16) > 300 && number(20) > 100)
  }

  @Test(.enabled(if: succeeds("pdftoppm", "-v")), arguments: models)
  func pdfRenders(model: String) throws {
    let folder = try TemporaryFolder()
    try figure(model, "pdf").write(to: folder.file("figure.pdf"))
    let output = try run("pdftoppm", ["-r", "40", "figure.pdf"], in: folder)
    #expect(output.status == 0 && output.standardError == "")
    #expect(output.standardOutput.starts(with: Data("P6".utf8)))
    #expect(Set(output.standardOutput.dropFirst(20)).count > 10)
  }

  @Test(.enabled(if: succeeds("dot", "-V")), arguments: models)
  func dotLaysOutWithoutAWarning(model: String) throws {
    let folder = try TemporaryFolder()
    try figure(model, "dot").write(to: folder.file("figure.dot"))
    let output = try run("dot", ["-Tplain", "figure.dot"], in: folder)
    #expect(output.status == 0 && output.standardError == "")
    let nodes = output.text.split(separator: "\n").filter { $0.hasPrefix("node ") }
    #expect(nodes.count == (try snapshot(model).nodes.count))
  }
}

extension StringProtocol {
  /// Whether the text is a number that equals another but for a share of it.
  fileprivate func isNumber(_ expected: Double, within tolerance: Double) -> Bool {
    guard let number = Double(self) else { return false }
    return abs(number - expected) <= tolerance * Swift.max(1, abs(expected))
  }
}

/// The check sum of a PNG's chunk, as the format defines it.
private func cyclicRedundancyCheck(_ bytes: ArraySlice<UInt8>) -> UInt32 {
  var remainder = UInt32.max
  for byte in bytes {
    remainder ^= UInt32(byte)
    for _ in 0..<8 { remainder = remainder >> 1 ^ (remainder & 1) * 0xedb8_8320 }
  }
  return ~remainder
}
