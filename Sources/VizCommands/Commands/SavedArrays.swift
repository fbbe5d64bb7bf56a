import ArgumentParser
import GraphExport
import Smolgrad
import TensorFiles

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A file or folder for the numbers of a computation, for other programs.
struct SavedArrays {
  /// What the option says that names it.
  static let help = ArgumentHelp(
    "Where to write all values and gradients: a .safetensors file, or a folder for NPY files. "
      + "Names are those of the JSON figure, gradients end with .grad.",
    valueName: "path")

  private let path: String

  /// A destination of arrays, once it is known that they can go there.
  init(path: String) throws {
    var path = path
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    self.path = path
    try check()
  }

  private var isFile: Bool { path.lowercased().hasSuffix(".safetensors") }

  private func check() throws {
    if isFile { return try OutputFile.check(path) }
    let files = FileManager.default
    if files.fileExists(atPath: path) {
      guard (try? files.contentsOfDirectory(atPath: path)) != nil else {
        throw CommandError(
          "can't write arrays to '\(path)': it is no folder, and its name does not end with .safetensors",
          isUsage: true)
      }
      return
    }
    // What the folder is made in must be there.
    try OutputFile.check(path)
  }

  /// Writes each tensor that led to the result, and its gradient.
  func write(historyOf result: Tensor) throws {
    let arrays = Self.arrays(of: result)
    if isFile { return try OutputFile.write(SafeTensors(arrays).data(), to: path) }
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw CommandError("can't make the folder '\(path)'")
    }
    for (name, file) in zip(arrays, Self.fileNames(arrays.map(\.name))) {
      try OutputFile.write(NPY.data(of: name.tensor), to: "\(path)/\(file).npy")
    }
  }

  /// Values and gradients under the names that the snapshot has for them, which differ.
  private static func arrays(of result: Tensor) -> [(name: String, tensor: Tensor)] {
    // The snapshot has one node for each tensor, in the order of the history.
    let names = GraphSnapshot(of: result).nodes.filter { $0.tensor != nil }.map(\.name)
    var taken = Set(names)
    var arrays: [(name: String, tensor: Tensor)] = []
    for (name, tensor) in zip(names, history(of: result)) {
      arrays.append((name, tensor))
      guard let gradient = tensor.gradient else { continue }
      var gradientName = "\(name).grad"
      while !taken.insert(gradientName).inserted { gradientName += "_" }
      arrays.append((gradientName, gradient))
    }
    return arrays
  }

  /// Names that every file system takes, and that differ also where it knows no capitals.
  private static func fileNames(_ names: [String]) -> [String] {
    var taken: Set<String> = []
    return names.map { name in
      var file = String(
        name.unicodeScalars.prefix(80).map { scalar in
          scalar.properties.isAlphabetic || "0123456789_-.".unicodeScalars.contains(scalar)
            ? Character(scalar) : "_"
        })
      if file.isEmpty || file.hasPrefix(".") { file = "_" + file }
      while !taken.insert(file.lowercased()).inserted { file += "_" }
      return file
    }
  }
}
