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
