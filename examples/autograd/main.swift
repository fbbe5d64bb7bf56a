import Smolgrad
import SmolgradNN

// The code of the guide to automatic differentiation, a function for each of its parts.

func chain() {
  let x = Tensor(0.5, requiresGradient: true).named("x")
  let a = (2 * x).named("a")
  let y = a.exp().named("y")
  y.backward()
  print(y.item(), x.gradient!.item())
}

func reuse() {
  let x = Tensor(3.0, requiresGradient: true).named("x")
  let square = (x * x).named("square")
  let y = (square + 4 * x).named("y")
  y.backward()
  print(x.gradient!.item())
}

func broadcast() {
  let x = Tensor([[1, 2, 3], [4, 5, 6]]).named("x")
  let b = Tensor([0.5, 0, -0.5], requiresGradient: true).named("b")
  let y = ((x + b) ** 2).sum().named("y")
  y.backward()
  print(b.gradient!.doubles())
}

func order() {
  let x = Tensor(1.0, requiresGradient: true)
  var y = x
  for _ in 0..<60 { y = y + y }
  y.backward()
  print(history(of: y).count, x.gradient!.item())
}

func walk() {
  let w = Tensor(2.0, requiresGradient: true).named("w")
  let h = (w * 3).named("h")
  let y = (h * h + w).named("y")
  for tensor in history(of: y) {
    print(tensor.name ?? "constant or result", tensor.record?.operation ?? "", tensor.item())
  }
}

func twice() {
  let x = Tensor(2.0, requiresGradient: true)
  let first = gradient(of: x ** 3, withRespectTo: x, recording: true)
  let second = gradient(of: first, withRespectTo: x)
  print(first.item(), second.item())
}

func hooks() {
  let x = Tensor([3.0, 4.0], requiresGradient: true).named("x")
  let y = (x * x).named("y")
  let handle = y.registerGradientHook(name: "clip") { gradient in gradient.clamp(min: -1, max: 1) }
  (y * y).sum().backward()
  print(x.gradient!.doubles(), y.gradientChanges[0].before.doubles())
  handle.remove()
}

func checkpoint(_ x: Tensor, _ part: @escaping @Sendable (Tensor) -> Tensor) -> Tensor {
  .recording(
    "checkpoint", inputs: [x], value: withoutGradients { part(x) },
    derivatives: [
      Derivative("computed again") { gradient, y in
        let x = y.inputs[0].detached()
        x.requiresGradient = true
        withGradients { part(x) }.backward(gradient: gradient)
        return x.gradient!
      }
    ])
}

func again() {
  let x = Tensor(0.5, requiresGradient: true)
  checkpoint(x) { ($0 * 2).square() }.backward()
  print(x.gradient!.item())
}

func train() {
  let generator = Generator(seed: 0)
  let x = Tensor([[0, 0], [0, 1], [1, 0], [1, 1]])
  let y = Tensor([[0], [1], [1], [0]])
  let model = Sequential(
    Linear(2, 8, generator: generator), Tanh(), Linear(8, 1, generator: generator))
  let optimizer = Adam(model.parameters(), learningRate: 0.05)
  for _ in 0..<200 {
    optimizer.zeroGradients()
    let loss = BCEWithLogitsLoss()(model(x), y)
    loss.backward()
    optimizer.step()
  }
  print(model(x).sigmoid().doubles().map { $0 > 0.5 ? 1 : 0 })
}

chain()
reuse()
broadcast()
order()
walk()
twice()
hooks()
again()
train()
