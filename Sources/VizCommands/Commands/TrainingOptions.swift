import ArgumentParser
import GraphExport
import Smolgrad
import SmolgradNN

/// How a model is trained before its last step is drawn.
struct TrainingOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Train the model for so many steps, and draw the last one, with strips of all of them. Of a model with an option steps of its own it is that; write --training-steps there.",
      valueName: "n"))
  var steps: String?

  @Option(
    help: ArgumentHelp("The same for a model that has an option steps itself.", valueName: "n"))
  var trainingSteps: String?

  @Option(
    help: "What changes the parameters: \(words(TrainingRequest.Kind.self)). (default: sgd)",
    completion: .words(TrainingRequest.Kind.self))
  var optimizer: String?

  @Option(
    help: ArgumentHelp(
      "How far a step goes. (default: 0.1 of sgd, 0.01 of the others)", valueName: "number"))
  var learningRate: Double?

  @Flag(help: "Strips of what the optimizer remembers too, such as m and v of adam.")
  var optimizerState = false

  /// What was asked for; nil if the model is not trained.
  ///
  /// - Parameters:
  ///   - hasOwnSteps: whether `--steps` means something else for the model.
  ///   - usual: how many steps there are where nobody says it; nil for no training.
  ///   - sheet: how many figures a sheet of steps has, or `FilmRequest.all`; nil for no sheet.
  func resolved(hasOwnSteps: Bool, usual: Int? = nil, sheet: Int? = nil) throws -> TrainingRequest?
  {
    let text = trainingSteps ?? (hasOwnSteps ? nil : steps) ?? usual.map(String.init)
    guard let text else {
      guard optimizer == nil, learningRate == nil, !optimizerState else {
        let option = hasOwnSteps ? "--training-steps" : "--steps"
        throw CommandError(
          "--optimizer, --learning-rate and --optimizer-state are about a training run; say with \(option) how many steps it has",
          isUsage: true)
      }
      return nil
    }
    if trainingSteps != nil, steps != nil, !hasOwnSteps {
      throw CommandError(
        "--steps and --training-steps are the same; give one of them", isUsage: true)
    }
    guard let count = Int(text), (1...100_000).contains(count) else {
      throw CommandError("a training run has from 1 to 100000 steps, not '\(text)'", isUsage: true)
    }
    let kind: TrainingRequest.Kind = try optimizer.map { try choose("optimizer", $0) } ?? .sgd
    let rate = learningRate ?? (kind == .sgd ? 0.1 : 0.01)
    guard rate >= 0, rate.isFinite else {
      throw CommandError("a learning rate is a number from 0 on, not \(rate)", isUsage: true)
    }
    let figures = sheet == FilmRequest.all ? count : sheet
    if let figures, !(1...min(count, 64)).contains(figures) {
      throw CommandError(
        "a sheet of \(count) steps has from 1 to \(min(count, 64)) figures, not \(figures)",
        isUsage: true)
    }
    return TrainingRequest(
      steps: count, kind: kind, learningRate: rate, recordsState: optimizerState,
      sheet: figures ?? 0)
  }
}

/// A training run as it was asked for.
struct TrainingRequest {
  /// The optimizers, by their names in small letters.
  enum Kind: String, CaseIterable {
    case sgd, momentum, adam, adamw, rmsprop
  }

  var steps: Int
  var kind: Kind
  var learningRate: Double
  var recordsState: Bool
  /// How many of the steps are drawn on one page; 0 for the last alone.
  var sheet = 0

  /// The steps of the sheet: the first, the last, and others at equal distances.
  var shownSteps: [Int] {
    sheet == 1
      ? [steps]
      : (0..<sheet).map { 1 + Int((Double($0 * (steps - 1)) / Double(sheet - 1)).rounded()) }
  }

  /// What the figure says of it.
  var words: String {
    let name =
      switch kind {
      case .sgd: "SGD"
      case .momentum: "SGD with momentum 0.9"
      case .adam: "Adam"
      case .adamw: "AdamW"
      case .rmsprop: "RMSprop"
      }
    return "\(name), learning rate \(learningRate)"
  }

  func optimizer(of parameters: [Tensor]) -> Optimizer {
    switch kind {
    case .sgd: SGD(parameters, learningRate: learningRate)
    case .momentum: SGD(parameters, learningRate: learningRate, momentum: 0.9)
    case .adam: Adam(parameters, learningRate: learningRate)
    case .adamw: AdamW(parameters, learningRate: learningRate)
    case .rmsprop: RMSprop(parameters, learningRate: learningRate)
    }
  }
}
