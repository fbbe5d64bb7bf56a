import CKernels

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

  /// Draws single precision numbers of 24 bits, moved from [0, 1) into a range with one rounding.
  mutating func fill(
    _ target: UnsafeMutableBufferPointer<Float>, from lower: Float, to upper: Float
  ) {
    var filled = 0
    while filled < target.count {
      if position == Self.size { twist() }
      let count = min(target.count - filled, Self.size - position)
      let start = position
      words.withUnsafeBufferPointer {
        sg_uniform_f32(
          $0.baseAddress! + start, lower, upper - lower, target.baseAddress! + filled, count)
      }
      position += count
      filled += count
    }
  }

  private mutating func twist() {
    words.withUnsafeMutableBufferPointer { sg_twist($0.baseAddress!) }
    position = 0
  }
}
