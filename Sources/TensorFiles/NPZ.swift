public import Smolgrad

#if canImport(FoundationEssentials)
  public import FoundationEssentials
#else
  public import Foundation
#endif

/// NumPy's archive of arrays with names, as `np.savez` and `np.savez_compressed` write it.
public enum NPZ {
  /// Reads one array of an archive; the tensor requires no gradient.
  ///
  /// - Parameters:
  ///   - name: the array's name; nil takes the only one.
  ///   - data: the archive's bytes.
  /// - Throws: A ``TensorFileError`` for what is no archive or damaged, and where no array or more than one has the name.
  public static func tensor(named name: String?, from data: Data) throws(TensorFileError) -> Tensor
  {
    let array = try withBytes(of: data) { (bytes) throws(TensorFileError) -> Data in
      if let kind = FileKind(bytes), kind == .pytorch || kind == .npy {
        throw TensorFileError(kind.sentence(wanted: .npy))
      }
      let archive = try ZipArchive(bytes)
      return try archive.contents(of: entry(name, in: archive))
    }
    do {
      return try NPY.tensor(from: array)
    } catch {
      throw TensorFileError("\(name ?? "the array"): \(error)")
    }
  }

  private static func entry(
    _ name: String?, in archive: ZipArchive
  ) throws(TensorFileError) -> ZipArchive.Entry {
    let arrays = archive.entries.filter { $0.name.hasSuffix(".npy") }
    let names = arrays.map { $0.name.dropLast(4) }
    let list = names.isEmpty ? "none" : names.prefix(20).joined(separator: ", ")
    guard let name else {
      guard arrays.count == 1 else {
        throw TensorFileError(
          "the archive has \(arrays.count) arrays; name one, as in x=FILE.npz:NAME: \(list)")
      }
      return arrays[0]
    }
    // Of two with one name the last counts, as in Python.
    guard let entry = arrays.last(where: { $0.name == name || $0.name == name + ".npy" }) else {
      throw TensorFileError("the archive has no array '\(name.prefix(80))'; its arrays: \(list)")
    }
    return entry
  }
}
