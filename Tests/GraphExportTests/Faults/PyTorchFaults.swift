import GraphExport

/// A model of PyTorch's with a planted fault, which `scripts/reference/faults.py` has recorded.
struct PyTorchFault: Sendable, CustomStringConvertible {
  var name: String
  var kind: Finding.Kind
  var operation: String
  var direction: Finding.Direction

  var description: String { name }

  static let all: [PyTorchFault] = [
    .init(name: "log-of-zero", kind: .bornForward, operation: "log", direction: .forward),
    .init(name: "masked-log", kind: .bornBackward, operation: "log", direction: .backward),
    .init(name: "norm-by-hand", kind: .bornBackward, operation: "sqrt", direction: .backward),
    .init(name: "masked-row", kind: .bornForward, operation: "softmax", direction: .forward),
    .init(name: "half-overflow", kind: .bornForward, operation: "pow", direction: .forward),
    .init(name: "bfloat16-overflow", kind: .bornForward, operation: "exp", direction: .forward),
    .init(name: "empty-mean", kind: .bornForward, operation: "mean", direction: .forward),
    .init(
      name: "ignored-targets", kind: .bornForward, operation: "cross_entropy", direction: .forward),
    .init(name: "constant-deviation", kind: .bornBackward, operation: "sqrt", direction: .backward),
    .init(name: "dead-layer", kind: .dead, operation: "relu", direction: .backward),
    .init(name: "saturated-layer", kind: .saturated, operation: "sigmoid", direction: .backward),
    .init(name: "detached", kind: .unreached, operation: "detach", direction: .backward),
    .init(name: "argmax", kind: .unreached, operation: "argmax", direction: .backward),
    .init(
      name: "bias-before-norm", kind: .cancelled, operation: "linear", direction: .backward),
    .init(name: "vanishing", kind: .vanishing, operation: "sigmoid", direction: .backward),
    .init(name: "exploding", kind: .exploding, operation: "linear", direction: .backward),
    .init(name: "stale", kind: .stale, operation: "add", direction: .backward),
    .init(name: "unused", kind: .unused, operation: "parameter", direction: .forward),
    .init(name: "zero-weight", kind: .zero, operation: "linear", direction: .backward),
  ]
}
