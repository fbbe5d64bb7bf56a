import Foundation
import GraphExport
import Smolgrad
import SmolgradNN

/// Two layers that do not fit: the first makes 5 numbers of 3, the second expects 4.
final class Broken: Module {
  let fc1 = Linear(3, 5, generator: Generator(seed: 1))
  let fc2 = Linear(4, 1, generator: Generator(seed: 2))

  override func forward(_ x: Tensor) -> Tensor { fc2(fc1(x).relu()) }
}

let history = PartialHistory()
let x = Tensor([[1, 2, 3]]).named("x")
let y = history.record {
  Broken()(x)
} onFailure: { failure in
  _ = try? Drawing(of: history, failure: failure).write(to: URL(filePath: "failure.svg"))
  print("stopped: \(failure)")
  exit(1)
}
print(y.item())
