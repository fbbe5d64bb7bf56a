#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A folder for the images of a figure, from which Graphviz takes them; it goes when nobody has it any more.
final class ImageFolder: Sendable {
  /// The path, of letters that mean nothing in XML and in DOT.
  let path: String

  /// Makes a folder; nil where there is none for temporary files.
  init?() {
    _ = Self.removal
    let url = FileManager.default.temporaryDirectory.appending(
      path: "\(Self.prefix)\(UUID().uuidString)")
    path = url.path
    guard path.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "/-_.".contains($0)) }),
      (try? FileManager.default.createDirectory(at: url, withIntermediateDirectories: false)) != nil
    else { return nil }
  }

  private static let prefix = "smolgrad-images-"
  /// Looks once, for a folder of many files takes some time to read.
  private static let removal: Void = removeAbandoned(in: FileManager.default.temporaryDirectory)
  /// No figure takes that long, in seconds.
  private static let longestUse = 24.0 * 60 * 60

  /// Removes the folders that programs which were killed have left: those that nobody has written into for a day.
  ///
  /// The system keeps those of other users.
  static func removeAbandoned(in parent: URL) {
    let files = FileManager.default
    for name in (try? files.contentsOfDirectory(atPath: parent.path)) ?? []
    where name.hasPrefix(prefix) && UUID(uuidString: String(name.dropFirst(prefix.count))) != nil {
      let path = parent.appending(path: name).path
      guard let attributes = try? files.attributesOfItem(atPath: path),
        attributes[.type] as? FileAttributeType == .typeDirectory,
        let date = attributes[.modificationDate] as? Date,
        date.timeIntervalSinceNow < -longestUse
      else { continue }
      try? files.removeItem(atPath: path)
    }
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// The path of an image that `write` writes.
  func path(of number: Int) -> String { "\(path)/\(number).png" }

  /// Writes the images of those pictures that are too large to be drawn.
  func write(_ slots: [Slot], _ palette: Palette) throws {
    for (number, slot) in slots.enumerated() where slot.thumbnail.isImage {
      // Programs that draw bitmaps blur what they enlarge; of several pixels a cell only the edge is blurred.
      let most = max(slot.thumbnail.rows, slot.thumbnail.columns)
      let image = PixelImage(slot, palette, scale: max(1, min(8, 384 / most)))
      try image.png(level: 1).write(to: URL(filePath: path(of: number)))
    }
  }
}
