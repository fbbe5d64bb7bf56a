import Smolgrad

/// How the names of a model's weights and those in a file fit together.
struct WeightNames {
  /// What the model wants and the file has not.
  private let missing: [String]
  /// What the file has and the model does not want.
  private let unexpected: [String]
  private let own: Set<String>

  /// What saved modules are often wrapped in.
  private static let wrappers = ["module.", "model.", "transformer.", "_orig_mod.", "base_model."]

  init(
    own: [(name: String, tensor: Tensor)], isFilled: (Tensor) -> Bool,
    given: some Collection<String>
  ) {
    let names = Set(own.map(\.name))
    self.own = names
    missing = own.filter { !isFilled($0.tensor) && !Self.mayBeMissing($0.name, $0.tensor) }
      .map(\.name)
    unexpected = given.filter { !names.contains($0) && !Self.mayBeLeftOver($0, names) }.sorted()
  }

  /// What does not fit, and perhaps why.
  var problems: [String] {
    var problems: [String] = []
    if !missing.isEmpty { problems.append("missing: \(missing.joined(separator: ", "))") }
    if !unexpected.isEmpty { problems.append("unexpected: \(unexpected.joined(separator: ", "))") }
    if let hint { problems.append(hint) }
    return problems
  }

  /// The wrapper that the names of one side begin with, and those of the other do not.
  private var hint: String? {
    for prefix in Self.wrappers {
      let inner = unexpected.filter { $0.hasPrefix(prefix) }.map { $0.dropFirst(prefix.count) }
      if inner.contains(where: { own.contains(String($0)) }) {
        return "the file's names begin with '\(prefix)', the model's do not: rename them"
      }
      if unexpected.contains(where: { own.contains(prefix + $0) }) {
        return "the model's names begin with '\(prefix)', the file's do not: rename them"
      }
    }
    return nil
  }

  /// Buffers that a module fills itself, and that files often lack: masks are not persistent, and old files have no counts of batches.
  private static func mayBeMissing(_ name: String, _ tensor: Tensor) -> Bool {
    guard tensor.role == .buffer else { return false }
    let last = last(of: name)
    return last == "num_batches_tracked" || last.hasSuffix("mask") || tensor.dtype == .bool
  }

  /// The masks of attention that GPT-2's files hold as `attn.bias` and `attn.masked_bias`.
  private static func mayBeLeftOver(_ name: String, _ own: Set<String>) -> Bool {
    let last = last(of: name)
    guard last == "bias" || last == "masked_bias" else { return false }
    return own.contains(name.dropLast(last.count) + "mask")
  }

  private static func last(of name: String) -> Substring {
    name.split(separator: ".", omittingEmptySubsequences: false).last ?? ""
  }
}

extension Tensor {
  /// Whether two tensors of one shape have the same elements; a NaN is the same as another.
  func holdsSame(as other: Tensor) -> Bool {
    doubles().elementsEqual(other.doubles()) { $0 == $1 || $0.isNaN && $1.isNaN }
  }
}
