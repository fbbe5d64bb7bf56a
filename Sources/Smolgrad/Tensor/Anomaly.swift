import Synchronization

/// The first operation that computed NaN or an infinity, while ``detectingAnomalies(_:)`` watched.
public struct Anomaly: Error, Hashable, Sendable, CustomStringConvertible {
  /// Whether the value of an operation was not finite, or a gradient.
  public enum Phase: String, Hashable, Sendable {
    /// The result of an operation.
    case forward
    /// What the pullback of an operation passed on.
    case backward
  }

  /// The operation's name; in the backward phase that of the operation whose pullback it was.
  public let operation: String
  /// The path of the module that the operation was computed in, such as `layers.0`; empty outside of any.
  public let path: String
  /// The type of that module; empty outside of any.
  public let module: String
  /// Forward or backward.
  public let phase: Phase
  /// The shape of the result or gradient.
  public let shape: [Int]
  /// The number of NaN elements.
  public let nanCount: Int
  /// The number of infinite elements.
  public let infinityCount: Int

  /// One sentence that names the operation and the module.
  public var description: String {
    let location = module.isEmpty ? "" : " in \(path.isEmpty ? module : "\(path) (\(module))")"
    let what =
      phase == .forward
      ? "\(operation)\(location) computed" : "the gradient of \(operation)\(location) has"
    return "\(what) \(nanCount) NaN and \(infinityCount) infinite elements in shape \(shape)"
  }
}

/// Runs the body and stops with an ``Anomaly`` if one of its operations computes NaN or an infinity, forward or backward.
///
/// The operations go on after the first such result (an operation can't throw), but `backward` stops at once, so no gradient is spoilt by
/// a pullback that came later; the error names the first. An operation one of whose inputs is not finite already is not to blame, and a
/// mask of -∞ is not either: only a NaN counts in what an operation with the tag ``OperationTags/mask`` computes. Every result is looked through, which takes time.
///
///     let x = Tensor(0, requiresGradient: true)
///     do {
///       try detectingAnomalies { x.sqrt().backward() }
///     } catch {
///       error  // the gradient of sqrt has 0 NaN and 1 infinite elements in shape []
///     }
///
/// - Throws: ``Anomaly``.
public func detectingAnomalies<Result>(_ body: () -> Result) throws(Anomaly) -> Result {
  let watch = AnomalyWatch()
  let result = Context.current.with(watch: watch).run(body)
  if let anomaly = watch.first { throw anomaly }
  return result
}

/// Keeps the first anomaly.
final class AnomalyWatch: Sendable {
  private let found = Mutex<Anomaly?>(nil)

  var first: Anomaly? { found.withLock { $0 } }

  /// Looks at a result or gradient that was computed from these inputs; true where it is the first that is not finite.
  @discardableResult @inline(never)
  func look(
    at array: NDArray, _ operation: String, _ tags: OperationTags, _ scope: Scope?,
    _ phase: Anomaly.Phase, inputs: Record.Inputs
  ) -> Bool {
    guard array.dtype.isFloatingPoint, first == nil else { return false }
    let (nan, infinite) = array.nonFiniteCounts()
    guard nan > 0 || (infinite > 0 && !tags.contains(.mask)) else { return false }
    guard inputs.allSatisfy({ $0.array.nonFiniteCounts() == (0, 0) }) else { return false }
    let anomaly = Anomaly(
      operation: operation, path: scope?.path ?? "", module: scope?.type ?? "", phase: phase,
      shape: array.shape, nanCount: nan, infinityCount: infinite)
    found.withLock { $0 = $0 ?? anomaly }
    return true
  }
}

extension NDArray {
  /// The numbers of NaN and of infinite elements.
  func nonFiniteCounts() -> (nan: Int, infinite: Int) {
    guard dtype.isFloatingPoint else { return (0, 0) }
    // A sum of finite products with 0 is 0, so most arrays are looked through once, by a fast loop.
    let zeros = NDArray.zip(self, .full([], .integer(0), dtype: dtype), .multiply)
    let axes = Array(0..<shape.count)
    if zeros.reduced(axes, false, .sum).doubles() == [0] { return (0, 0) }
    let values = doubles()
    return (values.count(where: \.isNaN), values.count(where: \.isInfinite))
  }
}
