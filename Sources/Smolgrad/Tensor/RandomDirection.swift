/// A random direction in which the elements of an array move, each by a share of itself.
///
/// Its numbers are made anew where they are needed, so that those of large arrays take no memory.
struct RandomDirection {
  private let seed: UInt64
  /// How far an element moves that is 0 or no number.
  private let rest: Double

  /// A direction of its own for each seed.
  init(seed: UInt64, for array: NDArray) {
    self.seed = seed &* 0xD1B5_4A32_D192_ED03
    var (squares, count) = (0.0, 0)
    array.withDoubles { elements in
      for element in elements where element.isFinite { squares += element * element }
      count = elements.count
    }
    rest = 0.01 * (squares > 0 ? (squares / Double(count)).squareRoot() : 1)
  }

  /// How an element moves; never by nearly nothing, so that each counts.
  @inline(__always)
  private func move(of element: Double, at index: Int) -> Double {
    // SplitMix64 by Steele, Lea and Flood (2014).
    var bits = seed &+ UInt64(bitPattern: Int64(index)) &* 0x9E37_79B9_7F4A_7C15
    bits = (bits ^ bits >> 30) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ bits >> 27) &* 0x94D0_49BB_1331_11EB
    bits ^= bits >> 31
    let random = Double(bits >> 11) * 0x1p-53
    let size = element == 0 || !element.isFinite ? rest : abs(element)
    return size * (random < 0.5 ? random - 1 : random)
  }

  /// The moves of all elements of the array.
  func moves(of array: NDArray) -> [Double] {
    array.withDoubles { elements in elements.indices.map { move(of: elements[$0], at: $0) } }
  }

  /// The array with its elements moved by a share of the direction.
  func moved(_ array: NDArray, by share: Double) -> NDArray {
    let result = NDArray(uninitialized: array.shape, dtype: .float64)
    let target = result.pointer(Double.self)
    array.withDoubles { elements in
      for index in elements.indices {
        target[index] = elements[index] + share * move(of: elements[index], at: index)
      }
    }
    return result.cast(to: array.dtype)
  }

  /// The scalar product of a gradient of the array with the direction, and the length of its terms.
  func product(with gradient: NDArray, at array: NDArray) -> (sum: Double, length: Double) {
    var (sum, squares) = (0.0, 0.0)
    gradient.withDoubles { gradient in
      array.withDoubles { elements in
        for index in elements.indices where gradient[index] != 0 {
          let term = gradient[index] * move(of: elements[index], at: index)
          sum += term
          squares += term * term
        }
      }
    }
    return (sum, squares.squareRoot())
  }
}

extension NDArray {
  /// Calls the body with the elements in row-major order, in double precision.
  func withDoubles<Result>(_ body: (UnsafeBufferPointer<Double>) -> Result) -> Result {
    let numbers = cast(to: .float64).contiguous()
    return withExtendedLifetime(numbers.storage) {
      body(UnsafeBufferPointer(start: numbers.pointer(Double.self), count: count))
    }
  }
}
