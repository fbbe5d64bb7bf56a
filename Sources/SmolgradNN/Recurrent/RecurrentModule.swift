public import Smolgrad

/// What ``RNN``, ``LSTM`` and ``GRU`` have in common: layers and directions, and the way along the sequence.
///
/// An input has the shape (steps, samples, inputs), with `batchFirst` (samples, steps, inputs), and without samples (steps, inputs). The
/// output has the size hidden x directions in place of the inputs. A state has the shape (layers x directions, samples, hidden).
public class RecurrentModule: Module {
  private let cells: [RecurrentCell]
  private let hidden: Int
  private let directions: Int
  private let isBatchFirst: Bool
  private let dropout: Double
  private let generator: Generator

  init(
    _ inputs: Int, _ hidden: Int, gates: Int, layers: Int, bias: Bool, batchFirst: Bool,
    dropout: Double, bidirectional: Bool, dtype: DType, generator: Generator
  ) {
    let type = String(describing: Self.self)
    requirePositive([inputs, hidden], "a size", type)
    requirePositive([layers], "the number of layers", type)
    require((0...1).contains(dropout), type, "dropout \(dropout) is not between 0 and 1")
    self.hidden = hidden
    self.dropout = dropout
    self.generator = generator
    isBatchFirst = batchFirst
    directions = bidirectional ? 2 : 1
    cells = (0..<layers).flatMap { layer in
      ["", "_reverse"].prefix(bidirectional ? 2 : 1).map { direction in
        RecurrentCell(
          layer == 0 ? inputs : hidden * (bidirectional ? 2 : 1), hidden, gates: gates, bias: bias,
          suffix: "l\(layer)\(direction)", dtype: dtype, generator: generator)
      }
    }
  }

  public override var members: [(name: String, value: Any)] { cells.flatMap(\.members) }

  /// The output for a state of zeros.
  public override func forward(_ x: Tensor) -> Tensor { run(x, from: nil).output }

  /// Computes the state after one step, of which the first tensor is the step's output; subclasses override it.
  func step(_ x: Tensor, _ state: [Tensor], _ cell: RecurrentCell) -> [Tensor] {
    fatalError("a recurrent module has its own step(_:_:_:)")
  }

  /// The number of tensors that a state consists of.
  var stateCount: Int { 1 }

  /// Goes along the sequence, layer by layer.
  func run(_ x: Tensor, from state: [Tensor]?) -> (output: Tensor, state: [Tensor]) {
    require(
      x.rank == 2 || x.rank == 3, typeName,
      "an input of shape \(x.shape) needs two or three dimensions")
    let isSingle = x.rank == 2
    let time = isBatchFirst && !isSingle ? 1 : 0
    var steps = x.unbind(dim: time).map { isSingle ? $0.unsqueeze(dim: 0) : $0 }
    let samples = isSingle ? 1 : x.shape[1 - time]
    let start = startingState(state, samples, isSingle, like: x)
    var last: [[Tensor]] = []
    for first in stride(from: 0, to: cells.count, by: directions) {
      if first > 0, isTraining {
        steps = steps.map { $0.dropout(dropout, generator: generator) }
      }
      let outputs = (first..<first + directions).map { index in
        let isReverse = index > first
        var state = start[index]
        let outputs = (isReverse ? steps.reversed() : steps).map { x in
          state = recordedStep(x, state, cells[index])
          return state[0]
        }
        last.append(state)
        return isReverse ? outputs.reversed() : outputs
      }
      steps = steps.indices.map { time in
        directions == 1 ? outputs[0][time] : .cat(outputs.map { $0[time] }, dim: 1)
      }
    }
    let output = Tensor.stack(isSingle ? steps.map { $0.squeeze(dim: 0) } : steps, dim: time)
    let final = (0..<stateCount).map { part in
      let stacked = Tensor.stack(last.map { $0[part] })
      return isSingle ? stacked.squeeze(dim: 1) : stacked
    }
    return (output, final)
  }

  /// One step as a call of a cell, so that a figure can fold the steps.
  private func recordedStep(_ x: Tensor, _ state: [Tensor], _ cell: RecurrentCell) -> [Tensor] {
    Scope.entering(type: "\(typeName)Cell", name: cell.suffix) { step(x, state, cell) }
  }

  /// The state of each cell before the first step: parts of the given one, or zeros.
  private func startingState(
    _ state: [Tensor]?, _ samples: Int, _ isSingle: Bool, like x: Tensor
  ) -> [[Tensor]] {
    guard let state else {
      let zeros = withDevice(x.device) { Tensor.zeros([samples, hidden], dtype: x.dtype) }
      return cells.map { _ in Array(repeating: zeros, count: stateCount) }
    }
    let shape = [cells.count] + (isSingle ? [] : [samples]) + [hidden]
    for part in state {
      require(
        part.shape == shape, typeName,
        "a state of shape \(part.shape) must have shape \(shape)")
    }
    return cells.indices.map { index in
      state.map { part in
        let own = part.select(dim: 0, index: index)
        return isSingle ? own.unsqueeze(dim: 0) : own
      }
    }
  }
}
