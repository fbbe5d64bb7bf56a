// Trains a model with arrays of MLX. It needs a build with the package's trait MLX; without it, a sentence says so.
import Smolgrad
import SmolgradNN

let x = Tensor([[1, 2], [3, 4]], device: .mlx, requiresGradient: true)
let y = (x.matmul(x.T) * 0.1).exp().sum()
y.backward()
print("the gradient is on \(x.gradient!.device):", x.gradient!)

// The numbers are those that the CPU would have drawn.
let samples = withDevice(.mlx) { Tensor.randn([64, 2]) }
let model = Sequential(Linear(2, 16), Tanh(), Linear(16, 1)).to(.mlx)
let optimizer = Adam(model.parameters(), learningRate: 0.05)
let target = samples.square().sum(dim: 1, keepDim: true)

for step in 1...100 {
  optimizer.zeroGradients()
  let loss = MSELoss()(model(samples), target)
  loss.backward()
  optimizer.step()
  if step % 50 == 0 { print("step \(step): the loss is \(loss)") }
}
