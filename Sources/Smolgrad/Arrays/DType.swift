/// The type of a tensor's elements.
public enum DType: String, CaseIterable, Hashable, Sendable, Codable {
  /// Single precision, the default.
  case float32
  /// Double precision.
  case float64
  /// Half precision: two bytes an element; arithmetic computes in `float32` and rounds back.
  case float16
  /// Brain floating point, the range of `float32` with 8 bits of precision: two bytes an element, computed as half precision is.
  case bfloat16
  /// Integers of 32 bits.
  case int32
  /// Integers of 64 bits, the type of indices.
  case int64
  /// Truth values, one byte each: the type of masks.
  case bool

  /// The size of one element in bytes.
  public var byteCount: Int {
    switch self {
    case .bool: 1
    case .float16, .bfloat16: 2
    case .float32, .int32: 4
    case .float64, .int64: 8
    }
  }

  /// Whether the elements are floating point numbers, the only ones that can have a gradient.
  public var isFloatingPoint: Bool {
    switch self {
    case .float16, .bfloat16, .float32, .float64: true
    case .int32, .int64, .bool: false
    }
  }

  /// Whether arithmetic computes in `float32` and rounds back, as on the types of two bytes.
  var computesInFloat32: Bool { self == .float16 || self == .bfloat16 }

  /// The type that arithmetic computes in.
  var computingType: DType { computesInFloat32 ? .float32 : self }

  /// The smallest type that holds the values of both, by PyTorch's rules.
  static func promoted(_ a: DType, _ b: DType) -> DType {
    if a == b { return a }
    // Neither holds the values of the other.
    if a.computesInFloat32, b.computesInFloat32 { return .float32 }
    return a.rank >= b.rank ? a : b
  }

  /// bool < integers < floating point numbers: an operand of a lower category does not widen one of a higher.
  var category: Int {
    switch self {
    case .bool: 0
    case .int32, .int64: 1
    case .float16, .bfloat16, .float32, .float64: 2
    }
  }

  private var rank: Int {
    switch self {
    case .bool: 0
    case .int32: 1
    case .int64: 2
    case .float16, .bfloat16: 3
    case .float32: 4
    case .float64: 5
    }
  }
}
