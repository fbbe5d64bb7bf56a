import Foundation
import GraphExport
import Smolgrad

// Three points in the plane, a neuron that looks at each of them, and how far it is from what it should say.
let x = Tensor([[1, 2], [-1, 1], [0.5, -1]]).named("x")
let target = Tensor([[-1], [-1], [1]]).named("target")
let w = Tensor([[0.5], [-0.25]], requiresGradient: true).named("w")
let b = Tensor(0.1, requiresGradient: true).named("b")

let y = (x • w + b).tanh().named("y")
let loss = ((y - target) ** 2).mean().named("loss")
loss.backward()

print(String(format: "loss %.4f", loss.item()))
print(String(format: "its gradient for b %.4f", b.gradient!.item()))
try Drawing(of: loss).write(to: URL(filePath: "loss.svg"))
