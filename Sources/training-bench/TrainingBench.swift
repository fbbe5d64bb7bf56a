import Foundation
import GraphExport
import Smolgrad
import SmolgradNN

/// Prints how long a step of training takes, plain and with a `Recorder`, and the ratio: `training-bench [MODEL…]`.
///
/// Both train the same model in turns, so that what else the machine does meets both. `scripts/bench training` calls it.
@main
enum TrainingBench {
  /// Turns of each kind.
  private static let turns = 15
  /// How long a turn is about, in seconds.
  private static let turn = 0.1

  static func main() {
    let wanted = Set(CommandLine.arguments.dropFirst())
    if let unknown = wanted.first(where: { name in !trainedModels.contains { $0.name == name } }) {
      let names = trainedModels.map(\.name).joined(separator: ", ")
      print("training-bench: no model '\(unknown)'; there are \(names)")
      exit(EX_USAGE)
    }
    print("model          plain step  with strips   ratio")
    for model in trainedModels where wanted.isEmpty || wanted.contains(model.name) {
      measure(model, "SGD") { SGD($0, learningRate: 1e-3) }
      measure(model, "Adam") { Adam($0, learningRate: 1e-3) }
    }
  }

  private static func measure(
    _ model: TrainedModel, _ optimizer: String, _ make: ([Tensor]) -> Optimizer
  ) {
    let plain = training(model, make, recorder: nil)
    let recorded = training(model, make, recorder: Recorder())
    plain()
    recorded()
    let once = seconds(1, plain)
    let steps = max(1, Int(turn / once))
    var times: [(plain: Double, recorded: Double)] = []
    for _ in 0..<turns { times.append((seconds(steps, plain), seconds(steps, recorded))) }
    let ratio = median(times.map { $0.recorded / $0.plain })
    let numbers = [median(times.map(\.plain)), median(times.map(\.recorded))].map {
      String(format: "%.3f ms", $0 * 1e3)
    }
    let name = "\(model.name), \(optimizer)".padding(toLength: 12, withPad: " ", startingAt: 0)
    print(
      name,
      numbers.map { String(repeating: " ", count: max(0, 12 - $0.count)) + $0 }.joined(),
      String(format: "%8.3f", ratio))
  }

  /// A step of a training run of its own.
  private static func training(
    _ model: TrainedModel, _ make: ([Tensor]) -> Optimizer, recorder: Recorder?
  ) -> () -> Void {
    let (module, loss) = model.make()
    let optimizer = make(module.parameters())
    return {
      optimizer.zeroGradients()
      let loss = loss()
      loss.backward()
      if let recorder {
        recorder.step(loss) { optimizer.step() }
      } else {
        // Whoever trains looks at the loss.
        _ = loss.item()
        optimizer.step()
      }
    }
  }

  private static func seconds(_ steps: Int, _ step: () -> Void) -> Double {
    ContinuousClock().measure { for _ in 0..<steps { step() } } / .seconds(1) / Double(steps)
  }

  private static func median(_ numbers: [Double]) -> Double { numbers.sorted()[numbers.count / 2] }
}
