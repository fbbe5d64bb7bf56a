public import Smolgrad

/// A computation that can be traced by its name.
///
/// ```swift
/// let square = Model(name: "square", summary: "x² at 3") {
///   let x = Tensor(3.0, requiresGradient: true).named("x")
///   let y = (x * x).named("y")
///   y.backward()
///   return y
/// }
/// ```
public struct Model: Sendable {
  /// What the model is called on the command line and in the figure.
  public let name: String
  /// What it computes, in one line.
  public let summary: String
  /// Runs the model, forward and backward, and returns the tensor that all the others led to.
  public let trace: @Sendable () throws -> Tensor

  /// Makes a model.
  ///
  /// - Parameters:
  ///   - name: what it is called on the command line; without `-o` it is also the name of the file.
  ///   - summary: what it computes, in one line.
  ///   - trace: computes it anew, with the same numbers each time, calls `backward()`, and returns the result.
  public init(
    name: String, summary: String, trace: @escaping @Sendable () throws -> Tensor
  ) {
    self.name = name
    self.summary = summary
    self.trace = trace
  }
}

extension [Model] {
  /// The models that come with the library.
  public static var builtIn: [Model] { [.expression, .neuron, .linearRegression, .mlp] }
}
