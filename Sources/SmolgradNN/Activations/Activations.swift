public import Smolgrad

/// Each element where it is positive, else 0.
public final class ReLU: Module {
  public override func forward(_ x: Tensor) -> Tensor { x.relu() }
}

/// 1 / (1 + e^-x) of each element x.
public final class Sigmoid: Module {
  public override func forward(_ x: Tensor) -> Tensor { x.sigmoid() }
}

/// The hyperbolic tangent of each element.
public final class Tanh: Module {
  public override func forward(_ x: Tensor) -> Tensor { x.tanh() }
}
