import ArgumentParser
import Expressions
import Smolgrad

/// An expression with values for its names, as a command line gives them.
struct ExpressionRun {
  let expression: TensorExpression
  let values: [String: TensorExpression.Argument]
  let dtype: DType
  let seed: UInt64

  /// Reads an expression, and words such as `x=2`.
  init(
    _ text: String, _ pairs: some Sequence<String>, dtype: String, seed: UInt64
  ) throws {
    self.dtype = try choose("type", dtype, among: TypeOptions.all, \.rawValue)
    self.seed = seed
    expression = try TensorExpression(text)
    var values: [String: TensorExpression.Argument] = [:]
    for pair in pairs {
      let (name, text) = try NamedValue.split(pair)
      guard values[name] == nil else {
        throw CommandError("'\(name)' has two values; give it one", isUsage: true)
      }
      values[name] = .tensor(try NamedValue.tensor(text, dtype: self.dtype))
    }
    self.values = values
  }

  /// Computes it forward and backward.
  ///
  /// - Returns: the value, and what is unusual about its gradients.
  func result() throws -> (value: Tensor, remarks: [String]) {
    for (name, leaf) in leaves {
      DrawnLeaves.current?.leaf(name, leaf)
      GradientReplay.current?.leaf(name, leaf)
    }
    let value = try expression.evaluate(values, dtype: dtype, seed: seed)
    guard value.requiresGradient else {
      return (value, ["there are no gradients: nothing in the expression has one"])
    }
    value.backward(gradient: .ones(value.shape, dtype: value.dtype))
    return (
      value,
      value.rank == 0
        ? [] : ["the value has the shape \(value.shape); its gradient begins with ones"]
    )
  }

  /// The leaves under their names, in the order in which the expression reads them.
  var leaves: [(name: String, tensor: Tensor)] {
    expression.names.compactMap { name in
      if case .tensor(let leaf)? = values[name] { (name, leaf) } else { nil }
    }
  }
}
