#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What a page holds for its script: the data, and the figures of all views but the first.
///
/// Those of a small page can be read in the file. Of a large one they would be most of the file, so they are compressed: all together as one
/// stream of zlib, written in Base64.
struct PageTexts {
  /// JSON.
  var data: String
  /// SVG.
  var figures: [String]

  /// So many bytes are written as they are.
  private static let mostPlainBytes = 500_000

  /// The elements of the page that hold them.
  var elements: [String] {
    let size = figures.reduce(data.utf8.count) { $0 + $1.utf8.count }
    guard size > Self.mostPlainBytes else {
      // Names in a figure are quoted, so that none ends the element.
      return ["<script type=\"application/json\" id=\"page-data\">\(dataInHTML)</script>"]
        + figures.map { "<script type=\"image/svg+xml\">\($0)</script>" }
    }
    // A sign that neither JSON nor XML can hold stands between them.
    let texts = Data(([data] + figures).joined(separator: "\0").utf8)
    let packed = Zlib.compressed(texts, level: 6).base64EncodedString()
    return ["<script type=\"text/plain\" id=\"page-texts\">\(packed)</script>"]
  }

  /// The JSON so that nothing in it ends the element around it.
  private var dataInHTML: String { data.replacing("<", with: "\\u003c") }
}
