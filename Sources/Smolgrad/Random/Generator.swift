import Synchronization

/// A source of random numbers that gives the same numbers as PyTorch's CPU generator for the same seed.
///
/// It may be used from several threads; then the order of their draws decides who gets what.
public final class Generator: Sendable {
  /// The generator that is used where none is given.
  ///
  /// Its seed is PyTorch's default, so a program's runs are alike from the start.
  public static let shared = Generator(seed: 67_280_421_310_721)

  private let state: Mutex<State>

  /// A generator that starts from a seed, as after `torch.manual_seed`.
  public init(seed: UInt64) { state = Mutex(State(seed: seed)) }

  /// Starts again from a seed, as `torch.manual_seed` does.
  public func seed(_ seed: UInt64) { state.withLock { $0 = State(seed: seed) } }

  /// Runs draws that belong together without another thread's in between.
  func withState<Result>(_ body: (inout State) -> sending Result) -> sending Result {
    state.withLock { body(&$0) }
  }

  /// The generator's draws, by PyTorch's rules.
  struct State: Sendable, Equatable {
    private var twister: MersenneTwister
    private var nextNormal: Double?

    init(seed: UInt64) { twister = MersenneTwister(seed: UInt32(truncatingIfNeeded: seed)) }

    /// 32 random bits.
    mutating func bits32() -> UInt32 { twister.next() }

    /// 64 random bits, the high half first.
    mutating func bits64() -> UInt64 {
      let high = UInt64(twister.next())
      return high << 32 | UInt64(twister.next())
    }

    /// Fills memory with single precision numbers, evenly distributed in a range.
    mutating func fill(
      _ target: UnsafeMutableBufferPointer<Float>, from lower: Float = 0, to upper: Float = 1
    ) {
      twister.fill(target, from: lower, to: upper)
    }

    /// A double precision number in [0, 1), of 53 bits.
    mutating func uniformDouble() -> Double { Double(bits64() & 0x1f_ffff_ffff_ffff) * 0x1p-53 }

    /// A standard normal number by Box and Muller's method, whose second number is kept for the next call.
    mutating func normal() -> Double {
      if let value = nextNormal {
        nextNormal = nil
        return value
      }
      let angle = 2 * Double.pi * uniformDouble()
      let radius = (-2 * Double.logarithmOfOnePlus(-uniformDouble())).squareRoot()
      nextNormal = radius * Double.sine(angle)
      return radius * Double.cosine(angle)
    }

    /// An integer in `range`.
    mutating func integer(in range: Range<Int>) -> Int {
      let size = UInt64(bitPattern: Int64(range.upperBound &- range.lowerBound))
      let bits = size < 1 << 32 ? UInt64(bits32()) : bits64()
      return range.lowerBound &+ Int(truncatingIfNeeded: bits % size)
    }
  }
}
