/// A size of paper.
public struct Paper: Hashable, Sendable {
  /// What it is called on the command line.
  public let name: String
  /// Its width in points, 1/72 inch.
  public let width: Double
  /// Its height in points.
  public let height: Double

  /// Makes a size of paper.
  public init(name: String, width: Double, height: Double) {
    (self.name, self.width, self.height) = (name, width, height)
  }

  /// 210 by 297 millimeters.
  public static let a4 = Paper(name: "a4", width: 595.276, height: 841.89)
  /// 8.5 by 11 inches.
  public static let letter = Paper(name: "letter", width: 612, height: 792)
  /// The sizes that the command line knows.
  public static let all: [Paper] = [.a4, .letter]
}
