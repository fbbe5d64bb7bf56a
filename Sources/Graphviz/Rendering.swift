/// A finished drawing.
public struct Rendering: Hashable, Sendable {
  /// The drawing in the format that was asked for.
  public var bytes: [UInt8]
  /// What Graphviz remarked; empty for a graph that is entirely in order.
  ///
  /// A few remarks, that on an unknown shape for one, Graphviz makes once in a process only.
  public var warnings: [String]
  /// The width of the drawing with its margin, in points (1/72 inch).
  public var width: Double
  /// The height of the drawing with its margin, in points.
  public var height: Double
  /// What is known of a PNG only.
  public var bitmap: Bitmap?
  /// The characters that no installed font has, each once: a PNG or PDF shows boxes instead.
  public var missingCharacters = ""

  /// The size of a PNG.
  public struct Bitmap: Hashable, Sendable {
    /// The width in pixels.
    public var width: Int
    /// The height in pixels.
    public var height: Int
    /// Pixels an inch.
    public var dpi: Double
    /// The factor by which the picture is smaller than asked for, because of `BitmapSize.longestSide`
    /// or `BitmapSize.mostPixels`; 1 if it is not.
    public var reduction: Double
  }

  /// The bytes as text, for the formats that are text.
  public var text: String { String(decoding: bytes, as: UTF8.self) }
}

/// How large a PNG is drawn; other formats have no pixels.
public struct BitmapSize: Hashable, Sendable {
  var measure: Measure
  /// The most pixels in all, each 4 bytes of memory; a larger picture is reduced to fit.
  public var mostPixels = 100_000_000

  enum Measure: Hashable, Sendable {
    case dpi(Double)
    case width(Int)
  }

  /// A number of pixels for each inch (72 points) of the drawing.
  public static func dpi(_ dpi: Double) -> BitmapSize { BitmapSize(measure: .dpi(dpi)) }
  /// A width in pixels; the height follows.
  public static func width(_ pixels: Int) -> BitmapSize { BitmapSize(measure: .width(pixels)) }

  /// The most pixels that Cairo draws on one side; a larger picture is reduced to fit.
  public static let longestSide = 32_767

  /// Pixels an inch, and the width in pixels; one of the two is 0.
  var numbers: (dpi: Double, width: Double) {
    switch measure {
    case .dpi(let dpi): (dpi, 0)
    case .width(let pixels): (0, Double(pixels))
    }
  }
}

extension BitmapSize: CustomStringConvertible {
  /// The size in words, "96.0 pixels an inch".
  public var description: String {
    switch measure {
    case .dpi(let dpi): "\(dpi) pixels an inch"
    case .width(let pixels): "a width of \(pixels) pixels"
    }
  }
}
