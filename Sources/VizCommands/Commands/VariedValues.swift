#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A name, and the values that it gets one after the other.
struct VariedValues: Equatable {
  let name: String
  /// The values as words of a command line.
  let values: [String]

  /// The most values that a page has.
  static let most = 50
  private static let usual = 11
  /// Numbers this many times as large as others are reached by multiplication.
  private static let wideRatio = 50.0

  /// What `--vary` says of itself.
  static let help =
    "Of a page: compute it with other values too, between which a slider chooses, as in learning-rate=0.01…1 or x=-2…2:9, where 9 is how many there are. (default: whole numbers one by one, else 11 values; from 0.01 to 1 and the like, each the same multiple of the one before)"

  /// Reads `name=from…to`, or `name=from…to:count`; three dots are as good.
  init(_ text: String) throws(CommandError) {
    guard
      let match = text.wholeMatch(of: /([^=]+)=([^=]+?)(?:…|\.{2,3})([^=:]+)(?::(.+))?/),
      let from = Double(match.2), let to = Double(match.3), (to - from).isFinite
    else {
      throw CommandError(
        "--vary is a name and two numbers, as in learning-rate=0.01…1, not '\(text)'",
        isUsage: true)
    }
    guard from != to else {
      throw CommandError("--vary goes from a number to another, not '\(text)'", isUsage: true)
    }
    name = String(match.1)
    let areWhole = from == from.rounded() && to == to.rounded()
    let whole = areWhole && abs(to - from) < Double(Self.most) ? Int(abs(to - from)) + 1 : nil
    var count = whole ?? Self.usual
    if let words = match.4 {
      guard let number = Int(words), (2...Self.most).contains(number) else {
        throw CommandError(
          "--vary takes from 2 to \(Self.most) values, not '\(words)'", isUsage: true)
      }
      count = number
    }
    let isWide = from * to > 0 && max(from / to, to / from) >= Self.wideRatio && whole == nil
    let between = (1..<(count - 1)).map { index in
      let share = Double(index) / Double(count - 1)
      return isWide ? from * pow(to / from, share) : from + (to - from) * share
    }
    // The ends stand there as they were written; the others with few digits, unless these are the same.
    let (first, last) = (String(match.2), String(match.3))
    let short = [first] + between.map(Self.words) + [last]
    values =
      Set(short.map { Double($0) }).count == count
      ? short : [first] + between.map { "\($0)" } + [last]
  }

  /// A number with four digits, and without a point where it is whole.
  private static func words(for value: Double) -> String {
    guard value != 0 else { return "0" }
    let unit = pow(10, log10(abs(value)).rounded(.down) - 3)
    // A quotient by a power of ten is the nearest number to the decimal; a product with its inverse may be another.
    let short =
      unit < 1 ? (value / unit).rounded() / (1 / unit).rounded() : (value / unit).rounded() * unit
    return short == short.rounded() && abs(short) < 1e15 ? String(Int(short)) : "\(short)"
  }
}
