import Smolgrad

#if MPI
  import SmolgradDistributed
#endif

/// What one of several processes gets of a model's inputs; its gradients are averaged with those of the others.
///
/// It belongs to the one thread that the model runs on.
final class RankShare: @unchecked Sendable {
  @TaskLocal static var current: RankShare?

  private let rank: Rank
  private var problems: [String] = []
  #if MPI
    private var reducers: [GradientReducer] = []
  #endif

  init(_ rank: Rank) { self.rank = rank }

  /// Runs a model with this share.
  ///
  /// - Throws: whatever the model throws; else an error that names the inputs that can't be shared out.
  func run(_ trace: () throws -> Tensor) throws -> Tensor {
    let result = try Self.$current.withValue(self, operation: trace)
    guard problems.isEmpty else {
      throw CommandError(
        "\(rank.count) processes can't share the inputs; \(problems.joined(separator: "; "))")
    }
    return result
  }

  /// The part of an input that this process gets: of as many blocks of the first dimension as there are processes, the one with its number.
  ///
  /// Blocks rather than every so-manieth sample: of targets that are flattened over batch and time the block belongs to that of the inputs.
  func input(_ name: String, _ whole: Tensor) -> Tensor {
    guard let size = whole.shape.first, size % rank.count == 0 else {
      problems.append(
        whole.rank == 0
          ? "\(name) is a single number"
          : "\(name) has shape \(whole.shape), and \(whole.shape[0]) is no multiple of \(rank.count)"
      )
      return whole
    }
    let length = size / rank.count
    let part = withoutGradients {
      whole.narrow(dim: 0, start: rank.number * length, length: length).detached()
    }
    part.role = whole.role
    part.requiresGradient = whole.requiresGradient
    return part.named(name)
  }

  /// Weights of the model, which become those of the first process.
  func weights(_ weights: [(path: String, tensor: Tensor)]) {
    #if MPI
      // One with two names is one weight.
      var met: Set<ObjectIdentifier> = []
      reducers.append(
        GradientReducer(
          sharing: weights.filter { met.insert(ObjectIdentifier($0.tensor)).inserted }))
    #endif
  }
}
