import Synchronization

/// Why a computation stopped: an operation that could not go on, or one that computed NaN or an infinity.
public struct OperationFailure: Error, Hashable, Sendable, CustomStringConvertible {
  /// The operation's name.
  public let operation: String
  /// The path of the module that it was called in, such as `layers.0`; empty outside of any.
  public let path: String
  /// The type of that module; empty outside of any.
  public let module: String
  /// What is wrong, with the shapes that do not fit.
  public let message: String

  /// One sentence that names the operation and the module.
  public var description: String {
    let location = module.isEmpty ? "" : " in \(path.isEmpty ? module : "\(path) (\(module))")"
    return "\(operation)\(location): \(message)"
  }
}

/// What a computation has come to so far, so that there is something to show where it does not get to its end.
///
///     let history = PartialHistory()
///     let loss = history.record {
///       (Tensor([1, 2]) * 3).sum()
///     } onFailure: { failure in
///       print(failure, history.ends.count)
///     }
///     loss  // 9
///
/// It keeps the results of the last step of training, or of the time since the last `backward`. It belongs to one thread, as tensors do.
public final class PartialHistory {
  private let log = ResultLog()

  /// A history of nothing.
  public init() {}

  /// Runs the body and keeps what its operations compute.
  ///
  /// - Parameters:
  ///   - body: the computation.
  ///   - onFailure: is called when an operation can't go on, such as for shapes that don't fit. The program stops when it returns; it may
  ///     also end the program in its own way.
  public func record<Result, E: Error>(
    _ body: () throws(E) -> Result, onFailure: @escaping (OperationFailure) -> Void = { _ in }
  ) throws(E) -> Result {
    log.onFailure = onFailure
    defer { log.onFailure = { _ in } }
    return try Context.current.with(log: log).run(body)
  }

  /// The results from which nothing has been computed, oldest first, and then the operands of an operation that could not go on.
  public var ends: [Tensor] {
    var used: Set<ObjectIdentifier> = []
    for result in log.results {
      for input in result.inputs { used.insert(ObjectIdentifier(input)) }
    }
    let ends = log.results.filter { !used.contains(ObjectIdentifier($0)) }
    return ends + operands.filter { operand in !ends.contains { $0 === operand } }
  }

  /// What the operation that could not go on was called with, as far as it is known.
  public var operands: [Tensor] { log.operands }

  /// The call of a module in which an operation could not go on.
  public var scope: Scope? { log.scope }

  /// The first result that holds NaN or an infinity, and was computed from finite numbers alone; nil if there is none.
  ///
  /// An infinity that a mask puts into a result is meant, and does not count.
  public var firstNonFinite: Tensor? {
    log.results.first { result in
      guard !result.array.isFinite, result.inputs.allSatisfy(\.array.isFinite) else { return false }
      let isMask = result.record?.tags.contains(.mask) ?? false
      return !isMask || result.array.nonFiniteCounts().nan > 0
    }
  }
}

/// The results of the operations of one thread.
///
/// `Context` must be Sendable, but no tensor ever leaves the thread that runs the body.
final class ResultLog: @unchecked Sendable {
  /// How many results are kept; of a computation without end, the last ones.
  private static let limit = 100_000

  private(set) var results: [Tensor] = []
  private(set) var operands: [Tensor] = []
  private(set) var scope: Scope?
  var onFailure: (OperationFailure) -> Void = { _ in }
  /// Checks derivatives instead of keeping results; nil for most programs.
  weak var replay: GradientReplay?
  /// Measures times instead of keeping results; nil for most programs.
  var stopwatch: Stopwatch?

  func add(_ result: Tensor) {
    if let replay { return replay.visit(result) }
    if let stopwatch { return stopwatch.add(result) }
    if results.count == Self.limit { results.removeFirst(Self.limit / 2) }
    results.append(result)
  }

  /// A step is over: what comes is the next one.
  func clear() { results = [] }

  func fail(_ failure: OperationFailure, _ operands: [Tensor], in scope: Scope?) {
    self.operands = operands
    self.scope = scope
    let handle = onFailure
    onFailure = { _ in }
    handle(failure)
  }
}

extension NDArray {
  fileprivate var isFinite: Bool { !dtype.isFloatingPoint || doubles().allSatisfy(\.isFinite) }
}
