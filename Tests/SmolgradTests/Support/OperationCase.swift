import Smolgrad
import Testing

/// An operation of the table: a name, inputs at which it is smooth, and the call.
struct OperationCase: Sendable, CustomTestStringConvertible {
  let name: String
  let inputs: @Sendable () -> [Tensor]
  let call: @Sendable ([Tensor]) -> Tensor
  var testDescription: String { name }

  init(
    _ name: String, _ inputs: @escaping @Sendable @autoclosure () -> [Tensor],
    _ call: @escaping @Sendable ([Tensor]) -> Tensor
  ) {
    (self.name, self.inputs, self.call) = (name, inputs, call)
  }
}
