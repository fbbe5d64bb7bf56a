extension Drawing {
  /// Where a figure goes, as far as it has to be made for that.
  public struct Output: Sendable {
    /// How large a bitmap is.
    public var pixelSize: PixelSize
    /// Whether it goes to a terminal that shows colors, which only text makes use of.
    public var isColorTerminal: Bool
    /// Whether it is included in another document, which only TikZ makes use of.
    public var isFragment = false
    /// Is told what is being done, in a few words, whenever that changes.
    public var progress: (@Sendable (String) -> Void)?

    /// Describes where a figure goes; to a file, unless told otherwise.
    public init(
      pixelSize: PixelSize = .dpi(96), isColorTerminal: Bool = false,
      progress: (@Sendable (String) -> Void)? = nil
    ) {
      self.pixelSize = pixelSize
      self.isColorTerminal = isColorTerminal
      self.progress = progress
    }
  }
}
