import Smolgrad

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// How a model's weights lie in the files that are exchanged with other programs, where that is not how the model has them.
struct WeightFormat: Sendable {
  /// What stands in front of the names in files; files without it are read too.
  var prefix = ""
  /// Whether a matrix lies transposed in files.
  var isTransposed: @Sendable (_ name: String) -> Bool = { _ in false }
  /// Whether files have it not, since the model fills it itself or has it under another name.
  var isLeftOut: @Sendable (_ name: String) -> Bool = { _ in false }
  /// Texts that are written into files.
  var metadata: [String: String] = [:]
  /// The contents of `config.json` beside a file that is called `model.safetensors`.
  var configuration: Data?

  /// The model's own names and matrices, which are those of PyTorch's state dictionary.
  static let plain = WeightFormat()

  /// Tensors of a file under the model's own names, as far as the prefix makes the difference.
  func named(_ tensors: [String: Tensor]) -> [String: Tensor] {
    guard !prefix.isEmpty else { return tensors }
    return tensors.reduce(into: [:]) { result, entry in
      let inner = entry.key.hasPrefix(prefix) ? String(entry.key.dropFirst(prefix.count)) : nil
      // One that is there with and without the prefix keeps it, and is unexpected.
      result[inner.flatMap { tensors[$0] == nil ? $0 : nil } ?? entry.key] = entry.value
    }
  }

  /// The same elements the other way round, from a file or into it, where they lie transposed there.
  func turned(_ name: String, _ tensor: Tensor) -> Tensor {
    tensor.rank == 2 && isTransposed(name) ? withoutGradients { tensor.T } : tensor
  }

  /// What is written of a model's weights.
  func saved(_ weights: [(name: String, tensor: Tensor)]) -> [(name: String, tensor: Tensor)] {
    weights.filter { !isLeftOut($0.name) }.map { (prefix + $0.name, turned($0.name, $0.tensor)) }
  }
}
