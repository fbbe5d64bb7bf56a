#if canImport(FoundationEssentials)
  public import FoundationEssentials
#else
  public import Foundation
#endif

extension GraphSnapshot {
  /// The snapshot as JSON: sorted keys, one line break at the end, the same bytes for equal snapshots.
  ///
  /// Numbers that JSON lacks are the strings `"nan"`, `"inf"` and `"-inf"`. Elements of a float32 tensor are written with as
  /// many digits as a float32 needs.
  public func json() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    return try encoder.encode(self) + Data("\n".utf8)
  }

  /// Reads a snapshot that `json()` has written.
  ///
  /// - Throws: `DecodingError` where the text is no JSON or not a snapshot.
  public init(json: Data) throws {
    self = try JSONDecoder().decode(GraphSnapshot.self, from: json)
  }
}

extension GraphSnapshot.Node: Codable {
  private enum Key: String, CodingKey {
    case id, name, scope, repeats, tensor, operation, reference, module, stub
  }

  /// Writes the content under the name of its kind.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(id, forKey: .id)
    try container.encode(name, forKey: .name)
    try container.encodeIfPresent(scope, forKey: .scope)
    try container.encodeIfPresent(repeats, forKey: .repeats)
    switch content {
    case .tensor(let tensor): try container.encode(tensor, forKey: .tensor)
    case .operation(let operation): try container.encode(operation, forKey: .operation)
    case .reference(let reference): try container.encode(reference, forKey: .reference)
    case .module(let module): try container.encode(module, forKey: .module)
    case .stub(let stub): try container.encode(stub, forKey: .stub)
    }
  }

  /// Reads what `encode` writes.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let content: GraphSnapshot.Content
    if let tensor = try container.decodeIfPresent(TensorNode.self, forKey: .tensor) {
      content = .tensor(tensor)
    } else if let operation = try container.decodeIfPresent(
      OperationNode.self, forKey: .operation)
    {
      content = .operation(operation)
    } else if let module = try container.decodeIfPresent(ModuleNode.self, forKey: .module) {
      content = .module(module)
    } else if let stub = try container.decodeIfPresent(StubNode.self, forKey: .stub) {
      content = .stub(stub)
    } else {
      content = .reference(try container.decode(ReferenceNode.self, forKey: .reference))
    }
    self.init(
      id: try container.decode(Int.self, forKey: .id),
      name: try container.decode(String.self, forKey: .name),
      scope: try container.decodeIfPresent(Int.self, forKey: .scope), content: content,
      repeats: try container.decodeIfPresent(Repeats.self, forKey: .repeats))
  }
}

extension Gradient: Codable {
  private enum Key: String, CodingKey {
    case status, value
  }

  /// Writes `computed` with the numbers, or the reason for their absence.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    switch self {
    case .computed(let summary):
      try container.encode("computed", forKey: .status)
      try container.encode(summary, forKey: .value)
    case .absent(let absence):
      try container.encode(absence.rawValue, forKey: .status)
    }
  }

  /// Reads what `encode` writes.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let status = try container.decode(String.self, forKey: .status)
    if status == "computed" {
      self = .computed(try container.decode(ArraySummary.self, forKey: .value))
    } else if let absence = Absence(rawValue: status) {
      self = .absent(absence)
    } else {
      let choices = (["computed"] + Absence.allCases.map(\.rawValue)).joined(separator: ", ")
      throw DecodingError.dataCorruptedError(
        forKey: .status, in: container,
        debugDescription: "unknown gradient status '\(status)'; choices: \(choices)")
    }
  }
}

extension ArraySummary: Codable {
  private enum Key: String, CodingKey {
    case shape, precision, elements, thumbnail, statistics
  }

  private enum Precision: String, Codable {
    case single, double
  }

  private struct Grid: Codable {
    var rows: Int
    var columns: Int
    var cells: [Number?]
  }

  /// Writes the elements, or the thumbnail where there are too many.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    let number = { Number(value: $0, isSingle: self.isSinglePrecision) }
    try container.encode(shape, forKey: .shape)
    try container.encode(isSinglePrecision ? Precision.single : .double, forKey: .precision)
    try container.encode(statistics, forKey: .statistics)
    if let elements {
      try container.encode(elements.map(number), forKey: .elements)
    } else {
      let cells = thumbnail.cells.map { $0.map(number) }
      let grid = Grid(rows: thumbnail.rows, columns: thumbnail.columns, cells: cells)
      try container.encode(grid, forKey: .thumbnail)
    }
  }

  /// Reads what `encode` writes; statistics of elements that are there are computed anew.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let shape = try container.decode([Int].self, forKey: .shape)
    let isSingle = try container.decode(Precision.self, forKey: .precision) == .single
    guard let count = Self.count(of: shape) else {
      throw DecodingError.dataCorruptedError(
        forKey: .shape, in: container, debugDescription: "\(shape) is not the shape of an array")
    }
    if let numbers = try container.decodeIfPresent([Number].self, forKey: .elements) {
      guard numbers.count == count else {
        throw DecodingError.dataCorruptedError(
          forKey: .elements, in: container,
          debugDescription: "an array of shape \(shape) has \(count) elements, not \(numbers.count)"
        )
      }
      let values = numbers.map { isSingle ? Double(Float($0.value)) : $0.value }
      self.init(shape: shape, values: values, isSinglePrecision: isSingle)
      return
    }
    let grid = try container.decode(Grid.self, forKey: .thumbnail)
    guard (0...Thumbnail.side).contains(grid.rows), (0...Thumbnail.side).contains(grid.columns),
      grid.cells.count == grid.rows * grid.columns
    else {
      throw DecodingError.dataCorruptedError(
        forKey: .thumbnail, in: container,
        debugDescription:
          "a thumbnail has at most \(Thumbnail.side) cells a side, and rows x columns of them")
    }
    let cells = grid.cells.map { $0.map { isSingle ? Double(Float($0.value)) : $0.value } }
    self.init(
      shape: shape, isSinglePrecision: isSingle,
      thumbnail: Thumbnail(rows: grid.rows, columns: grid.columns, cells: cells, isPooled: true),
      statistics: try container.decode(Statistics.self, forKey: .statistics))
  }

  private static func count(of shape: [Int]) -> Int? {
    var count = 1
    for size in shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: size)
      if size < 0 || overflow { return nil }
      count = product
    }
    return count
  }
}

/// A number that may be NaN or infinite, and that needs no more digits than its type has.
private struct Number: Codable {
  var value: Double
  var isSingle = false

  init(value: Double, isSingle: Bool) {
    self.value = value
    self.isSingle = isSingle
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let number = try? container.decode(Double.self) {
      value = number
      return
    }
    switch try container.decode(String.self) {
    case "nan": value = .nan
    case "inf": value = .infinity
    case "-inf": value = -.infinity
    case let text:
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "'\(text)' is no number; choices: a number, nan, inf, -inf"
      )
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if value.isNaN {
      try container.encode("nan")
    } else if value.isInfinite {
      try container.encode(value > 0 ? "inf" : "-inf")
    } else if isSingle {
      try container.encode(Float(value))
    } else {
      try container.encode(value)
    }
  }
}
