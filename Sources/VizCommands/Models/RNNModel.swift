import Smolgrad
import SmolgradNN

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

extension Model {
  /// A recurrent network unrolled over its steps, which share their weights, and predict how a sine wave goes on.
  static let rnn = Model(
    name: "rnn", summary: "a recurrent network that continues sine waves, unrolled",
    defaults: WaveModel.Settings(),
    options: [
      ModelOption("cell", \.cell, help: "what computes a step"),
      ModelOption("steps", \.steps, in: 1...100_000, help: "the steps of a wave"),
      ModelOption("hidden", \.hidden, in: 1...16384, help: "the width of the state"),
      ModelOption("layers", \.layers, in: 1...100, help: "the recurrent layers"),
      ModelOption("batch", \.batch, in: 1...4096, help: "the waves of a step"),
      .seed(\.seed),
    ]
  ) { settings in
    try check(elements: settings.elements, operations: settings.operations)
    let generator = Generator(seed: UInt64(settings.seed))
    let model = weights(of: WaveModel(settings, generator: generator))
    let waves = SineWaves(count: settings.batch, steps: settings.steps + 1, generator: generator)

    let prediction = model(input("x", waves.part(0..<settings.steps))).named("prediction")
    let target = input("y", waves.part(1..<settings.steps + 1))
    let loss = MSELoss()(prediction, target).named("loss")

    loss.backward()
    return loss
  }
}

/// Recurrent layers, and a linear one that reads the next value off the state.
private final class WaveModel: Module {
  struct Settings {
    enum Cell: String, CaseIterable { case rnn, lstm, gru }

    var cell = Cell.rnn
    var steps = 4
    var hidden = 4
    var layers = 1
    var batch = 3
    var seed = 1

    /// About how many numbers there are, weights and states with their gates.
    var elements: Double {
      let (width, depth) = (Double(hidden), Double(layers))
      return 8 * depth * width * width + 12 * Double(batch * steps) * width * depth
    }

    var operations: Double { Double(steps * layers * (cell == .rnn ? 6 : 20)) }
  }

  let rnn: RecurrentModule
  let head: Linear

  init(_ settings: Settings, generator: Generator) {
    let (hidden, layers) = (settings.hidden, settings.layers)
    rnn =
      switch settings.cell {
      case .rnn: RNN(1, hidden, layers: layers, generator: generator)
      case .lstm: LSTM(1, hidden, layers: layers, generator: generator)
      case .gru: GRU(1, hidden, layers: layers, generator: generator)
      }
    head = Linear(hidden, 1, generator: generator)
  }

  override func forward(_ x: Tensor) -> Tensor { head(rnn(x)) }
}

/// Sine waves that begin anywhere, with an eighth of a turn from step to step.
private struct SineWaves {
  private let values: [[Double]]

  init(count: Int, steps: Int, generator: Generator) {
    let phases = Tensor.rand([count], generator: generator).doubles()
    values = (0..<steps).map { step in
      phases.map { sin(2 * Double.pi * ($0 + Double(step) / 8)) }
    }
  }

  /// Some of the steps, of shape (steps, waves, 1).
  func part(_ steps: Range<Int>) -> Tensor {
    Tensor(values[steps].flatMap(\.self), shape: [steps.count, values[0].count, 1])
  }
}
