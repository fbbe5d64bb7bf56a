import Foundation
import Smolgrad
import TensorFiles
import Testing

@Suite("NPY")
struct NPYTests {
  @Test("NumPy's files are read", arguments: Contents.all.filter { $0.file.hasSuffix(".npy") })
  func read(_ contents: Contents) throws {
    contents.check(try NPY.tensor(from: Contents.bytes(contents.file)))
  }

  @Test(
    "The bytes are those that NumPy writes",
    arguments: [
      "f2-little", "f4-little", "f8-little", "i4-little", "i8-little", "bool", "scalar", "vector",
      "empty",
    ])
  func write(file: String) throws {
    let bytes = try Contents.bytes("\(file).npy")
    #expect(NPY.data(of: try NPY.tensor(from: bytes)) == bytes)
  }

  @Test("A transposed view is written row by row")
  func view() throws {
    let matrix = Tensor([[1, 2, 3], [4, 5, 6]]).T
    let read = try NPY.tensor(from: NPY.data(of: matrix))
    #expect(read.shape == [3, 2] && read.doubles() == [1, 4, 2, 5, 3, 6])
  }

  @Test(
    "What can't be represented is refused",
    arguments: [
      ("complex", "elements of type '<c16' can't be read"),
      ("text", "elements of type '<U1' can't be read"),
      ("record", "records with fields can't be read"),
      ("object", "elements of type '|O' can't be read"),
      ("large", "element 0 is larger than the largest 64-bit integer"),
    ])
  func refused(file: String, message: String) throws {
    let bytes = try Contents.bytes("refused-\(file).npy")
    let error = #expect(throws: TensorFileError.self) { try NPY.tensor(from: bytes) }
    #expect(error?.description.hasPrefix(message) == true, "\(error!)")
  }

  @Test("Every truncation is refused")
  func truncated() throws {
    let bytes = try Contents.bytes("f4-little.npy")
    for length in 0..<bytes.count {
      #expect(throws: TensorFileError.self) { try NPY.tensor(from: bytes.prefix(length)) }
    }
    #expect(throws: TensorFileError.self) { try NPY.tensor(from: bytes + [0]) }
  }

  @Test(
    "Hostile headers are refused",
    arguments: [
      "{'descr': '<f4', 'fortran_order': False, 'shape': (9223372036854775807,), }",
      "{'descr': '<f4', 'fortran_order': False, 'shape': (4294967296, 4294967296), }",
      "{'descr': '<f4', 'fortran_order': False, 'shape': (0, 4294967296, 4294967296), }",
      "{'descr': '<f4', 'fortran_order': False, 'shape': (-1,), }",
      "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,), }",
      "{'descr': '<f4', 'fortran_order': False, 'shape': (\(String(repeating: "1,", count: 65))), }",
      "{'descr': '<f4', 'fortran_order': False, }",
      "{'descr': '<f4', 'fortran_order': 1, 'shape': (), }",
      "{'descr': '<f4', 'descr': '<f8', 'fortran_order': False, 'shape': (), }",
      "{'descr': '', 'fortran_order': False, 'shape': (), }",
      "{", "", "[[[[[[", "{'descr': [[[[", "{'descr': '<f4", "{True: False}", "{'a': ((((1)))), }",
      "__import__('os')",
      "{'descr': '<f4', 'fortran_order': False, 'shape': (), } x",
    ])
  func hostile(header: String) {
    var data = Data([0x93] + Array("NUMPY".utf8) + [1, 0])
    data.append(contentsOf: [UInt8(header.utf8.count & 0xFF), UInt8(header.utf8.count >> 8)])
    data.append(contentsOf: header.utf8)
    data.append(contentsOf: [0, 0, 0, 0])
    #expect(throws: TensorFileError.self) { try NPY.tensor(from: data) }
  }

  @Test("A header that claims to be huge is refused at once")
  func hugeHeader() {
    let data = Data([0x93] + Array("NUMPY".utf8) + [2, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0x7B])
    #expect(throws: TensorFileError.self) { try NPY.tensor(from: data) }
  }
}
