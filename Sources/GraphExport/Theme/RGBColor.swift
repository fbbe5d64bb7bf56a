/// A color of the screen, 8 bits a channel.
///
///     RGBColor(0xff8000).mixed(with: RGBColor(0xffffff), 0.5).hex  // #ffc080
public struct RGBColor: Hashable, Sendable {
  /// Red, green and blue, each from 0 to 255.
  public var red: UInt8, green: UInt8, blue: UInt8

  /// Makes a color of its hexadecimal notation, `0xRRGGBB`.
  public init(_ rgb: UInt32) {
    red = UInt8(rgb >> 16 & 0xff)
    green = UInt8(rgb >> 8 & 0xff)
    blue = UInt8(rgb & 0xff)
  }

  /// `#rrggbb`.
  public var hex: String {
    let digits = String(UInt32(red) << 16 | UInt32(green) << 8 | UInt32(blue), radix: 16)
    return "#" + String(repeating: "0", count: 6 - digits.count) + digits
  }

  /// The color on the way to another one: this one at 0, the other at 1.
  public func mixed(with other: RGBColor, _ share: Double) -> RGBColor {
    let mix = { (a: UInt8, b: UInt8) in
      UInt32((Double(a) + (Double(b) - Double(a)) * share).rounded())
    }
    return RGBColor(
      mix(red, other.red) << 16 | mix(green, other.green) << 8 | mix(blue, other.blue))
  }
}
