/// The classes of elements that have the color of a paint.
enum PaintClass {
  /// The properties that have colors.
  static let properties: [StaticString] = ["fill", "stroke"]
  /// For each property, the names of the classes of all paints.
  static let names: [[SVGTag.Bytes]] = properties.map { property in
    Paint.all.map { SVGTag.Bytes("\("\(property)".prefix(1))-\($0.className)".utf8) }
  }

  /// For each property, whether a figure has the classes of the paints.
  static func used(in svg: String) -> [[Bool]] {
    let ends = [UInt8(ascii: "\""), UInt8(ascii: " ")]
    let words = Set(svg.utf8.split(whereSeparator: ends.contains).map(SVGTag.Bytes.init))
    return names.map { $0.map(words.contains) }
  }
}

extension SVGFinisher {
  /// The class of the figure: figures of several themes may stand on one page.
  var themeClass: String { ThemeStyle(theme).name }

  /// The rules of the figure: of the colors that it has.
  func themeRules() -> [String] {
    var used = used
    if hasMarkers, let arrow = Paint.all.firstIndex(of: .arrow) {
      for property in used.indices { used[property][arrow] = true }
    }
    var sheet = ThemeStyle(theme)
    sheet.used = used
    sheet.hasCells = !slots.isEmpty
    sheet.hasImages = hasImages
    sheet.hasMarkers = hasMarkers
    return sheet.rules + filmRules()
  }
}
