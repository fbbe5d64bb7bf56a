import GraphExport
import Smolgrad
import Testing

/// The most negative number of a type is what masks of attention have for infinity; in another type it is another number that means the same.
@Suite struct LargestNumberTests {
  private static let types: [DType] = [.float16, .bfloat16, .float32, .float64]

  /// The largest number of each type, from its bits.
  private static func largest(_ dtype: DType) -> Double {
    switch dtype {
    case .float16: 65504
    case .bfloat16: Double(Float(bitPattern: 0x7f7f_0000))
    case .float32: Double(Float.greatestFiniteMagnitude)
    default: Double.greatestFiniteMagnitude
    }
  }

  /// Scores with a mask added to them, of a size of which the elements are kept, or one of which statistics are.
  private func masked(
    _ dtype: DType, _ number: Double, size: Int, score: Double = 0.5
  ) -> GraphSnapshot {
    let scores = (0..<size * size).map { score * Double($0 % 7) / 7 }
    let mask = (0..<size * size).map { $0 % size > $0 / size ? number : 0 }
    let (x, m) = (
      Tensor(scores, shape: [size, size], dtype: dtype).named("scores"),
      Tensor(mask, shape: [size, size], dtype: dtype).named("mask")
    )
    return GraphSnapshot(of: (x + m).softmax(dim: 1).named("weights"))
  }

  private func difference(_ a: GraphSnapshot, _ b: GraphSnapshot) -> GraphDifference {
    var options = GraphDifference.Options()
    options.ignoresTypes = true
    return GraphDifference(from: a, to: b, options)
  }

  @Test(arguments: types, [4, 20]) func isEqualToThatOfAnotherType(dtype: DType, size: Int) {
    for other in Self.types {
      let difference = difference(
        masked(dtype, -Self.largest(dtype), size: size),
        masked(other, -Self.largest(other), size: size))
      #expect(difference.isEqual, "\(dtype) \(other) \(difference.text)")
    }
  }

  @Test(arguments: [4, 20]) func anotherSignDiffers(size: Int) {
    let difference = difference(
      masked(.float32, -Self.largest(.float32), size: size),
      masked(.float16, Self.largest(.float16), size: size))
    #expect(difference.firstDivergence.forward == "mask")
  }

  /// A number of the program that is the most negative one of the wrong type is found.
  @Test(arguments: [4, 20]) func theNumberOfAnotherTypeDiffers(size: Int) {
    let difference = difference(
      masked(.float32, -Self.largest(.float32), size: size), masked(.bfloat16, -65504, size: size))
    #expect(difference.firstDivergence.forward == "mask")
  }

  @Test func whatElseDiffersIsStillFound() {
    let difference = difference(
      masked(.float32, -Self.largest(.float32), size: 4),
      masked(.float16, -Self.largest(.float16), size: 4, score: 0.7))
    #expect(difference.firstDivergence.forward == "scores")
    #expect(difference.changes.contains { $0.node == "add_1" && $0.kind == .value })
  }

  /// The types are told, and the numbers are equal.
  @Test func numbersAreEqualWhereTypesAreToldToo() {
    let difference = GraphDifference(
      from: masked(.float32, -Self.largest(.float32), size: 4),
      to: masked(.float16, -Self.largest(.float16), size: 4))
    #expect(Set(difference.changes.map(\.kind)) == [.dtype])
  }

  /// `masked_fill` is told the number, which the card shows as an attribute.
  @Test(arguments: types) func isEqualAsANumberOfTheProgram(dtype: DType) {
    func snapshot(_ dtype: DType) -> GraphSnapshot {
      let x = Tensor([0.5, 0.25, 1], dtype: dtype).named("x")
      return GraphSnapshot(of: x.maskedFill(x .< 0.3, -Self.largest(dtype)).named("y"))
    }
    for other in Self.types {
      let difference = difference(snapshot(dtype), snapshot(other))
      #expect(difference.isEqual, "\(difference.text)")
    }
  }
}
