public import Smolgrad

#if canImport(FoundationEssentials)
  public import FoundationEssentials
#else
  public import Foundation
#endif

/// The safetensors format: named tensors one after the other, behind a header in JSON (https://github.com/huggingface/safetensors).
public struct SafeTensors {
  /// The tensors in the order in which they lie in the file.
  public var tensors: [(name: String, tensor: Tensor)]
  /// Texts about the file.
  public var metadata: [String: String]

  /// What is to be written.
  public init(_ tensors: [(name: String, tensor: Tensor)], metadata: [String: String] = [:]) {
    self.tensors = tensors
    self.metadata = metadata
  }

  /// The longest header that is read: that of some hundred thousand tensors.
  private static let headerLimit = 16 << 20
  private static let metadataKey = "__metadata__"

  private static let types: [String: ElementType] = [
    "BOOL": .bool, "U8": .uint8, "I8": .int8, "I16": .int16, "U16": .uint16, "F16": .float16,
    "BF16": .bfloat16,
    "I32": .int32, "U32": .uint32, "F32": .float32, "F64": .float64, "I64": .int64, "U64": .uint64,
  ]

  // MARK: Reading

  /// Reads a file's bytes; the tensors require no gradient.
  ///
  /// - Throws: A ``TensorFileError`` for a header that is too long or no JSON, an unknown type, and tensors that do not fill the file exactly.
  public init(data: Data) throws(TensorFileError) {
    self = try withBytes(of: data) { (bytes) throws(TensorFileError) in
      try SafeTensors(bytes: bytes)
    }
  }

