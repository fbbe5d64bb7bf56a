import GraphExport
import Smolgrad

/// A model that the words of a command line name, with the arrays and the types that its options give: from words to a run, for every command.
struct RequestedModel<Tool: VizTool> {
  let request: ModelRequest<Tool>
  private let weights: GivenWeights?
  private let arrays: ArrayOptions
  private let types: TypeOptions.Types
  private let device: Device
  /// Which of several processes runs it, each with its share of the inputs; nil for one with all of them.
  let rank: Rank?

  /// What the figure is called.
  var title: String { request.title }

  /// Reads the words, and the weights, which may decide about the model's size.
  ///
  /// - Parameters:
  ///   - words: the model and its own options.
  ///   - arrays: what is put into it and written of it.
  ///   - types: what it is computed in.
  ///   - steps: the value of `--steps`, which some models have as an option of their own.
  ///   - device: where it runs.
  ///   - rank: which of several processes runs it.
  init(
    _ words: [String], _ arrays: ArrayOptions, _ types: TypeOptions, steps: String? = nil,
    on device: Device = .cpu, in rank: Rank? = nil
  ) throws {
    weights = try arrays.givenWeights()
    request = try ModelRequest<Tool>(words, steps: steps, weights: weights)
    self.arrays = arrays
    self.types = try types.resolved(usual: .float32)
    (self.device, self.rank) = (device, rank)
  }

  /// A run of the model.
  ///
  /// - Parameters:
  ///   - isRepeated: whether it will run again in double precision.
  ///   - collected: gets the model's weights, if somebody wants them.
  ///   - isSaving: whether the arrays that were asked for are written at its end.
  func run(
    isRepeated: Bool = false, collecting collected: TracedWeights? = nil,
    saving isSaving: Bool = true
  ) throws -> ModelRun {
    // Several processes have the same weights, and write one file.
    let trace = try arrays.applied(
      to: request.trace, weights, collecting: collected,
      saving: isSaving && (rank?.number ?? 0) == 0)
    return ModelRun(
      request.model.name, types, isRepeated: isRepeated, on: device,
      tracing: rank?.sharing(trace) ?? trace)
  }
}
