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
  /// What can be chosen of it.
  public var options: [Option] { describeOptions() }
  private let describeOptions: @Sendable () -> [Option]
  private let prepare: @Sendable (_ choices: [Choice], GivenWeights?) throws -> Prepared

  /// Makes a model without options.
  ///
  /// - Parameters:
  ///   - name: what it is called on the command line; without `-o` it is also the name of the file.
  ///   - summary: what it computes, in one line.
  ///   - trace: computes it anew, with the same numbers each time, calls `backward()`, and returns the result.
  public init(
    name: String, summary: String, trace: @escaping @Sendable () throws -> Tensor
  ) {
    self.init(name: name, summary: summary, defaults: NoSettings(), options: []) { _ in
      try trace()
    }
  }

  /// Makes a model with options, each of which is a property of its settings.
  ///
  /// ```swift
  /// struct Size {
  ///   var width = 8
  ///   var seed = 1
  /// }
  ///
  /// let sum = Model(
  ///   name: "sum", summary: "the sum of a vector", defaults: Size(),
  ///   options: [
  ///     ModelOption("width", \.width, in: 1...100, help: "numbers in the vector"), .seed(\.seed),
  ///   ]
  /// ) { size in
  ///   let x = Tensor.randn([size.width], generator: Generator(seed: UInt64(size.seed)))
  ///   return x.named("x").sum().named("y")
  /// }
  /// ```
  ///
  /// On the command line: `trace sum --width 20`.
  ///
  /// - Parameters:
  ///   - name: what it is called on the command line; without `-o` it is also the name of the file.
  ///   - summary: what it computes, in one line.
  ///   - defaults: its settings where nothing was chosen.
  ///   - options: which of the settings can be chosen, each with a name of its own that no option of the commands has; made anew each time
  ///     that they are asked for.
  ///   - trace: computes it anew, with the same numbers for the same settings, calls `backward()`, and returns the result; throws a
  ///     `ModelError` for settings that do not go together.
  public init<Settings: Sendable>(
    name: String, summary: String, defaults: Settings,
    options: @autoclosure @escaping @Sendable () -> [ModelOption<Settings>],
    trace: @escaping @Sendable (Settings) throws -> Tensor
  ) {
    self.init(
      name: name, summary: summary, defaults: defaults, options: options(),
      fitting: { _, _, _ in }, trace: trace)
  }

  /// The same for a model whose settings may follow from weights that the user gives.
  ///
  /// - Parameter fitting: changes the settings to those of the weights; gets the options that were chosen, which must agree.
  init<Settings: Sendable>(
    name: String, summary: String, defaults: Settings,
    options: @autoclosure @escaping @Sendable () -> [ModelOption<Settings>],
    fitting: @escaping @Sendable (inout Settings, Set<String>, GivenWeights) throws -> Void,
    trace: @escaping @Sendable (Settings) throws -> Tensor
  ) {
    self.name = name
    self.summary = summary
    describeOptions = { options().map { $0.description(in: defaults) } }
    prepare = { choices, weights in
      if choices.isEmpty, weights == nil { return Prepared(title: name) { try trace(defaults) } }
      let options = options()
      var settings = defaults
      for (option, value) in choices {
        guard let option = options.first(where: { $0.name == option }) else {
          let names = options.isEmpty ? "none" : options.map(\.name).joined(separator: ", ")
          throw ModelError("\(name) has no option '\(option)'; its options: \(names)")
        }
        guard option.set(&settings, value) else {
          throw ModelError("\(option.name) is \(option.domain), not '\(value)'")
        }
      }
      if let weights { try fitting(&settings, Set(choices.map(\.option)), weights) }
      let chosen = options.filter { $0.get(settings) != $0.get(defaults) }
        .map { ", \($0.name) \($0.get(settings))" }
      let final = settings
      return Prepared(title: name + chosen.joined(), trace: { try trace(final) })
    }
  }

  /// Runs the model, forward and backward, and returns the tensor that all the others led to.
  ///
  ///     try model.trace(["layers": 12, "sizes": [2, 8, 1]])
  ///
  /// - Parameter choices: values for some of the options, by name.
  /// - Throws: `ModelError` for an option that the model has not, a value that is not allowed, and values that do not go together; and
  ///   whatever the model throws.
  public func trace(_ choices: [String: Value] = [:]) throws -> Tensor {
    // In a fixed order, so that of two mistakes the same is always told.
    try prepared(choices.keys.sorted().map { ($0, choices[$0]!.text) }).trace()
  }

  /// The model with its settings, the last choice of an option counting.
  ///
  /// - Throws: a `ModelError` that begins with the name of an option, and other errors for weights that are not the model's.
  func prepared(_ choices: [Choice], weights: GivenWeights? = nil) throws -> Prepared {
    try prepare(choices, weights)
  }

  typealias Choice = (option: String, value: String)

  /// A model that only waits to be run.
  struct Prepared {
    /// The model's name, and the settings that are not the usual ones.
    var title: String
    var trace: () throws -> Tensor
  }

  private struct NoSettings {}
}
