import Foundation
import Smolgrad
import TensorFiles
import Testing

@Suite("NPZ")
struct NPZTests {
  /// What `np.savez` and `np.savez_compressed` write for `a = arange(3.)` and `b = int64 [[7]]`, packed as base 64.
  private static let stored = Data(
    base64Encoded:
      "UEsDBC0AAAAAAAAAIQAkIeEr//////////8FABQAYS5ucHkBABAAmAAAAAAAAACYAAAAAAAAAJNOVU1QWQEAdgB7J2Rlc2NyJzogJzxmOCcsICdmb3J0cmFuX29yZGVyJzogRmFsc2UsICdzaGFwZSc6ICgzLCksIH0gICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAKAAAAAAAAAAAAAAAAAADwPwAAAAAAAABAUEsDBC0AAAAAAAAAIQCJo2tj//////////8FABQAYi5ucHkBABAAiAAAAAAAAACIAAAAAAAAAJNOVU1QWQEAdgB7J2Rlc2NyJzogJzxpOCcsICdmb3J0cmFuX29yZGVyJzogRmFsc2UsICdzaGFwZSc6ICgxLCAxKSwgfSAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAKBwAAAAAAAABQSwECLQMtAAAAAAAAACEAJCHhK5gAAACYAAAABQAAAAAAAAAAAAAAgAEAAAAAYS5ucHlQSwECLQMtAAAAAAAAACEAiaNrY4gAAACIAAAABQAAAAAAAAAAAAAAgAHPAAAAYi5ucHlQSwUGAAAAAAIAAgBmAAAAjgEAAAAA"
  )!
  private static let deflated = Data(
    base64Encoded:
      "UEsDBC0AAAAIAAAAIQAkIeEr//////////8FABQAYS5ucHkBABAAmAAAAAAAAABMAAAAAAAAAJvsF+obEMnIUMZQrZ6SWpxcpG6loG6TZqGuo6Cell9UUpSYF59flJIKEndLzClOBYoXZyQWpAL5GsY6mjoKtQoUAC4GFPDBHspwAABQSwMELQAAAAgAAAAhAImja2P//////////wUAFABiLm5weQEAEACIAAAAAAAAAEoAAAAAAAAAm+wX6hsQychQxlCtnpJanFykbqWgbpNpoa6joJ6WX1RSlJgXn1+UkgoSd0vMKU4FihdnJBakAvkahjoKhpo6CrUKZAMudgYIAABQSwECLQMtAAAACAAAACEAJCHhK0wAAACYAAAABQAAAAAAAAAAAAAAgAEAAAAAYS5ucHlQSwECLQMtAAAACAAAACEAiaNrY0oAAACIAAAABQAAAAAAAAAAAAAAgAGDAAAAYi5ucHlQSwUGAAAAAAIAAgBmAAAABAEAAAAA"
  )!

  @Test("Arrays are read by name, stored or deflated", arguments: [stored, deflated])
  func members(archive: Data) throws {
    #expect(try NPZ.tensor(named: "a", from: archive).doubles() == [0, 1, 2])
    let b = try NPZ.tensor(named: "b", from: archive)
    #expect(b.shape == [1, 1] && b.dtype == .int64 && b.doubles() == [7])
  }

  @Test("An unknown name is told, and so is a missing one")
  func unknown() throws {
    let wrong = #expect(throws: TensorFileError.self) {
      try NPZ.tensor(named: "c", from: Self.stored)
    }
    #expect(wrong?.description == "the archive has no array 'c'; its arrays: a, b")
    let missing = #expect(throws: TensorFileError.self) {
      try NPZ.tensor(named: nil, from: Self.stored)
    }
    #expect(missing?.description.contains("has 2 arrays; name one") == true)
  }

  @Test("Every truncation is refused, and every changed byte is or makes no difference")
  func damaged() throws {
    for length in 0..<Self.deflated.count {
      #expect(throws: TensorFileError.self) {
        try NPZ.tensor(named: "a", from: Self.deflated.prefix(length))
      }
    }
    for offset in Self.deflated.indices {
      var damaged = Self.deflated
      damaged[offset] ^= 0xff
      if let tensor = try? NPZ.tensor(named: "a", from: damaged) {
        #expect(tensor.doubles() == [0, 1, 2])
      }
    }
  }

  @Test(
    "Files of other programs are called what they are",
    arguments: [
      ([0x80, 0x02, 0x8a, 0x0a], "a pickle of Python"),
      (Array("GGUF\u{3}\u{0}\u{0}\u{0}".utf8), "a GGUF"),
      ([0x89] + Array("HDF\r\n\u{1a}\n".utf8), "an HDF5 file"),
      ([0x08, 0x07, 0x12, 0x07] + Array("pytorch".utf8), "an ONNX file"),
      ([0x1f, 0x8b, 0x08, 0x00], "a file compressed by gzip"),
      (Array("{\"weight_map\": {}}".utf8), "JSON"),
    ] as [([UInt8], String)])
  func otherFiles(bytes: [UInt8], kind: String) {
    let weights = #expect(throws: TensorFileError.self) { try SafeTensors(data: Data(bytes)) }
    #expect(weights?.description.hasPrefix("this is \(kind)") == true, "\(weights!)")
    let array = #expect(throws: TensorFileError.self) { try NPY.tensor(from: Data(bytes)) }
    #expect(array?.description.hasPrefix("this is \(kind)") == true, "\(array!)")
  }

  @Test("A name that a header has twice is an error, however it is spelled")
  func twice() {
    let entry = #"{"dtype":"F32","shape":[1],"data_offsets":[0,4]}"#
    for header in [
      #"{"a":\#(entry),"a":\#(entry)}"#, #"{"a":\#(entry),"\u0061":\#(entry)}"#,
      #"{"__metadata__":{"x":"1","x":"2"},"a":\#(entry)}"#,
    ] {
      var data = Data()
      withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { data.append(contentsOf: $0) }
      data.append(contentsOf: header.utf8)
      data.append(contentsOf: [0, 0, 0, 0])
      let error = #expect(throws: TensorFileError.self) { try SafeTensors(data: data) }
      #expect(error?.description.contains("twice") == true, "\(error!)")
    }
  }

  @Test("Of several arrays in a file the first is read, and types may have NumPy's other names")
  func first() throws {
    let one = NPY.data(of: Tensor([1, 2]))
    #expect(try NPY.tensor(from: one + NPY.data(of: Tensor([3]))).doubles() == [1, 2])
    let double = Tensor([1, 2], dtype: .float64)
    for name in ["'<d'  ", "'d'   ", "'float64'", "'double'"] {
      var bytes = NPY.data(of: double)
      let range = try #require(bytes.range(of: Data("'<f8'".utf8)))
      bytes.replaceSubrange(range, with: Data(name.utf8))
      // The header keeps its length: blanks at its end give way.
      let end = try #require(bytes.range(of: Data("\n".utf8), options: .backwards))
      let extra = name.utf8.count - 5
      bytes.removeSubrange(end.lowerBound - extra..<end.lowerBound)
      #expect(try NPY.tensor(from: bytes).doubles() == [1, 2])
    }
  }
}
