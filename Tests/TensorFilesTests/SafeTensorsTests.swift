import Foundation
import Smolgrad
import TensorFiles
import Testing

@Suite("safetensors")
struct SafeTensorsTests {
  @Test("The package's files are read", arguments: ["all", "others"])
  func read(file: String) throws {
    let expected = Contents.all.filter { $0.file == "\(file).safetensors" }
    let contents = try SafeTensors(data: Contents.bytes("\(file).safetensors"))
    #expect(contents.tensors.count == expected.count)
    for array in expected {
      array.check(try #require(contents.tensors.first { $0.name == array.name }).tensor)
    }
    #expect(contents.metadata == (file == "all" ? ["format": "pt"] : [:]))
  }

  @Test("The bytes are those that the package writes")
  func write() throws {
    let bytes = try Contents.bytes("all.safetensors")
    var contents = try SafeTensors(data: bytes)
    contents.tensors.reverse()
    #expect(try contents.data() == bytes)
  }

  @Test("Names must differ, and views are written row by row")
  func names() throws {
    let matrix = Tensor([[1, 2, 3], [4, 5, 6]]).T
    #expect(throws: TensorFileError.self) {
      try SafeTensors([("a", matrix), ("a", matrix)]).data()
    }
    #expect(throws: TensorFileError.self) { try SafeTensors([("__metadata__", matrix)]).data() }
    let read = try SafeTensors(
      data: SafeTensors([("a", matrix)], metadata: ["b": "é\"", "a": "/"]).data())
    #expect(read.tensors[0].tensor.doubles() == [1, 4, 2, 5, 3, 6])
    #expect(read.metadata == ["b": "é\"", "a": "/"])
    #expect(try SafeTensors(data: SafeTensors([]).data()).tensors.isEmpty)
  }

  @Test("Every truncation is refused, and every longer file")
  func truncated() throws {
    let bytes = try Contents.bytes("all.safetensors")
    for length in 0..<bytes.count {
      #expect(throws: TensorFileError.self) { try SafeTensors(data: bytes.prefix(length)) }
    }
    #expect(throws: TensorFileError.self) { try SafeTensors(data: bytes + [0]) }
  }

  @Test(
    "Hostile headers are refused",
    arguments: [
      #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}"#,
      #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}"#,
      #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#,
      #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#,
      #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#,
      #"{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}"#,
      #"{"a":{"dtype":"F99","shape":[1],"data_offsets":[0,4]}}"#,
      #"{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,4]}}"#,
      #"{"a":{"dtype":"F32","shape":[0,4611686018427387904,4],"data_offsets":[0,0]}}"#,
      #"{"a":{"dtype":"F32","shape":[99999999999999999999],"data_offsets":[0,4]}}"#,
      #"{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}"#,
      #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4,8]}}"#,
      #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[-4,0]}}"#,
      #"{"a":{"dtype":"F32","shape":1,"data_offsets":[0,4]}}"#,
      #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,9223372036854775807]}}"#, #"{"a":4}"#,
      #"{"__metadata__":{"a":1}}"#, "{}x", "{",
      #"{"a":"#, "[]", "{\"a\":" + String(repeating: "[", count: 100_000),
    ])
  func hostile(header: String) {
    var data = Data()
    withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { data.append(contentsOf: $0) }
    data.append(contentsOf: header.utf8)
    data.append(contentsOf: [0, 0, 0, 0, 0, 0, 0, 0])
    #expect(throws: TensorFileError.self) { try SafeTensors(data: data) }
  }

  @Test(
    "A header that claims to be huge is refused at once",
    arguments: [UInt64.max, 1 << 62, 1 << 24, 100])
  func hugeHeader(length: UInt64) {
    var data = Data()
    withUnsafeBytes(of: length.littleEndian) { data.append(contentsOf: $0) }
    data.append(contentsOf: "{}".utf8)
    // Before anything is read or any memory is taken.
    let error = #expect(throws: TensorFileError.self) { try SafeTensors(data: data) }
    #expect(
      error?.description
        == "this is no safetensors file: its header would have \(length) bytes, and the file has 10"
    )
  }
}
