import Foundation
import GraphExport
import Smolgrad
import TestSupport
import Testing

/// Figures hold what they say, where no reader sees it.
@Suite struct FactsInFileTests {
  /// Prints the types of a PNG's chunks whose checksums are right.
  private static let chunks = """
    import struct, sys, zlib
    data, types, start = sys.stdin.buffer.read(), [], 8
    while start < len(data):
        (length,) = struct.unpack(">I", data[start : start + 4])
        content, end = data[start + 4 : start + 8 + length], start + 12 + length
        if zlib.crc32(content) == int.from_bytes(data[end - 4 : end], "big"):
            types.append(content[:4].decode())
        start = end
    print(*types)
    """

  private func drawing(named name: String) -> Drawing {
    let x = Tensor([1, 2, .nan], requiresGradient: true).named(name)
    let y = (x * x).sum().named("y")
    y.backward()
    return Drawing(of: y, title: name)
  }

  @Test(
    .slow,
    arguments: [
      "x", "a <b> & \"c\" ]]> -->", "é ; \u{301} \u{7f} \u{fffe} \u{1f600}", "\\u0041",
    ])
  func comeBackAsTheyWere(name: String) throws {
    let drawing = drawing(named: name)
    for format in [Format.svg, .png] {
      let facts = FigureFacts(of: drawing, as: format, command: "trace \(name)")
      let plain = try drawing.data(as: format)
      let file = try #require(FactsInFile.adding(facts, to: plain))
      let finding = try #require(FactsInFile.facts(in: file))
      #expect(finding.facts.changes(since: facts).isEmpty && finding.isIntact)
      #expect(finding.facts.command == "trace \(name)")
      if format.name == "svg" {
        let (before, after) = (try XMLTree.parse(plain), try XMLTree.parse(file))
        #expect(after.children.map(\.name) == before.children.map(\.name) + ["metadata"])
      } else {
        let check = try run("python3", ["-c", Self.chunks], input: file)
        #expect(String(decoding: check.standardOutput, as: UTF8.self).hasSuffix("iTXt IEND\n"))
      }
    }
  }

  @Test func otherFilesHaveNone() throws {
    let drawing = drawing(named: "x")
    let facts = FigureFacts(of: drawing, as: .pdf, command: "")
    #expect(FactsInFile.adding(facts, to: Data("%PDF".utf8)) == nil)
    let svg = try drawing.data(as: .svg)
    #expect(FactsInFile.facts(in: svg) == nil)
    let file = try #require(FactsInFile.adding(facts, to: svg))
    // Damaged in any place, a file is no trap.
    for end in stride(from: 0, to: file.count, by: file.count / 97) {
      #expect(FactsInFile.facts(in: file.prefix(end)) == nil)
    }
    let bitmap = try #require(FactsInFile.adding(facts, to: drawing.data(as: .png)))
    for end in stride(from: 0, to: bitmap.count, by: bitmap.count / 97) {
      #expect(FactsInFile.facts(in: bitmap.prefix(end))?.isIntact != true)
    }
  }

  @Test func aChangedFileIsNoticed() throws {
    let drawing = drawing(named: "x")
    let facts = FigureFacts(of: drawing, as: .svg, command: "")
    var file = try #require(FactsInFile.adding(facts, to: drawing.data(as: .svg)))
    file[file.count / 3] ^= 1
    #expect(FactsInFile.facts(in: file)?.isIntact == false)
  }
}
