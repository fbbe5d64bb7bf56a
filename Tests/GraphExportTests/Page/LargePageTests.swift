import CZlib
import Foundation
import GraphExport
import Smolgrad
import SmolgradNN
import TestSupport
import Testing

/// Pages whose texts are compressed.
@Suite struct LargePageTests {
  private func page() throws -> String {
    let generator = Generator(seed: 1)
    let model = Sequential((0..<5).map { _ in Linear(90, 90, generator: generator) })
    let loss = model(Tensor.ones([1, 90]).named("x")).mean().named("loss")
    loss.backward()
    let drawing = Drawing(of: loss, title: "large", capturing: .contributions)
    return String(decoding: try drawing.data(as: .html), as: UTF8.self)
  }

  /// The texts that a page holds, as its script reads them.
  private func texts(_ html: String) throws -> [String] {
    let start = try #require(html.range(of: "id=\"page-texts\">"))
    let packed = try #require(html[start.upperBound...].split(separator: "<").first)
    let bytes = try #require(Data(base64Encoded: String(packed)))
    var size: uLong = 20_000_000
    var texts = [UInt8](repeating: 0, count: Int(size))
    #expect(uncompress(&texts, &size, [UInt8](bytes), uLong(bytes.count)) == Z_OK)
    return texts.prefix(Int(size)).split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
  }

  @Test func holdTheSameTextsInLessRoom() throws {
    let html = try page()
    #expect(!html.contains("id=\"page-data\"") && !html.contains("<script type=\"image/svg+xml\">"))
    let texts = try texts(html)
    let size = texts.reduce(0) { $0 + $1.utf8.count }
    #expect(size > 500_000 && html.utf8.count < size * 3 / 4)
    let data = try #require(
      try JSONSerialization.jsonObject(with: Data(texts[0].utf8)) as? [String: Any])
    let nodes = try #require((data["snapshot"] as? [String: Any])?["nodes"] as? [[String: Any]])
    #expect(nodes.contains { $0["name"] as? String == "4.weight" })
    let views = try #require((data["page"] as? [String: Any])?["views"] as? [Any])
    #expect(texts.count == views.count)
    for figure in texts.dropFirst() { _ = try XMLTree.parse(Data(figure.utf8)) }
  }
}
