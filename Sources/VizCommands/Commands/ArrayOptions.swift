import ArgumentParser
import Expressions
import GraphExport
import Smolgrad
import TensorFiles

/// Arrays that are put into a model, and those that are written beside its figure.
struct ArrayOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Weights in place of the model's own, from a safetensors file with PyTorch's names, the index of several, or the folder of a published model.",
      valueName: "file"),
    completion: .file(extensions: ["safetensors", "json"]))
  var weights: String?

  @Option(
    help: ArgumentHelp(
      "An input in place of the model's own: an NPY file, an array of an NPZ file as in x=FILE.npz:NAME, or a number or list as in 'x=[1,2]'. Can be repeated.",
      valueName: "name=value"))
  var input: [String] = []

  @Option(
    help: ArgumentHelp("Where to write the model's weights, as safetensors.", valueName: "file"),
    completion: .file(extensions: ["safetensors"]))
  var saveWeights: String?

  @Option(help: SavedArrays.help, completion: .file()) var saveArrays: String?

  /// Whether any array is asked for.
  var areGiven: Bool {
    weights != nil || !input.isEmpty || saveWeights != nil || saveArrays != nil
  }

  /// A model's run with these arrays, that writes what was asked for when it is done.
  ///
  /// Files are read and destinations checked at once, since the run may take long.
  ///
  /// - Parameters:
  ///   - trace: runs the model.
  ///   - given: what ``givenWeights()`` read.
  ///   - weights: gets the model's weights, if somebody wants them.
  ///   - isSaving: whether anything is written.
  func applied(
    to trace: @escaping () throws -> Tensor, _ given: GivenWeights?,
    collecting weights: TracedWeights? = nil, saving isSaving: Bool = true
  ) throws -> () throws -> Tensor {
    let exchange = ArrayExchange(inputs: try inputs(), weights: given?.tensors)
    if let saveWeights { try OutputFile.check(saveWeights) }
    let arrays = try saveArrays.map(SavedArrays.init)
    return {
      let result = try exchange.run(trace)
      weights?.collect(exchange.ownWeights)
      guard isSaving else { return result }
      try arrays?.write(historyOf: result)
      if let saveWeights {
        guard !exchange.ownWeights.isEmpty else { throw ArrayExchange.noWeights }
        try exchange.saveWeights(to: saveWeights)
      }
      return result
    }
  }

  /// The weights that are to replace the model's own; nil if it keeps them.
  func givenWeights() throws -> GivenWeights? { try weights.map { try GivenWeights($0) } }

  private func inputs() throws -> [(name: String, tensor: Tensor)] {
    try input.reduce(into: []) { inputs, pair in
      let (name, text) = try NamedValue.split(pair)
      if inputs.contains(where: { $0.name == name }) {
        throw CommandError("the input '\(name)' is given twice", isUsage: true)
      }
      inputs.append((name, try NamedValue.tensor(text, dtype: .float32)))
    }
  }
}

/// `NAME=VALUE` on the command line, where a value is a file or written as in an expression.
enum NamedValue {
  static func split(_ pair: String) throws(CommandError) -> (name: String, text: String) {
    guard let equals = pair.firstIndex(of: "="), equals > pair.startIndex else {
      throw CommandError("'\(pair)' is no value; write NAME=VALUE, as in x=2", isUsage: true)
    }
    let name = pair[..<equals].split(whereSeparator: \.isWhitespace).joined(separator: " ")
    let text = String(pair[pair.index(after: equals)...])
    if text.allSatisfy(\.isWhitespace) {
      throw CommandError(
        "'\(name)' has no value; write \(name)=2, \(name)=[1,2] or \(name)=FILE.npy", isUsage: true)
    }
    return (name, text)
  }

  /// The array of a file, or what the text says; it requires a gradient if it can.
  static func tensor(_ text: String, dtype: DType) throws -> Tensor {
    guard let file = ArrayFile(text) else {
      guard case .tensor(let tensor) = try TensorExpression.Argument(parsing: text, dtype: dtype)
      else { preconditionFailure("a text means a tensor") }
      return tensor
    }
    let tensor = try file.tensor()
    tensor.requiresGradient = tensor.dtype.isFloatingPoint
    return tensor
  }
}
