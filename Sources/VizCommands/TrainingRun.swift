import GraphExport
import Smolgrad
import SmolgradNN

/// Steps of a model that is made anew each time: what the optimizer made of its weights is put into those of the next step.
///
/// It belongs to the one thread that the model runs on.
final class TrainingRun: @unchecked Sendable {
  @TaskLocal static var current: TrainingRun?

  let request: TrainingRequest
  /// What is recorded of the steps.
  let recorder: Recorder
  private let optimizer: Latecomer
  /// The weights of the first step, which the optimizer changes.
  private var weights: [(name: String, tensor: Tensor)] = []
  /// Those of the step that runs now.
  private var current: [(name: String, tensor: Tensor)] = []
  private var isLastStep = false

  /// What is known after the first step only.
  private final class Latecomer {
    var value: Optimizer?
  }

  /// Prepares a training run.
  ///
  /// - Parameters:
  ///   - request: what was asked for.
  ///   - steps: the steps whose computations are captured.
  ///   - mode: what is captured of them.
  init(
    _ request: TrainingRequest, capturing steps: Set<Int> = [],
    _ mode: GraphSnapshot.CaptureMode = .forward
  ) {
    self.request = request
    let optimizer = Latecomer()
    self.optimizer = optimizer
    recorder = Recorder(
      capturing: steps, mode, optimizer: request.words,
      state: request.recordsState ? { optimizer.value?.state(of: $0) ?? [] } : nil)
  }

  /// Trains the model up to the step before the last.
  func prepare(_ trace: () throws -> Tensor) throws {
    for _ in 1..<request.steps {
      recorder.begin(try run(trace))
      optimizer.value!.step()
      recorder.end()
    }
  }

  /// The last step, before its parameters are changed; it can be run several times.
  func trace(_ trace: () throws -> Tensor) throws -> Tensor {
    let loss = try run(trace)
    if !isLastStep { recorder.begin(loss) }
    isLastStep = true
    return loss
  }

  /// Ends the last step, and says of a snapshot of it what the steps were like.
  func finish(_ snapshot: inout GraphSnapshot) {
    guard isLastStep else { return }
    optimizer.value!.step()
    recorder.end()
    isLastStep = false
    snapshot.training = recorder.history
  }

  /// The same, and the steps of the sheet, if one was asked for.
  func finish(_ drawing: inout Drawing) {
    finish(&drawing.snapshot)
    drawing.frames = recorder.captured.map { step, snapshot in
      Drawing.Frame(title: "step \(step)", snapshot: snapshot)
    }
  }

  /// A weight of the model, which takes what the optimizer made of it.
  func weight(_ name: String, _ tensor: Tensor) {
    current.append((name, tensor))
    guard !weights.isEmpty else { return }
    if let trained = weights.first(where: { $0.name == name })?.tensor, trained !== tensor {
      withoutGradients { tensor.assign(trained) }
    }
  }

  private func run(_ trace: () throws -> Tensor) throws -> Tensor {
    current = []
    let loss = try Self.$current.withValue(self, operation: trace)
    guard loss.count == 1 else {
      throw CommandError(
        "a model that is trained computes one number, its loss, and not the shape \(loss.shape)")
    }
    if weights.isEmpty {
      weights = current
      var met: Set<ObjectIdentifier> = []
      let trained = weights.map(\.tensor).filter {
        $0.requiresGradient && met.insert(ObjectIdentifier($0)).inserted
      }
      guard !trained.isEmpty else {
        throw CommandError(
          "this model has no weights that can be trained; its author names them with Model.weights(of:)"
        )
      }
      optimizer.value = request.optimizer(of: trained)
      return loss
    }
    for ((_, old), (_, new)) in zip(weights, current) where old !== new {
      if old.requiresGradient {
        old.gradient = new.gradient
      } else {
        // What a module counts, such as running means.
        withoutGradients { old.assign(new) }
      }
    }
    return loss
  }
}
