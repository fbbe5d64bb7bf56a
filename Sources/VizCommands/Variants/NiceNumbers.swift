import GraphExport
import Smolgrad

/// Numbers that are easy to compute with: small integers and halves.
struct NiceNumbers {
  private let generator: Generator

  init(seed: UInt64) { generator = Generator(seed: seed) }

  /// Numbers for leaves.
  ///
  /// - Parameters:
  ///   - own: the leaves with their own numbers: zeros and ones, such as classes, stay such.
  ///   - reach: the largest number; of arrays with small numbers, such as weights, it is 1.
  func draw(
    for own: [(name: String, numbers: [Double])], reach: Int
  ) -> [String: [Double]] {
    var drawn: [String: [Double]] = [:]
    for (name, numbers) in own {
      let areClasses = numbers.count > 1 && numbers.allSatisfy { $0 == 0 || $0 == 1 }
      let isSmall = numbers.count > 1 && numbers.allSatisfy { abs($0) < 1 }
      drawn[name] = Tensor.rand([2 * numbers.count], generator: generator).doubles().pairs.map {
        areClasses ? ($0 < 0.5 ? 0 : 1) : Self.number($0, $1, reach: isSmall ? 1 : reach)
      }
    }
    return drawn
  }

  /// One of several things.
  func choose<Choice>(of choices: [Choice]) -> Choice {
    choices[Self.index(Tensor.rand([1], generator: generator).doubles()[0], count: choices.count)]
  }

  /// Two of three numbers are integers, and none is 0.
  private static func number(_ kind: Double, _ size: Double, reach: Int) -> Double {
    let sizes = (0..<reach).map { kind < 2.0 / 3 ? Double($0) + 1 : Double($0) + 0.5 }
    let choices = sizes.map { -$0 } + sizes
    return choices[index(size, count: choices.count)]
  }

  private static func index(_ share: Double, count: Int) -> Int {
    min(count - 1, Int(share * Double(count)))
  }

  /// Whether a number is short as a key has it: with at most two decimals, and not too large.
  static func isNice(_ number: Double) -> Bool { abs(number) < 1000 && isShort(number) }

  /// Whether a number has at most two decimals as a key has it.
  static func isShort(_ number: Double) -> Bool {
    // Below a thousandth it would be written with a power of ten.
    number == 0
      || (abs(number) < 1e6 && abs(number) > 1e-3
        && abs(number * 100 - (number * 100).rounded()) < 0.004)
  }
}

extension [Double] {
  /// The numbers two by two.
  fileprivate var pairs: [(Double, Double)] {
    stride(from: 0, to: count - 1, by: 2).map { (self[$0], self[$0 + 1]) }
  }
}
