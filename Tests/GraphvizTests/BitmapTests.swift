import Graphviz
import Testing

@Suite struct BitmapTests {
  @Test(arguments: RendererTests.isolations)
  func pngHasTheSizeOfTheDrawing(isolation: Renderer.Isolation) throws {
    let drawing = try Renderer.render(TestGraphs.layers(2), as: .png, isolation: isolation)
    let bitmap = try #require(drawing.bitmap)
    #expect(bitmap.dpi == 96 && bitmap.reduction == 1)
    #expect(abs(Double(bitmap.width) - drawing.width * 96 / 72) <= 1)
    #expect(abs(Double(bitmap.height) - drawing.height * 96 / 72) <= 1)
    #expect(hasWholeChunks(drawing.bytes))
  }

  @Test func resolutionAndWidthAreKept() throws {
    let fine = try Renderer.render(TestGraphs.layers(2), as: .png, size: .dpi(192))
    #expect(abs(Double(try #require(fine.bitmap).width) - fine.width * 192 / 72) <= 1)
    let wide = try Renderer.render(TestGraphs.layers(2), as: .png, size: .width(700))
    #expect(try #require(wide.bitmap).width == 700)
    #expect(abs(try #require(wide.bitmap).dpi - 700 * 72 / wide.width) < 0.001)
  }

  @Test func aSideAboveTheLimitIsReducedAndSaysSo() throws {
    let dot =
      "digraph G { node [shape=box]; a [label=\"\", width=1000, height=0.1, fixedsize=true] }"
    let drawing = try Renderer.render(dot, as: .png, size: .dpi(96))
    let bitmap = try #require(drawing.bitmap)
    #expect(bitmap.width <= BitmapSize.longestSide && bitmap.width > 32_700)
    #expect(abs(bitmap.reduction - 32_765 / (72_008 * 96 / 72)) < 0.0001)
    #expect(drawing.warnings == [])
  }

  @Test func anAreaAboveTheLimitIsReducedAndSaysSo() throws {
    var size = BitmapSize.dpi(10_000)
    size.mostPixels = 1_000_000
    for attributes in ["", "size=\"20,20!\"", "rotate=90"] {
      let dot = "digraph G { a -> b; \(attributes) }"
      let bitmap = try #require(try Renderer.render(dot, as: .png, size: size).bitmap)
      #expect(abs(bitmap.width * bitmap.height - 1_000_000) < 5_000)
      #expect(bitmap.reduction < 0.2)
    }
  }

  @Test(arguments: [BitmapSize.dpi(-1), .dpi(.infinity), .dpi(0), .width(0), .width(-5)])
  func aSizeThatIsNoneIsRejected(size: BitmapSize) {
    #expect(throws: RenderError.self) {
      try Renderer.render("digraph G { a }", as: .png, size: size)
    }
  }

  /// Whether the bytes are a PNG whose chunks are complete and have the right checksums.
  private func hasWholeChunks(_ png: [UInt8]) -> Bool {
    guard png.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) else { return false }
    func number(_ offset: Int) -> Int { png[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) } }
    var offset = 8
    var kind = ""
    while offset + 12 <= png.count {
      let length = number(offset)
      guard offset + 12 + length <= png.count else { return false }
      kind = String(decoding: png[offset + 4..<offset + 8], as: UTF8.self)
      let checked = png[offset + 4..<offset + 8 + length]
      guard checksum(checked) == number(offset + 8 + length) else { return false }
      offset += 12 + length
    }
    return kind == "IEND" && offset == png.count
  }

  /// CRC-32 as PNG uses it.
  private func checksum(_ bytes: ArraySlice<UInt8>) -> Int {
    var crc: UInt32 = 0xFFFF_FFFF
    for byte in bytes {
      crc ^= UInt32(byte)
      for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
    }
    return Int(~crc)
  }
}
