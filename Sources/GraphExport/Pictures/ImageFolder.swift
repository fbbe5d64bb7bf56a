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
    let name = "smolgrad-\(UUID().uuidString)"
    let url = FileManager.default.temporaryDirectory.appending(path: name)
    path = url.path
    guard path.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "/-_.".contains($0)) }),
      (try? FileManager.default.createDirectory(at: url, withIntermediateDirectories: false)) != nil
    else { return nil }
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
