#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// An image with a pixel for each cell of a picture, or several.
struct PixelImage {
  /// The colors that pixels name by their index; nil for one through which what lies behind is seen.
  private(set) var palette: [RGBColor?] = []
  let width: Int
  let height: Int
  /// The index of each pixel's color, row by row.
  private var pixels: [UInt8]

  /// The cells of a picture, in the colors of a palette.
  ///
  /// - Parameter scale: how many pixels a cell has a side.
  init(_ slot: Slot, _ colors: Palette, scale: Int = 1) {
    let thumbnail = slot.thumbnail
    (width, height) = (thumbnail.columns * scale, thumbnail.rows * scale)
    pixels = [UInt8](repeating: 0, count: width * height)
    let look = CellLook(slot)
    var indices: [RGBColor?: UInt8] = [:]
    var palette: [RGBColor?] = []
    func index(of color: RGBColor?) -> UInt8 {
      if let index = indices[color] { return index }
      let index = UInt8(palette.count)
      palette.append(color)
      indices[color] = index
      return index
    }
    // The first color is that of the gaps.
    _ = index(of: nil)
    // By the strength of a number, which is found sooner than by its color; the last one is of those that are not finite.
    var known = [UInt8?](repeating: nil, count: 2 * Paint.levels + 2)
    thumbnail.forEachCell { row, column, value in
      let strength = look.level(of: value).map { $0 + Paint.levels } ?? known.count - 1
      let color = known[strength] ?? index(of: colors[look.paint(of: value)])
      known[strength] = color
      for y in row * scale..<(row + 1) * scale {
        for x in column * scale..<(column + 1) * scale { pixels[y * width + x] = color }
      }
    }
    self.palette = palette
  }

  /// The color of a pixel.
  subscript(row: Int, column: Int) -> RGBColor? { palette[Int(pixels[row * width + column])] }

  /// The image as a file with a palette (PNG, ISO 15948).
  ///
  /// - Parameter level: how much time zlib takes to make it small, from 0 to 9; 0 gives the same bytes with every zlib.
  func png(level: Int32 = 9) -> Data {
    var header = Data()
    for size in [width, height] { header.append(PNGChunk.bigEndian(UInt32(size))) }
    // Eight bits a pixel, colors by a palette, the only methods there are, not interlaced.
    header.append(contentsOf: [8, 3, 0, 0, 0])
    var lines = Data(capacity: (width + 1) * height)
    for row in 0..<height {
      // A byte before each row says that it is not filtered.
      lines.append(0)
      lines.append(contentsOf: pixels[row * width..<(row + 1) * width])
    }
    var file = PNGChunk.signature
    file.append(PNGChunk.chunk("IHDR", header))
    let colors = palette.map { $0 ?? RGBColor(0) }
    file.append(PNGChunk.chunk("PLTE", Data(colors.flatMap { [$0.red, $0.green, $0.blue] })))
    file.append(PNGChunk.chunk("tRNS", Data(palette.map { $0 == nil ? 0 : 255 })))
    file.append(PNGChunk.chunk("IDAT", Zlib.compressed(lines, level: level)))
    file.append(PNGChunk.chunk("IEND", Data()))
    return file
  }

  /// The file in Base64, as it stands inside an SVG.
  func pngText(level: Int32 = 9) -> String { png(level: level).base64EncodedString() }
}
