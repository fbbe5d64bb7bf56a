public import Smolgrad

/// A rule for the initial elements of a parameter, with PyTorch's numbers for the same seed.
///
///     let layer = Linear(4, 2)
///     layer.weight.initialize(.kaimingNormal(nonlinearity: .relu))
///     layer.bias!.initialize(.zeros)
///     layer.bias!  // [0, 0]
///
/// The shape of a weight is (outputs, inputs, …), where further axes are a kernel's.
public struct Initializer: Sendable {
  private let make: @Sendable (_ shape: [Int], DType, Generator) -> Tensor

  /// A rule of one's own.
  public init(_ make: @escaping @Sendable (_ shape: [Int], DType, Generator) -> Tensor) {
    self.make = make
  }

  /// A tensor that is filled by the rule.
  public func callAsFunction(
    _ shape: [Int], dtype: DType = .float32, generator: Generator = .shared
  ) -> Tensor {
    make(shape, dtype, generator)
  }

  /// The same number everywhere.
  public static func constant(_ value: Double) -> Initializer {
    Initializer { shape, dtype, _ in .full(shape, value, dtype: dtype) }
  }
  /// Zeros.
  public static let zeros = constant(0)
  /// Ones.
  public static let ones = constant(1)

  /// Evenly distributed numbers from `lower` up to `upper`.
  public static func uniform(from lower: Double = 0, to upper: Double = 1) -> Initializer {
    Initializer { .uniform($0, from: lower, to: upper, dtype: $1, generator: $2) }
  }

  /// Normally distributed numbers.
  public static func normal(mean: Double = 0, deviation: Double = 1) -> Initializer {
    Initializer { .randn($0, mean: mean, deviation: deviation, dtype: $1, generator: $2) }
  }

  /// Evenly distributed numbers whose variance suits layers of both directions, by Glorot and Bengio (2010).
  public static func xavierUniform(gain: Double = 1) -> Initializer {
    Initializer { shape, dtype, generator in
      let (inputs, outputs) = fans(shape)
      let bound = 3.0.squareRoot() * (gain * (2 / (inputs + outputs)).squareRoot())
      return .uniform(shape, from: -bound, to: bound, dtype: dtype, generator: generator)
    }
  }

  /// Normally distributed numbers whose variance suits layers of both directions, by Glorot and Bengio (2010).
  public static func xavierNormal(gain: Double = 1) -> Initializer {
    Initializer { shape, dtype, generator in
      let (inputs, outputs) = fans(shape)
      let deviation = gain * (2 / (inputs + outputs)).squareRoot()
      return .randn(shape, deviation: deviation, dtype: dtype, generator: generator)
    }
  }

  /// Evenly distributed numbers whose variance a rectifier after the layer keeps, by He and others (2015).
  public static func kaimingUniform(
    fan: Fan = .inputs, nonlinearity: Nonlinearity = .leakyReLU(slope: 0)
  ) -> Initializer {
    Initializer { shape, dtype, generator in
      // In PyTorch's order of operations, so that the last bit agrees.
      let bound = 3.0.squareRoot() * (nonlinearity.gain / fan.size(in: shape).squareRoot())
      return .uniform(shape, from: -bound, to: bound, dtype: dtype, generator: generator)
    }
  }

  /// Normally distributed numbers whose variance a rectifier after the layer keeps, by He and others (2015).
  public static func kaimingNormal(
    fan: Fan = .inputs, nonlinearity: Nonlinearity = .leakyReLU(slope: 0)
  ) -> Initializer {
    Initializer { shape, dtype, generator in
      let deviation = nonlinearity.gain / fan.size(in: shape).squareRoot()
      return .randn(shape, deviation: deviation, dtype: dtype, generator: generator)
    }
  }

  /// The side of a layer whose number of connections decides about the variance.
  public enum Fan: Sendable {
    /// The inputs: the forward pass keeps its variance.
    case inputs
    /// The outputs: the backward pass keeps its variance.
    case outputs

    func size(in shape: [Int]) -> Double {
      let fans = fans(shape)
      return self == .inputs ? fans.inputs : fans.outputs
    }
  }

  /// The function after a layer, for which its weights are made.
  public enum Nonlinearity: Sendable {
    /// None, or a sigmoid.
    case linear
    /// The hyperbolic tangent.
    case tanh
    /// The rectifier.
    case relu
    /// The rectifier with a slope for negative numbers.
    case leakyReLU(slope: Double)
    /// The scaled exponential unit.
    case selu

    /// The factor by which weights are larger than for no function at all, as PyTorch's `calculate_gain`.
    public var gain: Double {
      switch self {
      case .linear: 1
      case .tanh: 5.0 / 3
      case .relu: 2.0.squareRoot()
      case .leakyReLU(let slope): (2 / (1 + slope * slope)).squareRoot()
      case .selu: 0.75
      }
    }
  }
}

/// The number of inputs and outputs that an element of a weight connects.
private func fans(_ shape: [Int]) -> (inputs: Double, outputs: Double) {
  require(
    shape.count >= 2, "Initializer",
    "a weight of shape \(shape) needs two axes at least")
  let kernel = shape.dropFirst(2).reduce(1.0) { $0 * Double($1) }
  return (Double(shape[1]) * kernel, Double(shape[0]) * kernel)
}

extension Tensor {
  /// Fills the tensor by a rule, as for a layer that is to start with other weights than its own.
  public func initialize(_ initializer: Initializer, generator: Generator = .shared) {
    assign(initializer(shape, dtype: dtype, generator: generator))
  }
}
