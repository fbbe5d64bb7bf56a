#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A thumbnail as it stands in JSON.
struct ThumbnailMembers: JSONObject {
  var rows: Int
  var columns: Int
  var cells: Cells
  /// What a cell shows of its block.
  var pooling = Pooling.largest

  enum Pooling: String, CaseIterable, JSONValue {
    case largest, mean
  }

  /// The numbers of the cells.
  enum Cells: JSONValue {
    /// The bytes of the numbers in Base64, one tile after the other: little-endian floating-point numbers of the array's precision.
    case text(String)
    /// The numbers in row-major order, null where there is a gap between slices: so files have them that were written before version 4.
    case list([Double?])

    static func read(_ json: inout JSONReader) throws -> Cells {
      try json.isNext("\"")
        ? .text(json.string())
        : .list(json.list(atMost: olderSide * olderSide) { try Double?.read(&$0) })
    }

    func write(_ json: inout JSONWriter) {
      switch self {
      case .text(let text): text.write(&json)
      case .list(let cells): cells.write(&json)
      }
    }

    /// The most cells a side in files that were written before version 4.
    private static let olderSide = 16
  }

  static let blank = ThumbnailMembers(rows: 0, columns: 0, cells: .text(""))

  static let members: JSONMembers<Self> = [
    JSONMember("rows", \.rows), JSONMember("columns", \.columns), JSONMember("cells", \.cells),
    JSONMember("pooling", \.pooling, else: .largest),
  ]
}

extension ThumbnailMembers {
  init(_ thumbnail: Thumbnail, isSinglePrecision: Bool) {
    self.init(
      rows: thumbnail.rows, columns: thumbnail.columns,
      cells: .text(Self.text(thumbnail.numbers, isSinglePrecision: isSinglePrecision)),
      pooling: thumbnail.pooling == .mean ? .mean : .largest)
  }

  /// The thumbnail of an array of a shape; nil if it can't be that of one.
  func thumbnail(of shape: [Int], isSinglePrecision: Bool) -> Thumbnail? {
    guard let layout = ThumbnailLayout.matching(shape: shape, rows: rows, columns: columns),
      let numbers = numbers(layout, isSinglePrecision: isSinglePrecision)
    else { return nil }
    return Thumbnail(
      layout, numbers: numbers,
      layout.cellCount == layout.elementCount ? .none : pooling == .mean ? .mean : .largest)
  }

  /// What is wrong with it as the thumbnail of an array with such statistics.
  func contradiction(
    to shape: [Int], _ statistics: Statistics, isSinglePrecision: Bool
  ) -> String? {
    guard let layout = ThumbnailLayout.matching(shape: shape, rows: rows, columns: columns) else {
      let usual = ThumbnailLayout(shape: shape)
      return
        "an array of shape \(shape) has one of \(usual.rows) rows and \(usual.columns) columns, or of fewer cells a side, not of \(rows) rows and \(columns) columns"
    }
    if case .list(let cells) = cells {
      if cells.count != rows * columns {
        return "it has \(cells.count) cells for \(rows) rows and \(columns) columns"
      }
      for (index, cell) in cells.enumerated() {
        let isGap = layout.isGap(row: index / columns, column: index % columns)
        guard isGap == (cell == nil) else {
          return
            "cell \(index) \(isGap ? "lies between slices, and is null" : "is null, but belongs to a slice")"
        }
      }
    }
    guard let numbers = numbers(layout, isSinglePrecision: isSinglePrecision) else {
      return
        "cells is not the Base64 text of \(layout.cellCount) numbers of \(isSinglePrecision ? 4 : 8) bytes each"
    }
    return numbers.firstIndex { !statistics.allows($0) }.map {
      "cell \($0) is \(numbers[$0]), which the statistics say no element is"
    }
  }

  /// The numbers of the cells, one tile after the other; nil if the text does not hold them.
  private func numbers(_ layout: ThumbnailLayout, isSinglePrecision: Bool) -> [Double]? {
    switch cells {
    case .text(let text):
      let size = isSinglePrecision ? 4 : 8
      guard let bytes = Data(base64Encoded: text), bytes.count == layout.cellCount * size else {
        return nil
      }
      return bytes.withUnsafeBytes { bytes in
        (0..<layout.cellCount).map { index in
          isSinglePrecision
            ? Double(
              Float(
                bitPattern: UInt32(
                  littleEndian: bytes.loadUnaligned(fromByteOffset: index * 4, as: UInt32.self))))
            : Double(
              bitPattern: UInt64(
                littleEndian: bytes.loadUnaligned(fromByteOffset: index * 8, as: UInt64.self)))
        }
      }
    case .list(let cells):
      var numbers: [Double] = []
      for tile in 0..<layout.tiles {
        let (top, left) = layout.origin(ofTile: tile)
        for row in top..<top + layout.tileRows {
          for cell in cells[row * columns + left..<row * columns + left + layout.tileColumns] {
            guard let cell else { return nil }
            numbers.append(isSinglePrecision ? Double(Float(cell)) : cell)
          }
        }
      }
      return numbers
    }
  }

  private static func text(_ numbers: [Double], isSinglePrecision: Bool) -> String {
    var bytes = Data(capacity: numbers.count * (isSinglePrecision ? 4 : 8))
    for number in numbers {
      if isSinglePrecision {
        withUnsafeBytes(of: Float(number).bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
      } else {
        withUnsafeBytes(of: number.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
      }
    }
    return bytes.base64EncodedString()
  }
}
