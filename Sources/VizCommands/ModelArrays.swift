import GraphExport
public import Smolgrad
public import SmolgradNN
import TensorFiles

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

// How a model lets its numbers be replaced. Where nobody asks for that, these functions return what they are given.

extension Model {
  /// An input of a model under its name, which `--input NAME=FILE.npy` replaces by an array of the same shape.
  ///
  ///     let x = Model.input("x", points)
  ///
  /// - Parameters:
  ///   - name: the name, which the tensor gets as well.
  ///   - usual: what it is unless the user says otherwise. A replacement is converted to its type, and requires a gradient if it does.
  ///   - limit: for indices, such as tokens and classes: how many there are. Others are refused, since the model would stop the program.
  public static func input(_ name: String, _ usual: Tensor, below limit: Int? = nil) -> Tensor {
    let whole = ArrayExchange.current?.input(name, usual, limit) ?? usual.named(name)
    let input = RankShare.current?.input(name, whole) ?? whole
    DrawnLeaves.current?.leaf(name, input)
    GradientReplay.current?.leaf("input \(name)", input)
    return input
  }

  /// A module whose parameters and buffers `--weights FILE.safetensors` replaces and `--save-weights` writes.
  ///
  ///     let model = Model.weights(of: MLP(generator: generator))
  ///
  /// The keys are those of PyTorch's state dictionaries. A model of several modules gives each a name, which is put in front of its keys.
  public static func weights<M: Module>(of module: M, named name: String = "") -> M {
    let prefix = name.isEmpty ? "" : name + "."
    for (key, tensor) in module.stateTensors() {
      ArrayExchange.current?.weight(prefix + key, tensor)
      TrainingRun.current?.weight(prefix + key, tensor)
    }
    RankShare.current?.weights(module.stateTensors().map { (prefix + $0.key, $0.tensor) })
    return module
  }

  /// The same for a module whose weights lie in files in another way than it has them.
  static func weights<M: Module>(of module: M, format: WeightFormat) -> M {
    ArrayExchange.current?.use(format)
    return weights(of: module)
  }

  /// A weight that belongs to no module, under its name.
  public static func weight(_ name: String, _ tensor: Tensor) -> Tensor {
    tensor.role = .parameter
    ArrayExchange.current?.weight(name, tensor)
    TrainingRun.current?.weight(name, tensor)
    RankShare.current?.weights([(name, tensor)])
    return tensor.named(name)
  }

  /// A number that an optimizer would change, under its name.
  public static func weight(_ name: String, _ value: Double) -> Tensor {
    weight(name, Tensor(value, requiresGradient: true))
  }
}

/// The arrays that are put into a model while it runs, and those that it has.
///
/// It belongs to the one thread that the model runs on.
final class ArrayExchange: @unchecked Sendable {
  @TaskLocal static var current: ArrayExchange?

  private let inputs: [(name: String, tensor: Tensor)]
  /// Nil if the model keeps its own.
  private var weights: [String: Tensor]?
  /// How weights lie in files.
  private var format = WeightFormat.plain
  private var inputNames: [String] = []
  private(set) var ownWeights: [(name: String, tensor: Tensor)] = []
  private var inputProblems: [String] = []
  private var weightProblems: [String] = []
  /// Tensors that have taken a weight, so that one with two names needs one of them only.
  private var filled: [ObjectIdentifier: (name: String, tensor: Tensor)] = [:]

  init(inputs: [(name: String, tensor: Tensor)], weights: [String: Tensor]?) {
    self.inputs = inputs
    self.weights = weights
  }

  /// Runs a model with these arrays.
  ///
  /// - Throws: whatever the model throws; else an error that lists everything that did not fit.
  func run(_ trace: () throws -> Tensor) throws -> Tensor {
    let result = try Self.$current.withValue(self, operation: trace)
    try checkInputs()
    try checkWeights()
    return result
  }

  fileprivate func input(_ name: String, _ usual: Tensor, _ limit: Int?) -> Tensor? {
    inputNames.append(name)
    guard let given = inputs.first(where: { $0.name == name })?.tensor else { return nil }
    guard given.shape == usual.shape else {
      inputProblems.append("\(name) has shape \(given.shape), not \(usual.shape)")
      return nil
    }
    guard usual.dtype.isFloatingPoint || !given.dtype.isFloatingPoint else {
      inputProblems.append("\(name) must hold integers, not \(given.dtype.rawValue)")
      return nil
    }
    if let limit, let wrong = given.integers().first(where: { $0 < 0 || $0 >= limit }) {
      inputProblems.append("\(name) holds \(wrong), which is not from 0 to \(limit - 1)")
      return nil
    }
    let tensor = withoutGradients { given.cast(to: usual.dtype) }.detached()
    tensor.role = usual.role
    tensor.requiresGradient = usual.requiresGradient
    return tensor.named(name)
  }

  fileprivate func use(_ format: WeightFormat) {
    self.format = format
    weights = weights.map(format.named)
  }

  fileprivate func weight(_ name: String, _ tensor: Tensor) {
    ownWeights.append((name, tensor))
    defer {
      DrawnLeaves.current?.leaf(name, tensor)
      GradientReplay.current?.leaf(name, tensor)
    }
    guard let stored = weights?[name] else { return }
    let given = format.turned(name, stored)
    if let first = filled[ObjectIdentifier(tensor)] {
      if first.tensor.shape != given.shape || !first.tensor.holdsSame(as: given) {
        weightProblems.append(
          "\(first.name) and \(name) are one tensor of the model, but differ in the file")
      }
      return
    }
    filled[ObjectIdentifier(tensor)] = (name, given)
    guard given.shape == tensor.shape else {
      let expected = format.turned(name, tensor).shape
      weightProblems.append("\(name) has shape \(stored.shape), not \(expected)")
      return
    }
    withoutGradients { tensor.assign(given) }
  }

  private func checkInputs() throws(CommandError) {
    let unknown = inputs.map(\.name).filter { !inputNames.contains($0) }
    var problems = inputProblems
    if !unknown.isEmpty {
      let names =
        inputNames.isEmpty ? "it has none" : "its inputs: \(inputNames.joined(separator: ", "))"
      problems.append("it has no \(unknown.joined(separator: ", ")); \(names)")
    }
    guard !problems.isEmpty else { return }
    throw CommandError("the inputs do not fit the model; \(problems.joined(separator: "; "))")
  }

  private func checkWeights() throws(CommandError) {
    guard let weights else { return }
    guard !ownWeights.isEmpty else { throw Self.noWeights }
    var problems = weightProblems
    let fit = WeightNames(
      own: ownWeights, isFilled: { filled[ObjectIdentifier($0)] != nil }, given: weights.keys)
    problems += fit.problems
    guard !problems.isEmpty else { return }
    throw CommandError("the weights do not fit the model; \(problems.joined(separator: "; "))")
  }

  /// Writes the weights that the model has after its run.
  func saveWeights(to path: String) throws {
    let file = SafeTensors(format.saved(ownWeights), metadata: format.metadata)
    try OutputFile.write(file.data(), to: path)
    // Other programs find a model by these two names.
    let (name, usual) = (path.split(separator: "/").last ?? "", "model.safetensors")
    let beside = path.dropLast(usual.count) + "config.json"
    if let configuration = format.configuration, name == usual,
      !FileManager.default.fileExists(atPath: String(beside))
    {
      try OutputFile.write(configuration, to: String(beside))
    }
  }

  static var noWeights: CommandError {
    CommandError(
      "this model has no weights that can be exchanged; its author names them with Model.weights(of:)"
    )
  }
}
