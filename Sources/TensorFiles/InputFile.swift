#if canImport(FoundationEssentials)
  public import FoundationEssentials
#else
  public import Foundation
#endif
import SystemPackage

/// Reading of whole files.
public enum InputFile {
  /// The bytes of a file, which are read from it as they are needed.
  ///
  /// - Throws: A ``TensorFileError`` that names the file, also where it is a folder, a device or the like.
  public static func contents(of path: String) throws(TensorFileError) -> Data {
    do {
      let type = try Stat(path).type
      guard type == .regular else {
        let kind = type == .directory ? "a folder" : "no regular file"
        throw TensorFileError("can't read \(path): it is \(kind)")
      }
      // Foundation can't map a file by its descriptor; opening it tells why it can't be read.
      try FileDescriptor.open(path, .readOnly, options: .closeOnExec).close()
      return try Data(contentsOf: URL(filePath: path), options: .mappedIfSafe)
    } catch let error as TensorFileError {
      throw error
    } catch {
      throw TensorFileError("can't read \(path): \(error)")
    }
  }

  /// Reads a file with a function that knows its format, and adds the file's name to what is wrong.
  public static func read<Result>(
    _ path: String, _ parse: (Data) throws(TensorFileError) -> Result
  ) throws(TensorFileError) -> Result {
    let data = try contents(of: path)
    do {
      return try parse(data)
    } catch {
      throw TensorFileError("\(path): \(error)")
    }
  }
}
