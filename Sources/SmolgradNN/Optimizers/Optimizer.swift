public import Smolgrad

/// Changes parameters by their gradients, one step at a time.
///
///     let model = Linear(2, 1)
///     model.parameters().forEach { $0.initialize(.zeros) }
///     let optimizer = SGD(model.parameters(), learningRate: 0.1)
///     for _ in 0..<3 {
///       optimizer.zeroGradients()
///       MSELoss()(model(Tensor([[1, 2]])), Tensor([[3]])).backward()
///       optimizer.step()
///     }
///     model.weight  // [[0.504, 1.008]]
///
/// It is a class and no protocol, since every optimizer keeps its parameters, and a learning rate that a schedule changes.
open class Optimizer {
  /// The parameters that it changes.
  public let parameters: [Tensor]
  /// How far a step goes; schedules change it.
  public var learningRate: Double

  /// An optimizer of some parameters, which are leaves such as `model.parameters()`.
  public init(_ parameters: [Tensor], learningRate: Double) {
    let type = String(describing: Self.self)
    require(!parameters.isEmpty, type, "there are no parameters to change")
    require(
      parameters.allSatisfy(\.isLeaf), type, "only leaves can be changed, not results of operations"
    )
    requireNotNegative(learningRate, "learning rate", type)
    self.parameters = parameters
    self.learningRate = learningRate
  }

  /// Changes each parameter that has a gradient.
  public func step() {
    withoutGradients {
      for (index, parameter) in parameters.enumerated() {
        guard let gradient = parameter.gradient else { continue }
        update(parameter, gradient, index)
      }
    }
    if parameters.contains(where: { $0.device == .mlx }) {
      Tensor.evaluate(parameters + parameters.flatMap { state(of: $0).map(\.tensor) })
    }
  }

  /// Changes one parameter by its gradient; subclasses override it.
  ///
  /// - Parameters:
  ///   - parameter: The parameter, which takes its new elements by `assign`.
  ///   - gradient: The gradient that `backward()` left.
  ///   - index: The position among `parameters`, by which a subclass keeps what it has to remember.
  open func update(_ parameter: Tensor, _ gradient: Tensor, _ index: Int) {
    fatalError("an optimizer has its own update(_:_:_:)")
  }

  /// What the optimizer remembers of a parameter, by names such as `m` and `v`; nothing before its first step.
  ///
  ///     let w = Tensor(3, requiresGradient: true)
  ///     (w * w).backward()
  ///     let optimizer = Adam([w])
  ///     optimizer.step()
  ///     optimizer.state(of: w).map(\.name)  // ["m", "v"]
  ///
  /// The tensors are those that the optimizer works with, and change with each step.
  open func state(of parameter: Tensor) -> [(name: String, tensor: Tensor)] { [] }

  /// Where a parameter stands in the list.
  func index(of parameter: Tensor) -> Int? { parameters.firstIndex { $0 === parameter } }

  /// Clears the gradients, so that the next `backward()` starts from nothing.
  public func zeroGradients() {
    for parameter in parameters where parameter.gradient != nil { parameter.zeroGradient() }
  }
}
