import CGraphvizShim

/// The widths and heights of text that every layout is computed with.
///
/// They are the advance widths of Arial and Helvetica, and 0.6 em for monospaced text, built in:
/// no font is read, and the layout is the same on every machine. A picture that must look right in
/// another font gives each text this width, as SVG's `textLength` does.
public enum TextMetrics {
  /// The two families of fonts that the layout tells apart.
  public enum Family: Hashable, Sendable {
    /// Font names that are not monospaced: Helvetica, Arial.
    case sansSerif
    /// Font names that begin with "cour" or hold "mono": Courier.
    case monospace
  }

  /// The width of one line of text, in the unit of `size` (points, pixels).
  ///
  ///     TextMetrics.width(of: "loss", size: 10)  // 18.34
  ///
  /// A layout keeps room for it rounded up to a whole point. Kerning and ligatures are left out. Combining marks have no width; Chinese, Japanese and Korean
  /// characters and emoji are 1 em wide.
  public static func width(
    of text: String, size: Double, bold: Bool = false, family: Family = .sansSerif
  ) -> Double {
    var text = text
    return text.withUTF8 { bytes in
      bytes.withMemoryRebound(to: CChar.self) { characters in
        guard let start = characters.baseAddress else { return 0 }
        let family = family == .monospace ? GVS_MONOSPACE : GVS_SANS_SERIF
        return gvs_text_width(start, characters.count, size, bold, family)
      }
    }
  }

  /// The distance from one line of text to the next: 1.2 em, rounded up to a whole point.
  public static func lineHeight(size: Double) -> Double { gvs_line_height(size) }

  /// The distance from the top of a line to its baseline.
  public static func baseline(size: Double) -> Double { gvs_baseline(size) }
}
