/// A run of a program in another floating point type than its own.
///
/// Leaves get the type as they are made, and so does everything that is computed from them. Random numbers are drawn as in single precision,
/// so that they are the same in each type.
///
/// `Context` must be Sendable, but a run never leaves its thread.
package final class TypedRun: @unchecked Sendable {
  /// The type; nil for the program's own ones.
  private let dtype: DType?
  /// The run that this one repeats in a wider type.
  private let first: TypedRun?
  /// Whether each conversion between types was an operation, in the order of the program.
  private var conversions: [Bool] = []
  private var next = 0
  private let keepsDraws: Bool
  private var draws = KnownDraws()
  private var nextDraw = 0

  /// A run in a type, or in the program's own ones.
  ///
  /// - Parameter keepsDraws: Whether large draws of random numbers are kept for runs that repeat it.
  package init(in dtype: DType? = nil, keepsDraws: Bool = false) {
    self.dtype = dtype
    self.keepsDraws = keepsDraws
    first = nil
  }

  /// A run that repeats another one in a wider type: with leaves of the same numbers, and the same operations.
  package init(repeating first: TypedRun, in dtype: DType) {
    self.dtype = dtype
    self.first = first
    keepsDraws = false
  }

  /// Runs the body in the type.
  package func run<Result, Failure: Error>(
    _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    (next, nextDraw) = (0, 0)
    (conversions, draws) = ([], KnownDraws())
    return try Context.current.with(typed: self).run(body)
  }

  /// The type that is computed in where a program asks for one.
  func type(for asked: DType) -> DType { asked.isFloatingPoint ? dtype ?? asked : asked }

  /// The type that random numbers are drawn in where others are asked for; those of two bytes an element are drawn in another way.
  func drawnType(for asked: DType) -> DType {
    dtype == nil || asked.computesInFloat32 ? asked : .float32
  }

  /// The numbers of a draw.
  func drawn(_ draw: Draw, _ generator: Generator, _ make: () -> NDArray) -> NDArray {
    guard draw.isLarge else { return make() }
    if let first {
      defer { nextDraw += 1 }
      return first.draws.numbers(nextDraw, of: draw, generator) ?? make()
    }
    return keepsDraws ? draws.add(draw, generator, make) : make()
  }

  /// The elements of a new leaf.
  fileprivate func leaf(_ array: NDArray) -> NDArray {
    guard let dtype, array.dtype.isFloatingPoint else { return array }
    return array.cast(to: first?.dtype ?? array.dtype).cast(to: dtype)
  }

  /// What a tensor is converted to; nil for what the program says.
  ///
  /// A conversion that was an operation in the first run is one in its repetition, too, although there all types are the same.
  func conversion(of tensor: Tensor, to target: DType) -> Conversion? {
    // What integers become is a leaf's type.
    if !tensor.dtype.isFloatingPoint { return dtype == nil ? nil : .to(type(for: target)) }
    guard target.isFloatingPoint, Context.current.isRecording else {
      return first == nil ? nil : .to(type(for: target))
    }
    guard let first else {
      conversions.append(tensor.dtype != target)
      return nil
    }
    defer { next += 1 }
    let wasOperation = next < first.conversions.count && first.conversions[next]
    return wasOperation ? .operation : .to(type(for: target))
  }

  /// How a tensor is converted in another run than the program's own.
  enum Conversion {
    /// To a type, by an operation where it is not the tensor's already.
    case to(DType)
    /// By an operation that leaves the elements as they are.
    case operation
  }
}

extension NDArray {
  /// The elements of a new leaf, in the type that the run asks for, on a device or that of the task; those in double precision stay on the
  /// CPU where no device is named.
  func asLeaf(on device: Device? = nil) -> NDArray {
    let context = Context.current
    let leaf = context.typed?.leaf(self) ?? self
    let target = device ?? context.device
    if target == .cpu || (device == nil && leaf.dtype == .float64) { return leaf }
    return leaf.moved(to: target)
  }
}

extension Tensor {
  /// The type that integers become where they meet a real number.
  static var usualFloatType: DType { Context.current.typed?.type(for: .float32) ?? .float32 }
}