  private init(bytes: UnsafeRawBufferPointer) throws(TensorFileError) {
    guard bytes.count >= 8 else {
      if let kind = FileKind(bytes) {
        throw TensorFileError(kind.sentence(wanted: .safetensors))
      }
      throw TensorFileError("this is no safetensors file: it has \(bytes.count) bytes")
    }
    if let kind = FileKind(bytes), kind != .safetensors {
      throw TensorFileError(kind.sentence(wanted: .safetensors))
    }
    let length = UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self))
    guard length <= UInt64(min(Self.headerLimit, bytes.count - 8)), length >= 2,
      bytes[8] == UInt8(ascii: "{")
    else {
      throw TensorFileError(
        "this is no safetensors file: its header would have \(length) bytes, and the file has \(bytes.count)"
      )
    }
    let start = 8 + Int(length)
    let header = try Header(json: Data(bytes[8..<start]))
    let elements = UnsafeRawBufferPointer(rebasing: bytes[start...])
    metadata = header.metadata
    tensors = []
    var end = 0
    for entry in header.entries {
      do {
        let part = try Self.part(entry, after: end, in: elements)
        end = entry.end
        tensors.append((entry.name, part))
      } catch {
        throw TensorFileError("the tensor '\(entry.name)': \(error)")
      }
    }
    guard end == elements.count else {
      throw TensorFileError("the tensors end at byte \(end), the file at byte \(elements.count)")
    }
  }

  private static func part(
    _ entry: Header.Entry, after end: Int, in elements: UnsafeRawBufferPointer
  ) throws(TensorFileError) -> Tensor {
    guard let type = types[entry.type] else {
      throw TensorFileError(
        "elements of type '\(entry.type.prefix(20))' can't be read; types: \(types.keys.sorted().joined(separator: ", "))"
      )
    }
    let (size, overflows) = try entry.shape.checkedElementCount()
      .multipliedReportingOverflow(by: type.byteCount)
    guard entry.start == end else {
      throw TensorFileError(
        "it begins at byte \(entry.start), and the one before it ends at byte \(end)")
    }
    guard !overflows, entry.end >= entry.start, entry.end - entry.start == size else {
      throw TensorFileError(
        "the shape \(entry.shape) of \(entry.type) takes \(size) bytes, not those from \(entry.start) to \(entry.end)"
      )
    }
    guard entry.end <= elements.count else {
      throw TensorFileError("it ends at byte \(entry.end), the file at byte \(elements.count)")
    }
    return try type.tensor(
      UnsafeRawBufferPointer(rebasing: elements[entry.start..<entry.end]), shape: entry.shape,
      isSwapped: 1.littleEndian != 1)
  }

  /// The header in JSON, in the order in which the tensors lie in the file.
  private struct Header: Decodable {
    struct Entry {
      let name: String
      let type: String
      let shape: [Int]
      let start: Int
      let end: Int
    }

    private struct Fields: Decodable {
      let dtype: String
      let shape: [Int]
      let data_offsets: [Int]
    }

    private struct Name: CodingKey {
      let stringValue: String
      var intValue: Int? { nil }
      init(stringValue: String) { self.stringValue = stringValue }
      init?(intValue: Int) { nil }
    }

    var entries: [Entry] = []
    var metadata: [String: String] = [:]

    init(json: Data) throws(TensorFileError) {
      do {
        self = try JSONDecoder().decode(Header.self, from: json)
        if let name = RepeatedName.first(in: json) {
          throw TensorFileError(
            "the header has '\(name.prefix(80))' twice; each name may be there once")
        }
      } catch let error as TensorFileError {
        throw error
      } catch {
        throw TensorFileError("the header is no JSON object")
      }
    }

    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: Name.self)
      for key in container.allKeys {
        let name = key.stringValue
        if name == SafeTensors.metadataKey {
          guard let texts = try? container.decode([String: String].self, forKey: key) else {
            throw TensorFileError("\(name) must hold texts")
          }
          metadata = texts
        } else {
          guard let fields = try? container.decode(Fields.self, forKey: key),
            fields.data_offsets.count == 2
          else {
            throw TensorFileError(
              "the header's '\(name.prefix(80))' has not dtype, shape and data_offsets as they must be"
            )
          }
          let (start, end) = (fields.data_offsets[0], fields.data_offsets[1])
          entries.append(
            Entry(name: name, type: fields.dtype, shape: fields.shape, start: start, end: end))
        }
      }
      entries.sort { ($0.start, $0.end, $0.name) < ($1.start, $1.end, $1.name) }
    }
  }

  // MARK: Writing

  /// The bytes of the file, the same that the format's own library writes: wide types first, then by name.
  ///
  /// - Throws: A ``TensorFileError`` for a name that two tensors have.
  public func data() throws(TensorFileError) -> Data {
    let names = tensors.map(\.name).sorted()
    if let twice = names.indices.dropFirst().first(where: { names[$0] == names[$0 - 1] }) {
      throw TensorFileError("two tensors are called '\(names[twice])'")
    }
    guard !names.contains(Self.metadataKey) else {
      throw TensorFileError("a tensor can't be called '\(Self.metadataKey)'")
    }
    let order: [DType] = [
      .int64, .float64, .float32, .int32, .bfloat16, .float16, .bool,
    ]
    let sorted = tensors.sorted { first, second in
      let (a, b) = (first.tensor.dtype, second.tensor.dtype)
      return a == b
        ? first.name.utf8.lexicographicallyPrecedes(second.name.utf8)
        : order.firstIndex(of: a)! < order.firstIndex(of: b)!
    }
    var fields: [String] = []
    if !metadata.isEmpty {
      let texts = metadata.keys.sorted().map { "\(quoted($0)):\(quoted(metadata[$0]!))" }
      fields.append("\"\(Self.metadataKey)\":{\(texts.joined(separator: ","))}")
    }
    var end = 0
    for (name, tensor) in sorted {
      let start = end
      end += tensor.count * tensor.dtype.byteCount
      let shape = tensor.shape.map(String.init).joined(separator: ",")
      fields.append(
        "\(quoted(name)):{\"dtype\":\"\(Self.name(of: tensor.dtype))\",\"shape\":[\(shape)],\"data_offsets\":[\(start),\(end)]}"
      )
    }
    var header = "{\(fields.joined(separator: ","))}"
    header += String(repeating: " ", count: (8 - header.utf8.count % 8) % 8)
    var data = Data()
    withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { data.append(contentsOf: $0) }
    data.append(contentsOf: header.utf8)
    for (_, tensor) in sorted { tensor.withBytes { data.append(contentsOf: $0) } }
    return data
  }

  private static func name(of dtype: DType) -> String {
    switch dtype {
    case .float16: "F16"
    case .bfloat16: "BF16"
    case .float32: "F32"
    case .float64: "F64"
    case .int32: "I32"
    case .int64: "I64"
    case .bool: "BOOL"
    }
  }

  private func quoted(_ text: String) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .withoutEscapingSlashes
    // A text is always JSON.
    return String(decoding: try! encoder.encode(text), as: UTF8.self)
  }
}
