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
  var norm: Double { findings.wholeNorm }

  /// How many elements are zero.
  var zeros: Int { findings.zero }
}

/// How far elements have gone, and the norm of what they have become.
struct ChangeMeasure {
  private var findings = sg_change()
  private let scale: Double

  /// - Parameter scale: what changes are multiplied by before they are squared.
  init(scale: Double) { self.scale = scale }

  /// The norm of the change, times the scale.
  var change: Double { findings.squares.squareRoot() }

  /// The norm of the elements as they are, as `ArrayMeasure` has it.
  var norm: Double { findings.value.wholeNorm }

  /// Adds elements as they were and as they are: as many of both, in the same precision.
  mutating func add(from old: ArraySurvey.Chunk, to new: ArraySurvey.Chunk) {
    switch (old, new) {
    case (.single(let old), .single(let new)):
      guard !new.isEmpty else { return }
      sg_measure_change_f32(old.baseAddress, new.baseAddress, new.count, scale, &findings)
    case (.double(let old), .double(let new)):
      guard !new.isEmpty else { return }
      sg_measure_change_f64(old.baseAddress, new.baseAddress, new.count, scale, &findings)
    default: preconditionFailure("the precision has changed")
    }
  }
}

extension sg_statistics {
  /// The norm of all elements: NaN or infinite where an element is.
  fileprivate var wholeNorm: Double {
    nan > 0 ? .nan : negative_infinity + positive_infinity > 0 ? .infinity : norm
  }
}
