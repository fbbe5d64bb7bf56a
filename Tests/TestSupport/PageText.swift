import CZlib
import Foundation
import Testing

/// The text of a page, and what it holds compressed, as its script reads it.
public struct PageText {
  /// The whole text.
  public let html: String
  /// The script, the style sheet around the figure, and the colors of all figures.
  public let script: String, style: String, colors: String
  /// What the script knows of the computation.
  public let data: [String: Any]
  /// The figures: the overview, which stands in the page, and all others.
  public let figures: [String]

  /// - Throws: an error of the test where the text is no page.
  public init(_ html: String) throws {
    self.html = html
    let overview = try #require(html.range(of: "<svg xmlns"))
    let end = try #require(html.range(of: "</svg>"))
    let start = try #require(html.range(of: "id=\"page-parts\">"))
    let packed = try #require(html[start.upperBound...].split(separator: "<").first)
    let bytes = try #require(Data(base64Encoded: String(packed)))
    var size: uLong = 20_000_000
    var texts = [UInt8](repeating: 0, count: Int(size))
    try #require(uncompress(&texts, &size, [UInt8](bytes), uLong(bytes.count)) == Z_OK)
    let parts = texts.prefix(Int(size)).split(separator: 0).map {
      String(decoding: $0, as: UTF8.self)
    }
    try #require(parts.count >= 4)
    (script, style, colors) = (parts[0], parts[1], parts[2])
    data = try #require(
      try JSONSerialization.jsonObject(with: Data(parts[3].utf8)) as? [String: Any])
    figures = [String(html[overview.lowerBound..<end.upperBound])] + parts[4...]
  }

  /// The views, the overview first.
  public var views: [[String: Any]] {
    get throws {
      try #require((data["page"] as? [String: Any])?["views"] as? [[String: Any]])
    }
  }
}
