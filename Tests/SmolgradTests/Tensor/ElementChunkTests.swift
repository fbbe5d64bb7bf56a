import Testing

@testable import Smolgrad

/// Elements handed over in chunks.
@Suite struct ElementChunkTests {
  static let types: [DType] = [.float64, .float32, .float16, .int32, .int64, .bool]

  /// The memory of a chunk belongs to nobody else for as long as it is read, whatever is computed meanwhile.
  @Test(arguments: types, [true, false]) func keepTheirMemory(dtype: DType, isContiguous: Bool) {
    let values = (0..<5000).map { Double($0 % 2) }
    let tensor = Tensor(values, shape: isContiguous ? [5000] : [2, 2500], dtype: dtype)
    var seen: [Double] = []
    (isContiguous ? tensor : tensor.T).forEachChunk { chunk in
      // Arrays of every type as long as the chunk takes whatever memory is free.
      let others = Self.types.flatMap { dtype in
        chunk.lengths.map { Tensor.full([$0], 7, dtype: dtype) }
      }
      switch chunk {
      case .single(let elements): seen += elements.map(Double.init)
      case .double(let elements): seen += elements
      }
      #expect(others.allSatisfy { $0.dtype == .bool || $0.doubles().allSatisfy { $0 == 7 } })
    }
    #expect(seen == (isContiguous ? tensor : tensor.T).doubles())
  }
}

extension ElementChunk {
  /// Lengths of arrays that could lie in the memory of the chunk.
  fileprivate var lengths: [Int] {
    switch self {
    case .single(let elements): [elements.count, elements.count / 2]
    case .double(let elements): [elements.count, elements.count * 2]
    }
  }
}
