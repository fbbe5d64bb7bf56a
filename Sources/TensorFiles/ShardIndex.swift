#if canImport(FoundationEssentials)
  public import FoundationEssentials
#else
  public import Foundation
#endif

/// The index of tensors that are divided among several safetensors files, such as `model.safetensors.index.json` of Hugging Face.
///
/// The files, its shards, lie in the folder of the index.
public struct ShardIndex: Hashable, Sendable {
  /// The names of the shards, in alphabetical order.
  public let shards: [String]
  /// The shard that each tensor lies in, by the tensor's name.
  private let locations: [String: String]

  private struct Fields: Decodable {
    let weight_map: [String: String]
  }

  /// Reads an index, which is JSON with the `weight_map`.
  ///
  /// - Throws: A ``TensorFileError`` for what is no index, and for a shard whose name leads out of the folder.
  public init(data: Data) throws(TensorFileError) {
    guard let fields = try? JSONDecoder().decode(Fields.self, from: data) else {
      throw TensorFileError(
        "this is no index of safetensors files; it must have a 'weight_map' from tensors to files")
    }
    locations = fields.weight_map
    shards = Set(locations.values).sorted()
    guard !shards.isEmpty else { throw TensorFileError("the index names no files") }
    for name in shards {
      let isPlain =
        !name.isEmpty && name != "." && name != ".."
        && !name.utf8.contains { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "\\") || $0 == 0 }
      guard isPlain else {
        throw TensorFileError(
          "the index names '\(name.prefix(80))'; a shard is a file in the folder of the index")
      }
    }
  }

  /// The tensors of all shards, as if they lay in one file.
  ///
  /// - Parameter read: Gets the name of a shard, and reads it.
  /// - Throws: What `read` throws, and a ``TensorFileError`` where a shard has not what the index says, or two have the same.
  public func tensors(_ read: (_ shard: String) throws -> SafeTensors) throws -> SafeTensors {
    var whole = SafeTensors([])
    var found: [String: String] = [:]
    for shard in shards {
      let file = try read(shard)
      whole.metadata.merge(file.metadata) { first, _ in first }
      for (name, tensor) in file.tensors {
        if let other = found.updateValue(shard, forKey: name) {
          throw TensorFileError("the tensor '\(name)' lies in '\(other)' and in '\(shard)'")
        }
        whole.tensors.append((name, tensor))
      }
    }
    for (name, shard) in locations.sorted(by: { $0.key < $1.key }) where found[name] != shard {
      throw TensorFileError(
        "the index says that the tensor '\(name)' lies in '\(shard)', which has it not")
    }
    return whole
  }
}
