extension ArraySummary: JSONValue {
  /// Of elements that are there, thumbnail and statistics are computed anew.
  static func read(_ json: inout JSONReader) throws -> ArraySummary {
    let members = try ArrayMembers.read(&json)
    let isSingle = members.precision == .single
    if let reason = members.absent { return ArraySummary(shape: members.shape, absence: reason) }
    // Members that contradict each other have been refused, so there is either the one or the other.
    guard let elements = members.elements else {
      return ArraySummary(
        shape: members.shape, isSinglePrecision: isSingle,
        thumbnail: members.thumbnail!.thumbnail(of: members.shape, isSinglePrecision: isSingle)!,
        statistics: members.statistics!, nonFinite: members.nonFinite)
    }
    guard isSingle else {
      return ArraySummary(
        shape: members.shape, values: elements.numbers, isSinglePrecision: false,
        integers: elements.numbers.count <= elementLimit ? elements.integers : [:])
    }
    return ArraySummary(
      shape: members.shape, values: elements.numbers.map { Double(Float($0)) })
  }

  /// Writes the elements, or the thumbnail and statistics where there are too many.
  func write(_ json: inout JSONWriter) {
    ArrayMembers(
      shape: shape, precision: isSinglePrecision ? .single : .double,
      elements: elements.map { JSONNumbers(numbers: $0, integers: integers) },
      thumbnail: elements == nil && absence == nil
        ? ThumbnailMembers(thumbnail, isSinglePrecision: isSinglePrecision) : nil,
      statistics: elements == nil && absence == nil ? statistics : nil,
      nonFinite: elements == nil ? nonFiniteOffsets : [], absent: absence
    ).write(&json)
  }
}

/// An array as it stands in JSON.
private struct ArrayMembers: JSONObject {
  enum Precision: String, CaseIterable, JSONValue {
    case single, double
  }

  /// The most elements that are read one by one; a larger array has thumbnail and statistics.
  static let elementLimit = 1 << 20

  var shape: [Int]
  var precision: Precision
  var elements: JSONNumbers?
  var thumbnail: ThumbnailMembers?
  var statistics: Statistics?
  /// Where the first elements stand that are NaN or infinite, beside statistics.
  var nonFinite: [Int] = []
  /// Why no number is known.
  var absent: String?

  static let blank = ArrayMembers(shape: [], precision: .single)

  static let members: JSONMembers<Self> = [
    JSONMember(list: "shape", \.shape, atMost: ArraySummary.rankLimit),
    JSONMember("precision", \.precision),
    JSONMember(numbers: "elements", \.elements, atMost: elementLimit) { $0.precision == .single },
    JSONMember(optional: "thumbnail", \.thumbnail),
    JSONMember(optional: "statistics", \.statistics),
    JSONMember("nonFinite", \.nonFinite, else: []), JSONMember(optional: "absent", \.absent),
  ]

  var contradiction: (member: String, reason: String)? {
    guard let count = ArraySummary.count(of: shape) else {
      return (
        "shape",
        "\(shape) is not the shape of an array: sizes of at least 0, and at most 2^48 elements"
      )
    }
    if absent != nil {
      return elements == nil && thumbnail == nil && statistics == nil
        ? nil : ("absent", "the numbers are there; leave it out")
    }
    if let elements { return contradiction(elements.numbers, count) }
    guard count > ArraySummary.elementLimit else {
      return (
        "elements",
        "it is missing; an array of up to \(ArraySummary.elementLimit) elements has them all"
      )
    }
    guard let thumbnail, let statistics else {
      let missing = thumbnail == nil ? "thumbnail" : "statistics"
      return (missing, "it is missing; an array has either elements, or thumbnail and statistics")
    }
    if statistics.count != count {
      return ("statistics", "they count \(statistics.count) elements of an array that has \(count)")
    }
    if let reason = contradiction(ofOffsets: statistics, count) { return ("nonFinite", reason) }
    return thumbnail.contradiction(
      to: shape, statistics, isSinglePrecision: precision == .single
    ).map { ("thumbnail", $0) }
  }

  private func contradiction(ofOffsets statistics: Statistics, _ count: Int) -> String? {
    guard nonFinite.count <= min(ArraySummary.nonFiniteLimit, statistics.nonFinite) else {
      return
        "\(nonFinite.count) offsets, of \(statistics.nonFinite) elements that are not finite; at most \(ArraySummary.nonFiniteLimit) are named"
    }
    let isAscending = zip(nonFinite, nonFinite.dropFirst()).allSatisfy { $0 < $1 }
    guard isAscending, nonFinite.allSatisfy({ (0..<count).contains($0) }) else {
      return "they are offsets of elements, from 0 to \(count - 1), in ascending order"
    }
    return nil
  }

  private func contradiction(_ elements: [Double], _ count: Int) -> (String, String)? {
    if elements.count != count {
      return ("elements", "an array of shape \(shape) has \(count) elements, not \(elements.count)")
    }
    if thumbnail != nil { return ("thumbnail", "the elements are there; leave it out") }
    // The shortest text of the largest float32 is a little more than that as a Double.
    if precision == .single,
      let index = elements.firstIndex(where: { $0.isFinite && !Float($0).isFinite })
    {
      return ("elements[\(index)]", "\(elements[index]) is too large for single precision")
    }
    if let statistics, !statistics.agrees(with: Statistics(elements)) {
      return ("statistics", "they are not those of the elements; leave them out")
    }
    return nil
  }
}
