#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What a page holds compressed, for it would be most of the file: all but the overview.
///
/// The parts stand together as one stream of zlib, written in Base64. `unpack.js` reads them, and starts the script among them.
struct PageParts {
  /// The script of the page.
  var script: String
  /// The style sheet of the page around the figure.
  var style: String
  /// The colors of all figures.
  var colors: String
  /// What the script knows of the computation, as JSON.
  var data: String
  /// All figures but the overview, as SVG.
  var figures: [String]

  /// The element of the page that holds them.
  var element: String {
    // A sign that no part can hold stands between them.
    let texts = ([script, style, colors, data] + figures).joined(separator: "\0")
    let packed = Zlib.compressed(Data(texts.utf8), level: 6).base64EncodedString()
    return "<script type=\"text/plain\" id=\"page-parts\">\(packed)</script>"
  }
}
