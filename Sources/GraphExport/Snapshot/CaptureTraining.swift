public import Smolgrad

/// Records a training run while a program trains, for strips on the cards of a figure.
///
/// ```swift
/// let recorder = Recorder(capturing: [50])
/// for _ in 1...50 {
///   optimizer.zeroGradients()
///   let loss = MSELoss()(model(x), y)
///   loss.backward()
///   recorder.step(loss) { optimizer.step() }
/// }
/// try Drawing(recorder.snapshot(title: "training")!).write(to: URL(filePath: "training.svg"))
/// ```
///
/// It reads values and gradients and changes nothing. The parameters are those of the first step: those of modules, or where there are none
/// the leaves that ask for a gradient. It belongs to the thread that trains.
public final class Recorder {
  /// What was recorded so far.
  public private(set) var history = TrainingHistory()
  /// The computations of the steps that were to be captured, in order, each as it was before its parameters were changed.
  public private(set) var captured: [(step: Int, snapshot: GraphSnapshot)] = []

  private let steps: Set<Int>
  private let mode: GraphSnapshot.CaptureMode
  private let state: ((Tensor) -> [(name: String, tensor: Tensor)])?
  private var parameters: [RecordedParameter] = []
  private var isWaiting = false

  /// Makes a recorder.
  ///
  /// - Parameters:
  ///   - steps: the steps whose computations are captured, from 1; each takes about as long as a step.
  ///   - mode: what is captured of them.
  ///   - optimizer: what changes the parameters, in words for the caption.
  ///   - state: what an optimizer remembers of a parameter, such as `optimizer.state(of:)`; nil to leave that out.
  public init(
    capturing steps: Set<Int> = [], _ mode: GraphSnapshot.CaptureMode = .forward,
    optimizer: String? = nil, state: ((Tensor) -> [(name: String, tensor: Tensor)])? = nil
  ) {
    self.steps = steps
    self.mode = mode
    self.state = state
    history.optimizer = optimizer
  }

  /// Records a step: the loss and the gradients before the parameters are changed, and how far they are.
  ///
  /// - Parameters:
  ///   - loss: what `backward()` was called of; a tensor with one element.
  ///   - update: changes the parameters, as `optimizer.step()` does.
  public func step<E: Error>(_ loss: Tensor, update: () throws(E) -> Void) throws(E) {
    begin(loss)
    defer { end() }
    try update()
  }

  /// The last step that was captured, with the history so far; nil if none was.
  public func snapshot(title: String? = nil) -> GraphSnapshot? {
    guard var snapshot = captured.last?.snapshot else { return nil }
    snapshot.title = title
    snapshot.training = history
    return snapshot
  }

  /// The first half of a step, before the parameters are changed.
  package func begin(_ loss: Tensor) {
    precondition(!isWaiting, "the step before has not ended")
    precondition(
      loss.count == 1, "a loss has one element, not the shape \(loss.shape)")
    isWaiting = true
    if parameters.isEmpty { findParameters(of: loss) }
    history.losses.append(loss.item())
    for index in parameters.indices { parameters[index].begin(&history.parameters[index]) }
    let step = history.count
    if steps.contains(step) { captured.append((step, GraphSnapshot(of: loss, capturing: mode))) }
  }

  /// The second half of a step, behind the change of the parameters.
  package func end() {
    precondition(isWaiting, "no step has begun")
    isWaiting = false
    for index in parameters.indices {
      parameters[index].end(&history.parameters[index])
      guard let state else { continue }
      history.parameters[index].remember(
        state(parameters[index].tensor), step: history.count)
    }
  }

  /// The parameters by the names that the capture gives them.
  private func findParameters(of loss: Tensor) {
    var names = CaptureNames()
    let leaves = Smolgrad.history(of: loss).map { (tensor: $0, name: names.next($0).tensor) }
      .filter { $0.tensor.record == nil && $0.tensor.requiresGradient }
    let marked = leaves.filter { $0.tensor.role == .parameter }
    for (tensor, name) in marked.isEmpty ? leaves : marked {
      parameters.append(RecordedParameter(tensor))
      history.parameters.append(.init(name: name, elementCount: tensor.count))
    }
  }
}

extension TrainingHistory.Series {
  /// Adds the norms of what an optimizer remembers after a step.
  fileprivate mutating func remember(_ tensors: [(name: String, tensor: Tensor)], step: Int) {
    for (name, _) in tensors where !state.contains(where: { $0.name == name }) {
      state.append(.init(name: name, norms: .init(repeating: nil, count: step - 1)))
    }
    for index in state.indices {
      let tensor = tensors.first { $0.name == state[index].name }?.tensor
      state[index].norms.append(tensor.map { ArrayMeasure($0).norm })
    }
  }
}
