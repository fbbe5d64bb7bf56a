public import Smolgrad

/// Modules that are called one after the other, each with the result of the one before.
///
/// They are named by their position: `0.weight`.
///
///     let model = Sequential(Linear(2, 5), ReLU(), Linear(5, 1), Sigmoid())
///     model(Tensor.ones([4, 2])).shape  // [4, 1]
open class Sequential: Module {
  /// The modules in the order of their calls.
  public private(set) var layers: [Module]

  /// Modules that are called one after the other.
  public init(_ layers: [Module]) { self.layers = layers }

  /// Modules that are called one after the other.
  public convenience init(_ layers: Module...) { self.init(layers) }

  open override var members: [(name: String, value: Any)] {
    layers.enumerated().map { ("\($0.offset)", $0.element) }
  }

  open override func forward(_ x: Tensor) -> Tensor { layers.reduce(x) { $1($0) } }

  /// The module at a position.
  public subscript(index: Int) -> Module { layers[index] }

  /// Adds a module that is called after the others.
  public func append(_ module: Module) {
    layers.append(module)
    knownParts = nil
  }
}
