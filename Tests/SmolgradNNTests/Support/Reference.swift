import Foundation
import Smolgrad
import SmolgradNN
import Testing

/// A tensor of a reference file, which `scripts/reference` wrote.
struct ReferenceTensor: Decodable {
  let key: String?
  let shape: [Int]
  let data: [Double]

  var tensor: Tensor { Tensor(data, shape: shape) }
  var integers: Tensor { Tensor(integers: data.map { Int($0) }, shape: shape) }
}

/// Reads a reference file.
func reference<Content: Decodable>(_ name: String, as type: Content.Type) throws -> Content {
  let url = try #require(
    Bundle.module.url(forResource: name, withExtension: "json", subdirectory: "Reference"))
  return try JSONDecoder().decode(type, from: Data(contentsOf: url))
}

/// Expects the elements of a tensor to be those of the reference, within `tolerance` of 1 + their size.
func expectEqual(
  _ actual: Tensor?, _ expected: ReferenceTensor, _ label: String, tolerance: Double = 1e-6,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  guard let actual else {
    Issue.record("\(label): there is no tensor", sourceLocation: sourceLocation)
    return
  }
  #expect(actual.shape == expected.shape, "\(label)", sourceLocation: sourceLocation)
  var worst = 0.0
  for (a, b) in zip(actual.doubles(), expected.tensor.doubles())
  where !(a == b || a.isNaN && b.isNaN) {
    let error = abs(a - b) / (1 + abs(b))
    worst = error.isNaN ? .infinity : max(worst, error)
  }
  #expect(
    worst <= tolerance, "\(label) is off by \(worst)", sourceLocation: sourceLocation)
}
