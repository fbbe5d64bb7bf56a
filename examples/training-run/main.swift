import Foundation
import GraphExport
import Smolgrad
import SmolgradNN

/// A perceptron with one hidden layer.
final class Net: Module {
  let fc1 = Linear(2, 8, generator: Generator(seed: 1))
  let fc2 = Linear(8, 1, generator: Generator(seed: 2))

  override func forward(_ x: Tensor) -> Tensor { fc2(fc1(x).tanh()) }
}

let x = Tensor([[0, 0], [0, 1], [1, 0], [1, 1]]).named("x")
let target = Tensor([[0], [1], [1], [0]]).named("target")
let model = Net()
let optimizer = Adam(model.parameters(), learningRate: 0.05)

let recorder = Recorder(capturing: [40], optimizer: "Adam", state: optimizer.state(of:))
for _ in 1...40 {
  optimizer.zeroGradients()
  let loss = MSELoss()(model(x), target).named("loss")
  loss.backward()
  recorder.step(loss) { optimizer.step() }
}

var drawing = Drawing(recorder.snapshot(title: "exclusive or")!)
try drawing.apply([.depth(.levels(1))])
try drawing.write(to: URL(filePath: "training.svg"))

let history = recorder.history
print("steps \(history.count), loss fell: \(history.losses.last! < history.losses[0])")
print(history.parameters.map(\.name))
for alarm in history.alarms { print(alarm.words) }
