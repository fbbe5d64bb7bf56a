public import Smolgrad

/// Each element where it is positive, else 0.
///
///     ReLU()(Tensor([-1, 2]))  // [0, 2]
public final class ReLU: Module {
  public override func forward(_ x: Tensor) -> Tensor { x.relu() }
}

/// 1 / (1 + e^-x) of each element x.
///
///     Sigmoid()(Tensor([0, 1]))  // [0.5, 0.7311]
public final class Sigmoid: Module {
  public override func forward(_ x: Tensor) -> Tensor { x.sigmoid() }
}

/// The hyperbolic tangent of each element.
///
///     Tanh()(Tensor([0, 1]))  // [0, 0.7616]
public final class Tanh: Module {
  public override func forward(_ x: Tensor) -> Tensor { x.tanh() }
}

/// x · sigmoid(x) of each element x.
///
///     SiLU()(Tensor([-1, 2]))  // [-0.2689, 1.7616]
public final class SiLU: Module {
  public override func forward(_ x: Tensor) -> Tensor { x.silu() }
}

/// x · Φ(x) of each element x, with Φ the standard normal distribution.
///
///     GELU()(Tensor([-1, 2]))  // [-0.1587, 1.9545]
public final class GELU: Module {
  private let approximation: Tensor.GELUApproximation

  /// The exact function, or its approximation by a hyperbolic tangent.
  public init(_ approximation: Tensor.GELUApproximation = .none) {
    self.approximation = approximation
  }

  public override func forward(_ x: Tensor) -> Tensor { x.gelu(approximation) }
}

/// Each element where it is positive, else a small part of it.
///
///     LeakyReLU(slope: 0.1)(Tensor([-1, 2]))  // [-0.1, 2]
public final class LeakyReLU: Module {
  private let slope: Double

  /// A rectifier with a slope for negative numbers.
  public init(slope: Double = 0.01) { self.slope = slope }

  public override func forward(_ x: Tensor) -> Tensor { x.leakyRelu(slope: slope) }
}

/// Each element x where it is positive, else α (e^x - 1).
///
///     ELU()(Tensor([-1, 2]))  // [-0.6321, 2]
public final class ELU: Module {
  private let alpha: Double

  /// An exponential unit that falls no lower than -α.
  public init(alpha: Double = 1) { self.alpha = alpha }

  public override func forward(_ x: Tensor) -> Tensor { x.elu(alpha: alpha) }
}
