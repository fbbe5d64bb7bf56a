/// How arrows are told apart in the SVG: two of them may join the same cards.
enum SVGName {
  static func arrow(_ number: Int) -> String { "arrow\(number)" }

  /// A box around a card and its user, of which nothing is seen.
  static func pair(_ card: Int) -> String { "\(pairPrefix)\(card)" }
  static let pairPrefix = "clusterpair"

  /// The number in a name such as `n12`.
  static func number(_ name: String, after prefix: String) -> Int? {
    name.hasPrefix(prefix) ? Int(name.dropFirst(prefix.count)) : nil
  }
}

/// Numbers written as colors, which Graphviz carries through the layout: each stands for a paint, and for the frame of a film from which on
/// it is seen, or for a slot.
enum ColorCode {
  private static let firstSlot: UInt32 = 0x100000

  /// The frame that stands for all captions of a film.
  static let captions = Int(firstSlot >> frameShift) - 2
  /// The frame of what is not there yet, and only keeps its room.
  static let hidden = captions - 1
  private static let frameShift: UInt32 = 8

  static func color(of paint: Paint, since frame: Int? = nil) -> String {
    RGBColor(UInt32(1 + number(of: paint)) + UInt32(frame.map { $0 + 1 } ?? 0) << frameShift).hex
  }

  /// The index of a paint among all of them.
  static func number(of paint: Paint) -> Int { numbers[paint]! }

  /// The frame from which on something of a color is seen; nil for all frames.
  static func frame(of color: ArraySlice<UInt8>?) -> Int? {
    hexadecimal(color).flatMap { code in
      let frame = code >> Int(frameShift)
      return code < firstSlot && frame > 0 ? frame - 1 : nil
    }
  }

  static func color(ofSlot slot: Int) -> String { RGBColor(firstSlot + UInt32(slot)).hex }

  /// The index among all paints of the one that a color means.
  static func number(of color: ArraySlice<UInt8>?) -> Int? {
    hexadecimal(color).flatMap { code in
      let number = code & 0xff
      return code < firstSlot && (1...Paint.all.count).contains(number) ? number - 1 : nil
    }
  }

  static func paint(of color: ArraySlice<UInt8>?) -> Paint? {
    number(of: color).map { Paint.all[$0] }
  }

  static func slot(of color: ArraySlice<UInt8>?) -> Int? {
    hexadecimal(color).flatMap { $0 >= firstSlot ? $0 - Int(firstSlot) : nil }
  }

  private static func hexadecimal(_ color: ArraySlice<UInt8>?) -> Int? {
    guard let color, color.count == 7, color.first == UInt8(ascii: "#") else { return nil }
    var number = 0
    for byte in color.dropFirst() {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): number = number << 4 | Int(byte & 15)
      case UInt8(ascii: "a")...UInt8(ascii: "f"): number = number << 4 | Int(byte & 15) + 9
      default: return nil
      }
    }
    return number
  }

  private static let numbers = Dictionary(uniqueKeysWithValues: zip(Paint.all, 0...))
}
