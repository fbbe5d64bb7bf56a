extension Model {
  /// The most numbers that a built-in model computes with: 8 GB of them, gradients included.
  private static let elementLimit = 2e9
  /// The most operations that a built-in model records.
  private static let operationLimit = 5e6

  /// Refuses settings that would hardly fit into a usual machine's memory.
  ///
  /// - Parameters:
  ///   - elements: about how many numbers the model's tensors hold, without their gradients.
  ///   - operations: about how many operations the model has.
  static func check(elements: Double, operations: Double = 0) throws(ModelError) {
    if 2 * elements > elementLimit {
      let gigabytes = (8 * elements / 1e9).rounded(.up)
      throw ModelError("a model of this size needs about \(Int(gigabytes)) GB; 8 GB are the most")
    }
    if operations > operationLimit {
      throw ModelError(
        "a model of this size has about \(Int(operations)) operations; \(Int(operationLimit)) are the most"
      )
    }
  }
}
