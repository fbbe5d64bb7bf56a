import ArgumentParser
import GraphExport
import Smolgrad

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Other values of an input or a setting, between which the reader of a page chooses.
struct VariationOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Of a page: compute it with other values too, between which a slider chooses, as in learning-rate=0.01…1 or x=-2…2:9, where 9 is how many there are. (default: whole numbers one by one, else 11 values; from 0.01 to 1 and the like, each the same multiple of the one before)",
      valueName: "name=from…to"))
  var vary: String?

  /// What is varied; nil for nothing.
  func resolved() throws -> VariedValues? { try vary.map(VariedValues.init) }
}

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

  /// Reads `name=from…to`, or `name=from…to:count`; three dots are as good.
  init(_ text: String) throws(CommandError) {
    guard
      let match = text.wholeMatch(of: /([^=]+)=([^=]+?)(?:…|\.{2,3})([^=:]+)(?::(.+))?/),
      let from = Double(match.2), let to = Double(match.3), from.isFinite, to.isFinite
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
    values = (0..<count).map { index in
      let share = Double(index) / Double(count - 1)
      let value = isWide ? from * pow(to / from, share) : from + (to - from) * share
      // What is asked for stands there as it was written.
      return index == 0
        ? String(match.2) : index == count - 1 ? String(match.3) : Self.words(for: value)
    }
  }

  /// A number with four digits, and without a point where it is whole.
  private static func words(for value: Double) -> String {
    guard value != 0 else { return "0" }
    let unit = pow(10, log10(abs(value)).rounded(.down) - 3)
    // Dividing by ten thousand is exact where multiplying by a tenth of a thousandth is not.
    let short =
      unit < 1 ? (value / unit).rounded() / (1 / unit).rounded() : (value / unit).rounded() * unit
    return short == short.rounded() && abs(short) < 1e15 ? String(Int(short)) : "\(short)"
  }
}

/// A computation with each of several values.
struct VariedComputation {
  var name: String
  var stops: [(value: String, compute: () throws -> Tensor)]

  /// Computes all of them.
  func variation(seenAs look: FigureLook, title: String) throws -> Drawing.Variation {
    Drawing.Variation(
      of: name,
      try stops.map { stop in
        let tensor: Tensor
        do {
          tensor = try stop.compute()
        } catch let error as CommandError {
          throw CommandError("with \(name) = \(stop.value): \(error)", isUsage: error.isUsage)
        }
        return .init(
          title: stop.value, snapshot: look.drawing(of: tensor, title: title).snapshot)
      })
  }
}
