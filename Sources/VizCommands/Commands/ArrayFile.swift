import Smolgrad
import TensorFiles

/// A file that a value names, and perhaps an array in it: `x.npy`, `arrays.npz`, `arrays.npz:name`.
struct ArrayFile {
  let path: String
  /// The name of an array in an archive.
  let member: String?
  private let isArchive: Bool

  /// Endings of other programs' files: they are opened for the sentence that says what they are.
  private static let others = [
    ".pt", ".pth", ".bin", ".ckpt", ".pkl", ".pickle", ".gguf", ".ggml", ".h5", ".hdf5", ".keras",
    ".onnx", ".tflite", ".safetensors", ".zip", ".gz", ".npz",
  ]

  /// Nil if the text names no file.
  init?(_ text: String) {
    let lowercased = text.lowercased()
    if let end = lowercased.ranges(of: ".npz:").last?.upperBound {
      // Lowercase letters may take other space than capitals, so it is counted in characters from the end.
      let length = lowercased.distance(from: end, to: lowercased.endIndex)
      path = String(text.dropLast(length + 1))
      member = String(text.suffix(length))
      isArchive = true
    } else if lowercased.hasSuffix(".npy") || Self.others.contains(where: lowercased.hasSuffix) {
      (path, member) = (text, nil)
      isArchive = lowercased.hasSuffix(".npz")
    } else {
      return nil
    }
  }

  /// The array; it requires no gradient.
  func tensor() throws -> Tensor {
    try InputFile.read(MarkerFiles.readable(path)) { (data) throws(TensorFileError) in
      isArchive ? try NPZ.tensor(named: member, from: data) : try NPY.tensor(from: data)
    }
  }
}
