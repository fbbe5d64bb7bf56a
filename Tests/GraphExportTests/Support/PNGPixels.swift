import CZlib
import Foundation
import GraphExport

/// The pixels of a PNG of eight bits a channel: with a palette, or of red, green and blue with or without an opacity.
struct PNGPixels {
  let width: Int
  let height: Int
  /// The color of each pixel row by row; nil for one that is transparent.
  let colors: [RGBColor?]

  subscript(row: Int, column: Int) -> RGBColor? { colors[row * width + column] }

  init?(_ file: Data) {
    let file = [UInt8](file)
    var packed: [UInt8] = []
    var header: [UInt8] = []
    var palette: [UInt8] = []
    var opacities: [UInt8] = []
    var offset = 8
    while offset + 12 <= file.count {
      let length = file[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) }
      let content = file[offset + 8..<offset + 8 + length]
      switch String(decoding: file[offset + 4..<offset + 8], as: UTF8.self) {
      case "IHDR": header = Array(content)
      case "PLTE": palette = Array(content)
      case "tRNS": opacities = Array(content)
      case "IDAT": packed += content
      default: break
      }
      offset += length + 12
    }
    guard header.count == 13, header[8] == 8, let channels = [2: 3, 3: 1, 6: 4][header[9]] else {
      return nil
    }
    width = header[0..<4].reduce(0) { $0 << 8 | Int($1) }
    height = header[4..<8].reduce(0) { $0 << 8 | Int($1) }
    let line = width * channels
    var size = uLong((line + 1) * height)
    var bytes = [UInt8](repeating: 0, count: Int(size))
    guard uncompress(&bytes, &size, packed, uLong(packed.count)) == Z_OK, size == bytes.count else {
      return nil
    }
    var rows: [[UInt8]] = []
    for row in 0..<height {
      let start = row * (line + 1)
      rows.append(
        Self.unfiltered(
          Array(bytes[start + 1..<start + 1 + line]), filter: bytes[start], above: rows.last,
          channels))
    }
    colors = rows.joined().indexed(by: channels).map { pixel in
      guard channels == 1 else {
        return channels == 4 && pixel[3] == 0 ? nil : Self.color(pixel[0], pixel[1], pixel[2])
      }
      let index = Int(pixel[0])
      if index < opacities.count, opacities[index] == 0 { return nil }
      return Self.color(palette[3 * index], palette[3 * index + 1], palette[3 * index + 2])
    }
  }

  private static func color(_ red: UInt8, _ green: UInt8, _ blue: UInt8) -> RGBColor {
    RGBColor(UInt32(red) << 16 | UInt32(green) << 8 | UInt32(blue))
  }

  /// A row as it was before one of the five filters (ISO 15948, 9.2).
  private static func unfiltered(
    _ row: [UInt8], filter: UInt8, above: [UInt8]?, _ channels: Int
  ) -> [UInt8] {
    var row = row
    for index in row.indices {
      let left = index >= channels ? Int(row[index - channels]) : 0
      let up = above.map { Int($0[index]) } ?? 0
      let corner = index >= channels ? above.map { Int($0[index - channels]) } ?? 0 : 0
      let guess: Int
      switch filter {
      case 1: guess = left
      case 2: guess = up
      case 3: guess = (left + up) / 2
      case 4:
        let distances = [left, up, corner].map { abs(left + up - corner - $0) }
        guess = [left, up, corner][distances.firstIndex(of: distances.min()!)!]
      default: guess = 0
      }
      row[index] = row[index] &+ UInt8(guess)
    }
    return row
  }
}

extension Sequence<UInt8> {
  /// The bytes in groups of a size.
  fileprivate func indexed(by size: Int) -> [[UInt8]] {
    let bytes = Array(self)
    return stride(from: 0, to: bytes.count, by: size).map { Array(bytes[$0..<$0 + size]) }
  }
}
