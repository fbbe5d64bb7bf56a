/// What the operations of a task may take, where somebody else wrote them: an expression, for example.
///
/// It belongs to one thread, as tensors do.
package final class Limits: @unchecked Sendable {
  private let elements: Int
  private let dimensions: Int
  private let parts: Int
  private let steps: Int
  private var takenSteps = 0

  /// Limits for each tensor, and for all operations together.
  ///
  /// - Parameters:
  ///   - elements: The elements that a tensor may have.
  ///   - dimensions: The dimensions that a tensor may have.
  ///   - parts: The parts that a tensor may be cut into.
  ///   - steps: The steps that all operations together may take. A step is what one element of a window takes.
  package init(elements: Int, dimensions: Int, parts: Int, steps: Int) {
    self.elements = elements
    self.dimensions = dimensions
    self.parts = parts
    self.steps = steps
  }

  /// What an operation does in each of its steps.
  enum Work: Int {
    /// Looks at an element of a window.
    case window = 1
    /// Multiplies and adds in a product of matrices, which takes an eighth of the time.
    case product = 8
  }

  /// Runs the body, whose operations must keep to the limits.
  package func apply<Result, Failure: Error>(
    _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try Context.current.with(limits: self).run(body)
  }

  func check(_ shape: [Int], _ operation: String) throws(OperandError) {
    guard shape.count <= dimensions else {
      throw OperandError(
        operation,
        "the result would have \(shape.count) dimensions; at most \(dimensions) are allowed")
    }
    // The other sizes of an empty tensor are multiplied as well, where strides and repeats are computed.
    var count = 1
    for size in shape where size > 0 {
      let (product, overflows) = count.multipliedReportingOverflow(by: size)
      guard !overflows, product <= elements else {
        throw OperandError(
          operation,
          "the result would be of shape \(shape), which is more than \(elements) elements")
      }
      count = product
    }
  }

  func check(parts count: Int, _ operation: String) throws(OperandError) {
    guard count <= parts else {
      throw OperandError(operation, "\(count) parts are more than \(parts)")
    }
  }

  fileprivate func take(
    _ sizes: [Int], _ work: Work, _ operation: String
  ) throws(OperandError) {
    let count = sizes.reduce(1.0) { $0 * Double(Swift.max($1, 0)) } / Double(work.rawValue)
    guard Double(takenSteps) + count <= Double(steps) else {
      throw OperandError(
        operation, "this would take more than \(steps) steps; make the operands smaller")
    }
    takenSteps += Int(count)
  }
}

extension Tensor {
  /// Counts the steps of an operation, the product of some sizes, where the task has limits.
  static func checkSteps(
    _ sizes: @autoclosure () -> [Int], _ work: Limits.Work, _ operation: String
  ) throws(OperandError) {
    try Context.current.limits?.take(sizes(), work, operation)
  }
}
