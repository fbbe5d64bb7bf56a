/// Random numbers that are the same on every machine (SplitMix64, Steele and others 2014).
package struct SplitMix: RandomNumberGenerator {
  private var state: UInt64

  package init(seed: UInt64) { state = seed }

  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// A number from 0 up to 1.
  package mutating func unit() -> Double { Double(next() >> 11) / 9_007_199_254_740_992 }

  /// A whole number below a limit; 0 where there is none.
  package mutating func below(_ limit: Int) -> Int { min(limit - 1, Int(unit() * Double(limit))) }

  /// True as often as the probability says.
  package mutating func chance(_ probability: Double) -> Bool {
    .random(in: 0..<1, using: &self) < probability
  }

  /// One of the choices.
  package mutating func pick<T>(_ choices: [T]) -> T { choices.randomElement(using: &self)! }
}
