/// The generator MT19937 of Matsumoto and Nishimura (1998).
struct MersenneTwister: Sendable, Equatable {
  private static let size = 624
  private static let middle = 397

  private var words: [UInt32]
  private var position = size

  init(seed: UInt32) {
    words = [seed]
    words.reserveCapacity(Self.size)
    for index in 1..<UInt32(Self.size) {
      let last = words[Int(index) - 1]
      words.append(1_812_433_253 &* (last ^ last >> 30) &+ index)
    }
  }

  mutating func next() -> UInt32 {
    if position == Self.size { twist() }
    var word = words[position]
    position += 1
    word ^= word >> 11
    word ^= word << 7 & 0x9d2c_5680
    word ^= word << 15 & 0xefc6_0000
    return word ^ word >> 18
  }

  private mutating func twist() {
    for index in 0..<Self.size {
      let next = words[(index + 1) % Self.size]
      let mixed = words[index] & 0x8000_0000 | next & 0x7fff_ffff
      let other = words[(index + Self.middle) % Self.size]
      words[index] = other ^ mixed >> 1 ^ (mixed & 1 == 0 ? 0 : 0x9908_b0df)
    }
    position = 0
  }
}
