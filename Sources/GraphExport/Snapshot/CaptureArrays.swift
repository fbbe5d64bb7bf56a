import Smolgrad

extension ArraySummary {
  /// Summarises the elements that a tensor has now.
  init(_ tensor: Tensor) {
    let isSinglePrecision = tensor.dtype != .float64
    if !tensor.dtype.isFloatingPoint {
      self.init(integers: tensor)
    } else if tensor.rank == 0 {
      self.init(scalar: tensor.item(), isSinglePrecision: isSinglePrecision)
    } else if tensor.count <= Self.elementLimit {
      self.init(
        shape: tensor.shape, values: tensor.doubles(), isSinglePrecision: isSinglePrecision)
    } else {
      let survey = ArraySurvey(tensor)
      self.init(
        shape: tensor.shape, isSinglePrecision: isSinglePrecision, thumbnail: survey.thumbnail,
        statistics: survey.statistics,
        nonFinite: survey.statistics.nonFinite == 0 ? [] : Self.nonFiniteOffsets(of: tensor))
    }
  }

  /// Where the first elements stand that are NaN or infinite; another pass over the elements, which few tensors need.
  private static func nonFiniteOffsets(of tensor: Tensor) -> [Int] {
    var offsets: [Int] = []
    var done = 0
    func look<T: BinaryFloatingPoint>(at elements: UnsafeBufferPointer<T>) {
      defer { done += elements.count }
      guard offsets.count < nonFiniteLimit else { return }
      for index in elements.indices where !elements[index].isFinite {
        offsets.append(done + index)
        if offsets.count == nonFiniteLimit { return }
      }
    }
    tensor.forEachChunk { chunk in
      switch chunk {
      case .single(let elements): look(at: elements)
      case .double(let elements): look(at: elements)
      }
    }
    return offsets
  }

  /// Summarises the integers of a tensor: exactly, where they are few.
  private init(integers tensor: Tensor) {
    guard tensor.count <= Self.elementLimit else {
      let survey = ArraySurvey(tensor)
      self.init(
        shape: tensor.shape,
        isSinglePrecision: survey.statistics.magnitude <= Self.largestSingleInteger,
        thumbnail: survey.thumbnail, statistics: survey.statistics)
      return
    }
    let integers = tensor.integers()
    let values = integers.map { Double($0) }
    let large = integers.enumerated().filter { Int32(exactly: $1) == nil }
    self.init(
      shape: tensor.shape, values: values,
      isSinglePrecision: values.allSatisfy { abs($0) <= Self.largestSingleInteger },
      integers: Dictionary(uniqueKeysWithValues: large.map { ($0.offset, $0.element) }))
  }

  /// Up to here single precision holds every integer.
  private static let largestSingleInteger = 16_777_216.0
}

extension ArraySurvey {
  /// Looks at all elements of a tensor.
  fileprivate init(_ tensor: Tensor) {
    self.init(ThumbnailLayout(shape: tensor.shape)) { body in
      tensor.forEachChunk { body(Chunk($0)) }
    }
  }
}

extension ArraySurvey.Chunk {
  /// A chunk of a tensor's elements.
  init(_ chunk: ElementChunk) {
    self =
      switch chunk {
      case .single(let elements): .single(elements)
      case .double(let elements): .double(elements)
      }
  }
}

extension ArrayMeasure {
  /// Measures all elements of a tensor.
  init(_ tensor: Tensor) {
    self.init()
    tensor.forEachChunk { add(ArraySurvey.Chunk($0)) }
  }
}
