import Foundation
import Smolgrad
import Testing

/// An array of one of the files that NumPy and the safetensors package wrote (`scripts/reference/array_files.py`).
struct Contents: Decodable, Sendable, CustomTestStringConvertible {
  let file: String
  let name: String?
  let dtype: String
  let shape: [Int]
  let data: [Element]
  var testDescription: String { [file, name].compactMap(\.self).joined(separator: " ") }

  /// A number, which JSON lacks some of.
  struct Element: Decodable, Sendable {
    let value: Double

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      value =
        try (try? container.decode(Double.self)) ?? Double(container.decode(String.self)) ?? 0
    }
  }

  static let all: [Contents] = try! JSONDecoder().decode(
    [Contents].self, from: Data(contentsOf: url("contents.json")))

  static func url(_ file: String) -> URL {
    Bundle.module.bundleURL.appending(path: "Files").appending(path: file)
  }

  static func bytes(_ file: String) throws -> Data { try Data(contentsOf: url(file)) }

  func check(_ tensor: Tensor) {
    #expect(tensor.dtype.rawValue == dtype)
    #expect(tensor.shape == shape)
    let values = tensor.doubles()
    #expect(values.count == data.count)
    for (value, expected) in zip(values, data) {
      #expect(value == expected.value || (value.isNaN && expected.value.isNaN))
    }
    #expect(tensor.role == .input && !tensor.requiresGradient)
  }
}
