import Smolgrad

extension ArraySummary {
  /// Summarises the elements that a tensor has now.
  init(_ tensor: Tensor) {
    let isSinglePrecision = tensor.dtype != .float64
    if tensor.rank == 0 {
      self.init(scalar: tensor.item(), isSinglePrecision: isSinglePrecision)
    } else if tensor.count <= Self.elementLimit {
      self.init(
        shape: tensor.shape, values: tensor.doubles(), isSinglePrecision: isSinglePrecision)
    } else {
      var survey = ArraySurvey(shape: tensor.shape)
      tensor.forEachRun { run in
        switch run {
        case .single(let elements): survey.add(elements)
        case .double(let elements): survey.add(elements)
        }
      }
      self.init(
        shape: tensor.shape, isSinglePrecision: isSinglePrecision, thumbnail: survey.thumbnail,
        statistics: survey.statistics)
    }
  }
}
