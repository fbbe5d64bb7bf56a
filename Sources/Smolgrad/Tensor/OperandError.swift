/// Why an operation can't be applied to its operands.
///
/// Each rule of an operation stands once, and throws this error. Where a caller gets its operands from somebody else, as expressions do,
/// it calls the form of the operation whose name begins with `checked`, or the rule itself. The public form of the operation stops the program with the
/// same sentence, by ``required(of:_:)``.
package struct OperandError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The operation, by PyTorch's name; empty where there is none.
  package let operation: String
  /// What is wrong, with the shapes, types or numbers that do not fit.
  package let message: String
  /// The parameter whose argument is wrong, by PyTorch's name; nil where it is the whole.
  package var parameter: String?

  package init(_ operation: String, _ message: String, at parameter: String? = nil) {
    self.operation = operation
    self.message = message
    self.parameter = parameter
  }

  /// One sentence that names the operation.
  package var description: String { operation.isEmpty ? message : "\(operation): \(message)" }
}

/// The result of an operation whose operands must fit; stops the program where they do not.
///
/// - Parameters:
///   - operands: The operands, for those who are told of the failure.
///   - result: The operation, or its rule.
@inline(__always)
func required<Result>(
  of operands: @autoclosure () -> [Tensor] = [],
  _ result: @autoclosure () throws(OperandError) -> Result
) -> Result {
  do throws(OperandError) {
    return try result()
  } catch {
    fail(error.operation, error.message, of: operands())
  }
}
