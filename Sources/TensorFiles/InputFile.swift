#if canImport(FoundationEssentials)
  public import FoundationEssentials
#else
  public import Foundation
#endif

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Reading of whole files.
public enum InputFile {
  /// The bytes of a file, which are read from it as they are needed.
  ///
  /// - Throws: A ``TensorFileError`` that names the file, also where it is a folder, a device or the like.
  public static func contents(of path: String) throws(TensorFileError) -> Data {
    var status = stat()
    guard stat(path, &status) == 0 else {
      throw TensorFileError("can't read \(path): \(String(cString: strerror(errno)))")
    }
    switch status.st_mode & S_IFMT {
    case S_IFREG: break
    case S_IFDIR: throw TensorFileError("can't read \(path): it is a folder")
    default: throw TensorFileError("can't read \(path): it is no regular file")
    }
    do {
      return try Data(contentsOf: URL(filePath: path), options: .mappedIfSafe)
    } catch {
      throw TensorFileError("can't read \(path): \(String(cString: strerror(errno)))")
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
