import Smolgrad
import VizCommands

@main
struct MyTool: VizTool {
  static let models: [Model] = .builtIn + [square]
}

let square = Model(name: "square", summary: "x² at 3") {
  let x = Tensor(3.0, requiresGradient: true).named("x")
  let y = (x * x).named("y")
  y.backward()
  return y
}
