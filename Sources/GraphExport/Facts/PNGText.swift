#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A text inside a PNG, as the chunk `iTXt` that the format has for such things (ISO 15948, 11.3.4).
enum PNGText {
  private static let signature = Data([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  private static let type = Data("iTXt".utf8)
  /// The keyword; then: not compressed, no language, no translation.
  private static let head = Data("smolgrad".utf8) + Data([0, 0, 0, 0, 0])

  /// The file with the text before its last chunk; nil if it is no PNG.
  static func adding(_ text: String, to file: Data) -> Data? {
    guard file.starts(with: signature), let last = chunks(of: file).last else { return nil }
    let content = type + head + Data(text.utf8)
    var result = file.prefix(upTo: last.lowerBound)
    result.append(bigEndian(UInt32(content.count - type.count)))
    result.append(content)
    result.append(bigEndian(checksum(content)))
    result.append(file.suffix(from: last.lowerBound))
    return result
  }

  /// The text, and the file without it.
  static func find(in file: Data) -> (text: String, rest: Data)? {
    guard file.starts(with: signature) else { return nil }
    for chunk in chunks(of: file) {
      let content = file[chunk].dropFirst(4).dropLast(4)
      guard content.starts(with: type + head) else { continue }
      let text = content.dropFirst(type.count + head.count)
      let rest = file.prefix(upTo: chunk.lowerBound) + file.suffix(from: chunk.upperBound)
      return (String(decoding: text, as: UTF8.self), rest)
    }
    return nil
  }

  /// Where the chunks lie, each with its length, type and checksum; of a damaged file those that are whole.
  private static func chunks(of file: Data) -> [Range<Data.Index>] {
    var chunks: [Range<Data.Index>] = []
    var start = file.startIndex + signature.count
    while start + 12 <= file.endIndex {
      let length = file[start..<start + 4].reduce(0) { $0 << 8 | Int($1) }
      guard length <= file.endIndex - start - 12 else { break }
      chunks.append(start..<start + 12 + length)
      start += 12 + length
    }
    return chunks
  }

  private static func bigEndian(_ number: UInt32) -> Data {
    withUnsafeBytes(of: number.bigEndian) { Data($0) }
  }

  /// CRC-32, bit by bit: the text is short.
  private static func checksum(_ data: Data) -> UInt32 {
    var crc = UInt32.max
    for byte in data {
      crc ^= UInt32(byte)
      for _ in 0..<8 { crc = crc & 1 == 0 ? crc >> 1 : (crc >> 1) ^ 0xedb8_8320 }
    }
    return ~crc
  }
}
