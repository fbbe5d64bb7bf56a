import Smolgrad
import SmolgradNN

/// A module of its own: what comes in, and what a layer makes of it, added.
final class Residual: Module {
  let linear: Linear

  init(_ width: Int, generator: Generator) {
    linear = Linear(width, width, generator: generator)
  }

  override func forward(_ x: Tensor) -> Tensor {
    x + linear(x).softsign()
  }
}
