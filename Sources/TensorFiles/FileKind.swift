/// What a file is that was taken for another, by its first bytes.
enum FileKind: Equatable {
  case npy, npz, pytorch, pickle, zip, gguf, hdf5, onnx, tflite, gzip, json, safetensors

  /// What a caller reads.
  enum Wanted {
    case npy, safetensors
  }

  /// The kind that the bytes begin like; nil if they say nothing.
  init?(_ bytes: UnsafeRawBufferPointer) {
    func begins(_ text: String, at offset: Int = 0) -> Bool {
      bytes.count >= offset + text.utf8.count && bytes[offset...].starts(with: text.utf8)
    }
    if bytes.starts(with: [0x93] + Array("NUMPY".utf8)) {
      self = .npy
    } else if begins("PK\u{3}\u{4}") || begins("PK\u{5}\u{6}") {
      self = Self.kindOfArchive(bytes)
    } else if begins("GGUF") || begins("tjgg") || begins("lmgg") {
      self = .gguf
    } else if bytes.starts(with: [0x89] + Array("HDF".utf8)) {
      self = .hdf5
    } else if begins("TFL3", at: 4) {
      self = .tflite
    } else if bytes.starts(with: [0x1f, 0x8b]) {
      self = .gzip
    } else if bytes.count > 2, bytes[0] == 0x80, (2...5).contains(bytes[1]) {
      self = .pickle
    } else if bytes.count > 2, bytes[0] == 0x08, (1...20).contains(bytes[1]),
      [0x12, 0x1a, 0x22, 0x3a].contains(bytes[2])
    {
      self = .onnx
    } else if bytes.count > 9, bytes[8] == UInt8(ascii: "{"), bytes[6] == 0, bytes[7] == 0 {
      self = .safetensors
    } else if bytes.first == UInt8(ascii: "{") {
      self = .json
    } else {
      return nil
    }
  }

  /// PyTorch packs a pickle and its numbers into an archive, NumPy one file for each array.
  private static func kindOfArchive(_ bytes: UnsafeRawBufferPointer) -> FileKind {
    guard let archive = try? ZipArchive(bytes) else { return .zip }
    let names = archive.entries.map(\.name)
    if names.contains(where: { $0 == "data.pkl" || $0.hasSuffix("/data.pkl") }) { return .pytorch }
    return !names.isEmpty && names.allSatisfy({ $0.hasSuffix(".npy") }) ? .npz : .zip
  }

  /// What the file is, and how to come from there to one that is read.
  func sentence(wanted: Wanted) -> String {
    let format = wanted == .npy ? "NPY" : "safetensors"
    let what =
      switch self {
      case .npy: "an NPY file, the array of one tensor"
      case .npz: "an NPZ archive of NumPy"
      case .pytorch: "a file of PyTorch's torch.save"
      case .pickle: "a pickle of Python, as older versions of torch.save write it"
      case .zip: "a zip archive"
      case .gguf: "a GGUF or GGML file"
      case .hdf5: "an HDF5 file, as Keras writes it"
      case .onnx: "an ONNX file"
      case .tflite: "a TensorFlow Lite file"
      case .gzip: "a file compressed by gzip"
      case .json: "JSON"
      case .safetensors: "a safetensors file"
      }
    return "this is \(what), not \(format); \(wayOut(wanted))"
  }

  private func wayOut(_ wanted: Wanted) -> String {
    switch (self, wanted) {
    case (.gzip, _): "unpack it first"
    case (.json, .safetensors):
      "an index of several files is read if its name ends with .json"
    case (.npz, .npy): "name an array in it, as in x=FILE.npz:NAME"
    case (.safetensors, .npy): "--weights takes such files; save one array with numpy.save"
    case (.pytorch, .safetensors), (.pickle, .safetensors):
      "write the state_dict, loaded with torch.load, with safetensors.torch.save_file"
    case (_, .safetensors):
      "write the weights, by PyTorch's names, with safetensors.torch.save_file"
    case (.pytorch, .npy), (.pickle, .npy):
      "load it with torch.load, and write one array with numpy.save"
    case (_, .npy): "write one array with numpy.save"
    }
  }
}
