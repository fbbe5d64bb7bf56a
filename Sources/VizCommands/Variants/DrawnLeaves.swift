import Smolgrad

/// Numbers that the leaves of a computation take in place of their own, while it runs.
///
/// It belongs to the one thread that the computation runs on.
final class DrawnLeaves: @unchecked Sendable {
  @TaskLocal static var current: DrawnLeaves?

  /// Larger arrays, which worksheets do not write number by number, keep their numbers.
  private static let mostElements = 40

  /// The leaves that can take others, in the order in which the computation reads them, with their own numbers.
  private(set) var own: [(name: String, numbers: [Double])] = []
  /// What they take instead, by their names.
  var numbers: [String: [Double]] = [:]

  /// Runs a computation with these numbers.
  func run<Result>(_ body: () throws -> Result) rethrows -> Result {
    try Self.$current.withValue(self, operation: body)
  }

  /// Takes a leaf of the computation that runs.
  func leaf(_ name: String, _ tensor: Tensor) {
    guard tensor.dtype.isFloatingPoint, tensor.count <= Self.mostElements else { return }
    // A leaf that several runs share has the gradient of the last one.
    tensor.gradient = nil
    if let drawn = numbers[name], drawn.count == tensor.count {
      withoutGradients { tensor.assign(Tensor(drawn, shape: tensor.shape, dtype: tensor.dtype)) }
    } else if !own.contains(where: { $0.name == name }) {
      own.append((name, tensor.doubles()))
    }
  }
}
