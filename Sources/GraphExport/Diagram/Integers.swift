// Integers in words: they keep all their digits.
extension TensorNode {
  /// Whether the elements are integers.
  var holdsIntegers: Bool { dtype.hasPrefix("int") || dtype.hasPrefix("uint") }

  /// The number that the tensor is, if it holds just one.
  var scalarText: String? {
    value.scalar.map { holdsIntegers ? value.integerText(at: 0, $0) : NumberText.exact($0) }
  }
}

extension ArraySummary {
  /// An element of an array of integers.
  func integerText(at index: Int, _ element: Double) -> String {
    integers[index].map { String($0) } ?? NumberText.whole(element)
  }
}
