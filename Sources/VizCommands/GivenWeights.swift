import Smolgrad
import TensorFiles

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Weights that the user gave, from a safetensors file, an index of several, or a folder with one of these.
struct GivenWeights {
  /// The tensors by their names in the file.
  let tensors: [String: Tensor]
  /// What else the file says.
  let metadata: [String: String]
  /// The folder that the file lies in.
  private let folder: String

  private static let usualFile = "model.safetensors"
  private static let usualIndex = "model.safetensors.index.json"

  /// Reads what a name on the command line stands for.
  init(_ name: String) throws {
    let path = try MarkerFiles.isFolder(name) ? try Self.file(in: name) : name
    let folder = Self.folder(of: path)
    let file: SafeTensors
    if path.lowercased().hasSuffix(".json") {
      let index = try InputFile.read(MarkerFiles.readable(path)) { (data) throws(TensorFileError) in
        try ShardIndex(data: data)
      }
      do {
        file = try index.tensors { try Self.read("\(folder)/\($0)") }
      } catch {
        throw CommandError("\(path): \(error)")
      }
    } else {
      file = try Self.read(path)
    }
    tensors = Dictionary(uniqueKeysWithValues: file.tensors.map { ($0.name, $0.tensor) })
    metadata = file.metadata
    self.folder = folder
  }

  private static func read(_ path: String) throws -> SafeTensors {
    try InputFile.read(MarkerFiles.readable(path)) { (data) throws(TensorFileError) in
      try SafeTensors(data: data)
    }
  }

  /// The file of a folder, by the names that transformers gives.
  private static func file(in folder: String) throws -> String {
    for name in [usualFile, usualIndex] {
      let path = folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
      if try exists(path) { return path }
    }
    throw CommandError(
      "can't read '\(folder)': it is a folder with neither \(usualFile) nor \(usualIndex)")
  }

  private static func exists(_ path: String) throws -> Bool {
    FileManager.default.fileExists(atPath: try MarkerFiles.readable(path))
  }

  private static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "" : String(path[..<slash])
  }

  /// What `config.json` beside the weights says; nil if there is none.
  func configuration<Fields: Decodable>(_ fields: Fields.Type) throws -> Fields? {
    let path = "\(folder)/config.json"
    guard try Self.exists(path) else { return nil }
    let data = try InputFile.contents(of: MarkerFiles.readable(path))
    do {
      return try JSONDecoder().decode(fields, from: data)
    } catch {
      throw CommandError("\(path): this is no JSON with the settings of a model")
    }
  }
}
