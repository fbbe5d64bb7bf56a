import Expressions
import Foundation
import GraphExport
import Smolgrad
import TensorFiles

// A formula in Python's notation; every name in it that nothing is assigned to is a leaf with a gradient.
let expression = try TensorExpression("h = relu(x @ w); mean((h - y)**2)")
let loss = try expression.evaluate([
  "x": [[1, 2], [3, 4]], "w": [[0.5, -0.25], [1, 0.5]], "y": 1,
])
loss.backward()
try Drawing(of: loss).write(to: URL(filePath: "formula.svg"))

// All that it computed with names, into one file that PyTorch's users know, and back.
let named = history(of: loss).compactMap { tensor in
  tensor.name.map { (name: $0, tensor: tensor) }
}
try SafeTensors(named).data().write(to: URL(filePath: "formula.safetensors"))

let file = try SafeTensors(data: Data(contentsOf: URL(filePath: "formula.safetensors")))
for (name, tensor) in file.tensors { print(name, tensor.shape) }
