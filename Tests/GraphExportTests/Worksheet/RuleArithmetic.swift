import Foundation

/// Computes sums of products with parentheses, and the maximum of two numbers, as rules write them.
struct RuleArithmetic {
  private var rest: Substring
  private let numbers: [(name: String, number: Double)]
  private var isWrong = false

  init(_ text: String, _ numbers: [String: Double]) {
    rest = text[...]
    self.numbers = numbers.map { ($0.key, $0.value) }.sorted { $0.name.count > $1.name.count }
  }

  var result: Double? {
    var copy = self
    let cases = rest.components(separatedBy: " where ")
    if cases.count == 2 {
      // `A where C > 0, else 0`
      let condition = cases[1].components(separatedBy: " > 0")[0]
      guard
        let test = RuleArithmetic(
          condition, Dictionary(uniqueKeysWithValues: numbers.map { ($0.name, $0.number) })
        ).result
      else { return nil }
      copy.rest = cases[0][...]
      if test <= 0 { return 0 }
    }
    let found = copy.sum()
    return copy.isWrong || !copy.rest.isEmpty ? nil : found
  }

  private mutating func take(_ word: String) -> Bool {
    guard rest.hasPrefix(word) else { return false }
    rest = rest.dropFirst(word.count)
    return true
  }

  private mutating func sum() -> Double {
    var sum = product()
    while true {
      if take(" + ") {
        sum += product()
      } else if take(" - ") {
        sum -= product()
      } else {
        return sum
      }
    }
  }

  private mutating func product() -> Double {
    var product = factor()
    while true {
      if take(" · ") {
        product *= factor()
      } else if take(" / ") {
        product /= factor()
      } else {
        return product
      }
    }
  }

  private mutating func factor() -> Double {
    if take("-") { return -factor() }
    if take("max(0, ") {
      let number = sum()
      if !take(")") { isWrong = true }
      return max(0, number)
    }
    if take("2(") {
      let number = sum()
      if !take(")") { isWrong = true }
      return 2 * number
    }
    if take("(") {
      let number = sum()
      if !take(")") { isWrong = true }
      return take("²") ? number * number : number
    }
    for (name, number) in numbers where take(name) { return number }
    if let digits = rest.prefixMatch(of: /[0-9.]+/) {
      rest = rest[digits.range.upperBound...]
      return Double(digits.output) ?? .nan
    }
    isWrong = true
    rest = ""
    return .nan
  }
}
