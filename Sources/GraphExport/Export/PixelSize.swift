import Graphviz

/// How large a bitmap is.
public enum PixelSize: Hashable, Sendable {
  /// A number of pixels for each inch of the drawing; a screen has 96.
  case dpi(Double)
  /// A width in pixels; the height follows.
  case width(Int)

  /// The same, for the renderer.
  var bitmapSize: BitmapSize {
    switch self {
    case .dpi(let dpi): .dpi(dpi)
    case .width(let width): .width(width)
    }
  }
}
