#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The logarithmic scale of the bars that show the gradients of whole parts: whole powers of ten around all norms of a figure.
struct GaugeScale: Hashable, Sendable {
  /// The exponents of the two ends.
  let exponents: ClosedRange<Int>

  /// The scale of a figure; nil if no part of it has a gradient other than zero.
  init?(_ snapshot: GraphSnapshot) {
    var least = Double.infinity
    var most = 0.0
    for node in snapshot.nodes {
      guard case .norms(let norms)? = node.module?.gradient else { continue }
      for norm in norms where norm > 0 && norm.isFinite {
        least = min(least, norm)
        most = max(most, norm)
      }
    }
    guard most > 0 else { return nil }
    let low = Int(nearest: log10(least).rounded(.down))
    exponents = low...max(low + 1, Int(nearest: log10(most).rounded(.up)))
  }

  /// Where a norm lies, from 0 to 1; zero lies at the beginning, where a bar has no length.
  func position(of norm: Double) -> Double {
    guard norm > 0 else { return 0 }
    let span = Double(exponents.upperBound - exponents.lowerBound)
    // The least norm is still a bar.
    return min(1, max(0.04, (log10(norm) - Double(exponents.lowerBound)) / span))
  }

  /// `10⁻⁴ to 10`.
  var words: String { "\(Self.power(exponents.lowerBound)) to \(Self.power(exponents.upperBound))" }

  private static func power(_ exponent: Int) -> String {
    let digits: [Character: String] = [
      "-": "⁻", "0": "⁰", "1": "¹", "2": "²", "3": "³", "4": "⁴", "5": "⁵", "6": "⁶", "7": "⁷",
      "8": "⁸", "9": "⁹",
    ]
    switch exponent {
    case 0: return "1"
    case 1: return "10"
    default: return "10" + String(exponent).map { digits[$0]! }.joined()
    }
  }
}
