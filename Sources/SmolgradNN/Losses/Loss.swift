public import Smolgrad

/// A module that measures how far a prediction is from its target; a class, since a ``Module`` is one.
open class Loss: Module {
  /// How one number is made of the losses of all elements.
  public let reduction: Reduction

  /// A loss, by default the mean over all elements.
  public init(reduction: Reduction = .mean) { self.reduction = reduction }

  /// Computes the loss; subclasses override it, and users call the module itself: `loss(prediction, target)`.
  open func forward(_ input: Tensor, _ target: Tensor) -> Tensor {
    fatalError("a loss has its own forward(_:_:)")
  }

  /// Computes ``forward(_:_:)``, and records the operations as part of this module.
  public func callAsFunction(_ input: Tensor, _ target: Tensor) -> Tensor {
    scoped(with: [input, target]) { forward($0[0], $0[1]) }
  }

  @available(*, unavailable, message: "a loss takes a prediction and a target")
  public override func callAsFunction(_ x: Tensor) -> Tensor { fatalError() }
}
