import CSurvey

/// The size of an array, found in one pass without a picture, as often as each step of a training run asks for it.
struct ArrayMeasure {
  private var findings = sg_statistics()

  /// Adds the elements that follow.
  mutating func add(_ chunk: ArraySurvey.Chunk) {
    switch chunk {
    case .single(let elements):
      guard !elements.isEmpty else { return }
      sg_survey_f32(elements.baseAddress, 0, elements.count, nil, &findings, nil, nil)
    case .double(let elements):
      guard !elements.isEmpty else { return }
      sg_survey_f64(elements.baseAddress, 0, elements.count, nil, &findings, nil, nil)
    }
  }

  /// The Euclidean norm: that of `Statistics`, but NaN or infinite where an element is.
  var norm: Double {
    if findings.nan > 0 { return .nan }
    if findings.negative_infinity + findings.positive_infinity > 0 { return .infinity }
    return findings.norm
  }

  /// How many elements are zero.
  var zeros: Int { findings.zero }
}

/// Elements as they were when they were last looked at.
struct KeptElements {
  private var single: [Float] = []
  private var double: [Double] = []
  /// As many as the survey takes at once: what is read from them a second time is in the cache.
  private static let piece = 2048

  /// Keeps a chunk of the elements in place of those that were kept from a position on, and measures it.
  ///
  /// - Returns: the sum of the squares of how far they are from those, times a scale; what was never kept counts as zero.
  mutating func replace(
    from position: Int, by chunk: ArraySurvey.Chunk, scale: Double,
    measuring value: inout ArrayMeasure
  ) -> Double {
    switch chunk {
    case .single(let new):
      Self.replace(&single, from: position, by: new) {
        value.add(.single(UnsafeBufferPointer(start: $1, count: $2)))
        return sg_replace_f32($0, $1, scale, $2)
      }
    case .double(let new):
      Self.replace(&double, from: position, by: new) {
        value.add(.double(UnsafeBufferPointer(start: $1, count: $2)))
        return sg_replace_f64($0, $1, scale, $2)
      }
    }
  }

  private static func replace<T: FloatingPoint>(
    _ kept: inout [T], from position: Int, by new: UnsafeBufferPointer<T>,
    _ replace: (UnsafeMutablePointer<T>, UnsafePointer<T>, Int) -> Double
  ) -> Double {
    guard let from = new.baseAddress else { return 0 }
    let missing = position + new.count - kept.count
    if missing > 0 { kept.append(contentsOf: repeatElement(0, count: missing)) }
    return kept.withUnsafeMutableBufferPointer { kept in
      let old = kept.baseAddress! + position
      return stride(from: 0, to: new.count, by: piece).reduce(0) { sum, start in
        sum + replace(old + start, from + start, min(piece, new.count - start))
      }
    }
  }
}
