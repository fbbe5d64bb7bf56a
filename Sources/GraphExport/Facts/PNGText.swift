#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A text inside a PNG, as the chunk `iTXt` that the format has for such things (ISO 15948, 11.3.4).
enum PNGText {
  private static let type = "iTXt"
  /// The keyword; then: not compressed, no language, no translation.
  private static let head = Data("smolgrad".utf8) + Data([0, 0, 0, 0, 0])

  /// The file with the text before its last chunk; nil if it is no PNG.
  static func adding(_ text: String, to file: Data) -> Data? {
    guard file.starts(with: PNGChunk.signature), let last = chunks(of: file).last else {
      return nil
    }
    var result = file.prefix(upTo: last.lowerBound)
    result.append(PNGChunk.chunk(type, head + Data(text.utf8)))
    result.append(file.suffix(from: last.lowerBound))
    return result
  }

  /// The text, and the file without it.
  static func find(in file: Data) -> (text: String, rest: Data)? {
    guard file.starts(with: PNGChunk.signature) else { return nil }
    for chunk in chunks(of: file) {
      let content = file[chunk].dropFirst(4).dropLast(4)
      guard content.starts(with: Data(type.utf8) + head) else { continue }
      let text = content.dropFirst(type.utf8.count + head.count)
      let rest = file.prefix(upTo: chunk.lowerBound) + file.suffix(from: chunk.upperBound)
      return (String(decoding: text, as: UTF8.self), rest)
    }
    return nil
  }

  /// Where the chunks lie, each with its length, type and checksum; of a damaged file those that are whole.
  private static func chunks(of file: Data) -> [Range<Data.Index>] {
    var chunks: [Range<Data.Index>] = []
    var start = file.startIndex + PNGChunk.signature.count
    while start + 12 <= file.endIndex {
      let length = file[start..<start + 4].reduce(0) { $0 << 8 | Int($1) }
      guard length <= file.endIndex - start - 12 else { break }
      chunks.append(start..<start + 12 + length)
      start += 12 + length
    }
    return chunks
  }
}
