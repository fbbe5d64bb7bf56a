public import Smolgrad

#if canImport(FoundationEssentials)
  public import FoundationEssentials
#else
  public import Foundation
#endif

/// NumPy's format of one array: a header in Python's notation, then the elements
/// (https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html).
public enum NPY {
  private static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)
  /// The longest header that is read; NumPy's own are some hundred bytes.
  private static let headerLimit = 1 << 16

  /// Reads versions 1 to 3: rows or columns first, either byte order, floating point numbers, integers and truth values.
  ///
  /// Of several arrays in one file it is the first, as with `np.load`.
  /// The tensor requires no gradient.
  public static func tensor(from data: Data) throws(TensorFileError) -> Tensor {
    try withBytes(of: data) { (bytes) throws(TensorFileError) in
      let (header, start) = try header(bytes)
      let rest = UnsafeRawBufferPointer(rebasing: bytes[start...])
      let count = try header.shape.checkedElementCount()
      let (size, overflows) = count.multipliedReportingOverflow(by: header.type.byteCount)
      let isFirst = !overflows && rest.count > size && rest[size...].starts(with: magic)
      guard !overflows, rest.count == size || isFirst else {
        throw TensorFileError(
          "the array of shape \(header.shape) takes \(size) bytes, and there are \(rest.count)")
      }
      let elements = UnsafeRawBufferPointer(rebasing: rest[..<size])
      guard header.isColumnMajor, header.shape.count > 1 else {
        return try header.type.tensor(elements, shape: header.shape, isSwapped: header.isSwapped)
      }
      let transposed = try header.type.tensor(
        elements, shape: header.shape.reversed(), isSwapped: header.isSwapped)
      let tensor = withoutGradients { transposed.permute((0..<transposed.rank).reversed()) }
      tensor.role = .input
      return tensor
    }
  }

  /// The tensor's elements in version 1, rows first.
  ///
  /// Those of `bfloat16`, which NumPy has not, are written as `float32`, which holds them.
  public static func data(of tensor: Tensor) -> Data {
    if tensor.dtype == .bfloat16 { return withoutGradients { NPY.data(of: tensor.float()) } }
    let types: [DType: String] = [
      .float16: "f2", .float32: "f4", .float64: "f8", .int32: "i4", .int64: "i8", .bool: "b1",
    ]
    let order = tensor.dtype == .bool ? "|" : isLittleEndian ? "<" : ">"
    let sizes = tensor.shape.map { "\($0), " }.joined()
    let shape = tensor.rank > 1 ? String(sizes.dropLast(2)) : String(sizes.dropLast(1))
    var header =
      "{'descr': '\(order)\(types[tensor.dtype]!)', 'fortran_order': False, 'shape': (\(shape)), }"
    // The elements begin at a multiple of 64.
    let length = 10 + header.utf8.count + 1
    header += String(repeating: " ", count: (64 - length % 64) % 64) + "\n"
    var data = Data(magic + [1, 0])
    let count = header.utf8.count
    data.append(contentsOf: [UInt8(count & 0xFF), UInt8(count >> 8)])
    data.append(contentsOf: header.utf8)
    tensor.withBytes { data.append(contentsOf: $0) }
    return data
  }

  private static var isLittleEndian: Bool { 1.littleEndian == 1 }

  private struct Header {
    let type: ElementType
    let isSwapped: Bool
    let isColumnMajor: Bool
    let shape: [Int]
  }

  /// The header, and where the elements begin.
  private static func header(
    _ bytes: UnsafeRawBufferPointer
  ) throws(TensorFileError) -> (Header, Int) {
    guard bytes.count >= 10, bytes.starts(with: magic) else {
      if let kind = FileKind(bytes) { throw TensorFileError(kind.sentence(wanted: .npy)) }
      throw TensorFileError("this is no NPY file: it does not begin with \\x93NUMPY")
    }
    let version = bytes[6]
    guard (1...3).contains(version), version == 1 || bytes.count >= 12 else {
      throw TensorFileError("NPY version \(version) is unknown; 1, 2 and 3 are read")
    }
    let width = version == 1 ? 2 : 4
    let length = (0..<width).reduce(0) { $0 | Int(bytes[8 + $1]) << (8 * $1) }
    let start = 8 + width
    guard length <= min(headerLimit, bytes.count - start) else {
      throw TensorFileError(
        "the header of \(length) bytes is longer than the file or \(headerLimit)")
    }
    let text = String(decoding: bytes[start..<start + length], as: UTF8.self)
    let fields = try PythonDictionary.parse(text)
    guard case .text(let description)? = fields["descr"] else {
      throw TensorFileError(
        "records with fields can't be read; the array must have one type of numbers")
    }
    guard case .boolean(let isColumnMajor)? = fields["fortran_order"],
      case .integers(let shape)? = fields["shape"]
    else {
      throw TensorFileError("the header has no fortran_order or no shape: \(text.prefix(200))")
    }
    let (type, isSwapped) = try elementType(description)
    return (
      Header(type: type, isSwapped: isSwapped, isColumnMajor: isColumnMajor, shape: shape),
      start + length
    )
  }

  /// The letters that NumPy has for types; `l` has 8 bytes but on Windows.
  private static let codes: [String: ElementType] = [
    "e": .float16, "f": .float32, "d": .float64, "b": .int8, "h": .int16, "i": .int32, "l": .int64,
    "q": .int64, "p": .int64, "B": .uint8, "H": .uint16, "I": .uint32, "L": .uint64, "Q": .uint64,
    "P": .uint64, "?": .bool,
  ]

  /// The names of types, which have no byte order.
  private static let names: [String: ElementType] = [
    "float16": .float16, "half": .float16, "float32": .float32, "single": .float32,
    "float64": .float64, "double": .float64, "float": .float64, "int8": .int8, "byte": .int8,
    "int16": .int16, "short": .int16, "int32": .int32, "intc": .int32, "int64": .int64,
    "int": .int64, "int_": .int64, "long": .int64, "longlong": .int64, "intp": .int64,
    "uint8": .uint8, "ubyte": .uint8, "uint16": .uint16, "ushort": .uint16, "uint32": .uint32,
    "uintc": .uint32, "uint64": .uint64, "uint": .uint64, "ulong": .uint64, "ulonglong": .uint64,
    "uintp": .uint64, "bool": .bool, "bool_": .bool,
  ]

  private static func elementType(
    _ description: String
  ) throws(TensorFileError) -> (ElementType, isSwapped: Bool) {
    let types: [String: ElementType] = [
      "f2": .float16, "f4": .float32, "f8": .float64, "i1": .int8, "i2": .int16, "i4": .int32,
      "i8": .int64, "u1": .uint8, "u2": .uint16, "u4": .uint32, "u8": .uint64, "b1": .bool,
    ]
    let order = description.first.flatMap { "<>|=".contains($0) ? $0 : nil }
    let name = String(description.dropFirst(order == nil ? 0 : 1))
    guard let type = types[name] ?? codes[name] ?? (order == nil ? names[name] : nil) else {
      throw TensorFileError(
        "elements of type '\(description.prefix(20))' can't be read; types: \(types.keys.sorted().joined(separator: ", "))"
      )
    }
    return (type, order == (isLittleEndian ? ">" : "<"))
  }
}

/// Hands the bytes of some data to a function, with the type of its errors.
func withBytes<Result>(
  of data: Data, _ body: (UnsafeRawBufferPointer) throws(TensorFileError) -> Result
) throws(TensorFileError) -> Result {
  let outcome = data.withUnsafeBytes { bytes in
    Swift.Result { () throws(TensorFileError) in try body(bytes) }
  }
  return try outcome.get()
}
