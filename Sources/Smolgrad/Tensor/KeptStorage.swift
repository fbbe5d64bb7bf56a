/// The elements that an operation keeps in memory for the backward pass.
///
/// Arrays that are views of each other share their elements.
package struct KeptStorage: Hashable {
  /// A number that only arrays with the same elements share, as long as one of them lives.
  package let id: ObjectIdentifier
  /// How many bytes they are.
  package let byteCount: Int

  fileprivate init(_ tensor: Tensor) {
    id = ObjectIdentifier(tensor.array.storage)
    byteCount = tensor.array.storage.byteCount
  }
}

extension Tensor {
  /// What the operation that computed the tensor keeps: the elements of each input, and of what it saved besides.
  package var kept: (inputs: [KeptStorage], saved: [KeptStorage]) {
    (inputs.map { KeptStorage($0) }, saved.map { KeptStorage($0) })
  }

  /// The results through which ``backward(gradient:recording:)`` would go from here.
  package var backwardSteps: [Tensor] {
    guard requiresGradient else { return [] }
    var walk = Walk()
    walk.follow(from: self) { $0.requiresGradientFlag }
    return walk.order.filter { $0.record != nil }
  }

  /// How many bytes the records keep in memory for the backward pass from here, each storage once.
  ///
  /// They are kept until the tensor is released, so this is what is kept at the end of the forward pass, and the most.
  ///
  ///     let x = Tensor.ones([100])
  ///     x.requiresGradient = true
  ///     (x * x).exp().sum().bytesKeptForBackward  // 1200
  public var bytesKeptForBackward: Int {
    var storages: Set<KeptStorage> = []
    for step in backwardSteps {
      let (inputs, saved) = step.kept
      storages.formUnion(inputs)
      storages.formUnion(saved)
    }
    return storages.reduce(0) { $0 + $1.byteCount }
  }
}
