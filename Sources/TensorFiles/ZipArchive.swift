import CZlib

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The files in a zip archive (APPNOTE.TXT of PKWARE), stored or deflated, as NumPy writes them.
struct ZipArchive {
  /// One file of the archive.
  struct Entry {
    let name: String
    fileprivate let method: Int
    fileprivate let checksum: UInt
    fileprivate let packedSize: Int
    fileprivate let size: Int
    fileprivate let offset: Int
  }

  /// The files in the order of the directory.
  let entries: [Entry]
  private let bytes: UnsafeRawBufferPointer

  /// Reads the directory at the end of an archive, whose bytes must outlive it.
  init(_ bytes: UnsafeRawBufferPointer) throws(TensorFileError) {
    self.bytes = bytes
    let reader = Reader(bytes: bytes)
    guard let end = Self.end(bytes) else { throw TensorFileError("this is no zip archive") }
    let count = try reader.number(end + 10, 2)
    var position = try reader.number(end + 16, 4)
    guard position < 0xffff_ffff, count < 0xffff else {
      throw TensorFileError("archives of more than 4 GiB or 65,534 files can't be read")
    }
    var entries: [Entry] = []
    for _ in 0..<count {
      guard try reader.number(position, 4) == 0x0201_4b50 else { throw Self.broken }
      let nameLength = try reader.number(position + 28, 2)
      let extraLength = try reader.number(position + 30, 2)
      let name = try reader.text(position + 46, nameLength)
      let sizes = (try reader.number(position + 20, 4), try reader.number(position + 24, 4))
      let offset = try reader.number(position + 42, 4)
      guard sizes.0 < 0xffff_ffff, sizes.1 < 0xffff_ffff, offset < 0xffff_ffff else {
        throw TensorFileError("'\(name.prefix(80))' has more than 4 GiB, which can't be read")
      }
      guard try reader.number(position + 8, 2) & 1 == 0 else {
        throw TensorFileError("'\(name.prefix(80))' is encrypted")
      }
      entries.append(
        Entry(
          name: name, method: try reader.number(position + 10, 2),
          checksum: UInt(try reader.number(position + 16, 4)), packedSize: sizes.0, size: sizes.1,
          offset: offset))
      position += 46 + nameLength + extraLength + (try reader.number(position + 32, 2))
    }
    self.entries = entries
  }

  private static var broken: TensorFileError { TensorFileError("the archive is damaged") }

  /// Where the directory's own entry begins: at most a comment of 64 KiB stands behind it.
  private static func end(_ bytes: UnsafeRawBufferPointer) -> Int? {
    guard bytes.count >= 22 else { return nil }
    let first = max(0, bytes.count - 22 - 0xffff)
    return (first...bytes.count - 22).last { bytes[$0...].starts(with: [0x50, 0x4b, 5, 6]) }
  }

  /// The contents of a file.
  func contents(of entry: Entry) throws(TensorFileError) -> Data {
    let reader = Reader(bytes: bytes)
    guard try reader.number(entry.offset, 4) == 0x0403_4b50 else { throw Self.broken }
    let start =
      entry.offset + 30 + (try reader.number(entry.offset + 26, 2))
      + (try reader.number(entry.offset + 28, 2))
    guard start + entry.packedSize <= bytes.count else { throw Self.broken }
    let packed = UnsafeRawBufferPointer(rebasing: bytes[start..<start + entry.packedSize])
    let data: Data
    switch entry.method {
    case 0 where entry.size == entry.packedSize: data = Data(packed)
    // Deflate makes nothing smaller than by a factor of 1032.
    case 8 where entry.size <= 1032 * entry.packedSize + 1032:
      guard let inflated = Self.inflated(packed, size: entry.size) else { throw Self.broken }
      data = inflated
    case 0, 8: throw Self.broken
    default: throw TensorFileError("'\(entry.name.prefix(80))' is compressed in an unknown way")
    }
    let checksum = data.withUnsafeBytes { bytes in
      crc32_z(0, bytes.bindMemory(to: UInt8.self).baseAddress, bytes.count)
    }
    guard data.isEmpty || UInt(checksum) == entry.checksum else {
      throw TensorFileError("'\(entry.name.prefix(80))' does not have the checksum that it should")
    }
    return data
  }

  /// What deflate made the bytes of; nil if that has another size.
  private static func inflated(_ packed: UnsafeRawBufferPointer, size: Int) -> Data? {
    var stream = z_stream()
    // Without a header of its own.
    guard
      inflateInit2_(&stream, -15, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
    else { return nil }
    defer { inflateEnd(&stream) }
    // One byte more than there should be, so that nothing longer fits.
    var data = Data(count: size + 1)
    let status = data.withUnsafeMutableBytes { output in
      stream.next_in = UnsafeMutablePointer(
        mutating: packed.bindMemory(to: UInt8.self).baseAddress)
      stream.avail_in = UInt32(packed.count)
      stream.next_out = output.bindMemory(to: UInt8.self).baseAddress
      stream.avail_out = UInt32(output.count)
      return inflate(&stream, Z_FINISH)
    }
    guard status == Z_STREAM_END, stream.avail_out == 1 else { return nil }
    return data.prefix(size)
  }

  /// Reads numbers and texts, and nothing beyond the end.
  private struct Reader {
    let bytes: UnsafeRawBufferPointer

    func number(_ position: Int, _ width: Int) throws(TensorFileError) -> Int {
      guard position >= 0, position + width <= bytes.count else { throw ZipArchive.broken }
      return (0..<width).reduce(0) { $0 | Int(bytes[position + $1]) << (8 * $1) }
    }

    func text(_ position: Int, _ length: Int) throws(TensorFileError) -> String {
      guard position + length <= bytes.count else { throw ZipArchive.broken }
      return String(decoding: bytes[position..<position + length], as: UTF8.self)
    }
  }
}
