import Foundation
import Smolgrad
import TensorFiles
import Testing

@Suite("Files that are read")
struct InputFileTests {
  @Test(
    "What is no file is named",
    arguments: [
      ("/nowhere/a.npy", "can't read /nowhere/a.npy: No such file or directory"),
      ("/", "can't read /: it is a folder"),
      ("/dev/zero", "can't read /dev/zero: it is no regular file"),
      ("", "can't read : No such file or directory"),
    ])
  func refused(path: String, message: String) {
    let error = #expect(throws: TensorFileError.self) { try InputFile.contents(of: path) }
    #expect(error?.description == message)
  }

  @Test("A file's name stands before what is wrong with it")
  func named() throws {
    let path = Contents.url("refused-text.npy").path
    let error = #expect(throws: TensorFileError.self) {
      try InputFile.read(path) { (data) throws(TensorFileError) in try NPY.tensor(from: data) }
    }
    #expect(error?.description.hasPrefix("\(path): elements of type") == true)
    let tensor = try InputFile.read(Contents.url("scalar.npy").path) {
      (data) throws(TensorFileError) in
      try NPY.tensor(from: data)
    }
    #expect(tensor.item() == -1.5)
  }
}
