import Foundation
import TestSupport
import Testing

@testable import GraphExport

/// Numbers are read as the standard library reads them, to the last bit.
@Suite struct JSONNumberTests {
  private func numbers(_ texts: [String]) throws -> [Double] {
    var pieces = [Data("[\(texts.joined(separator: ", "))]".utf8)]
    var json = JSONReader { pieces.popLast() }
    return try json.list { try $0.double() }
  }

  private func expectSame(_ texts: [String]) throws {
    for (text, number) in zip(texts, try numbers(texts)) {
      #expect(number.bitPattern == Double(text)?.bitPattern, "\(text)")
    }
  }

  @Test(arguments: 0..<4) func ofAnyNumberOfDigits(seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    let texts = (0..<5_000).map { _ -> String in
      let digits = String(random.next() % 10_000_000_000_000_000_000)
        .prefix(1 + Int(random.next() % 19))
      let point = Int(random.next() % UInt64(digits.count + 1))
      let whole = digits.prefix(point)
      let isLong = whole.count > 1 && whole.first == "0"
      let sign = random.next() % 2 == 0 ? "-" : ""
      let fraction = digits.dropFirst(point)
      return sign + (whole.isEmpty || isLong ? "0" : whole)
        + (fraction.isEmpty ? "" : ".\(fraction)")
    }
    try expectSame(texts)
  }

  @Test(arguments: 0..<4) func asTheyAreWritten(seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    let numbers = (0..<5_000).map { _ in
      Double(Int64(bitPattern: random.next())) / Double(1 << (10 + random.next() % 50))
    }
    try expectSame(numbers.map(\.description))
  }

  /// Numbers that lie in the middle of two Doubles, or beside it.
  @Test func halfway() throws {
    let half = UInt64(1) << 53
    let texts = (0..<200).flatMap { step -> [String] in
      let odd = half + 2 * UInt64(step) + 1
      return ["\(odd).0", "\(odd).5", "\(odd).001", "\(odd - 1).999"]
    }
    try expectSame(texts)
    try expectSame(["0", "-0", "0.5", "-0.0", "0.000000000000000001", "9.999999999999999999"])
  }

  @Test(arguments: ["01", "1.", ".5", "-", "1e", "+1", "00.5", "--1"])
  func refusesWhatIsNoNumber(text: String) {
    #expect(throws: SnapshotError.self) { try numbers([text]) }
  }

  /// However the text is cut into pieces.
  @Test(arguments: 1...7) func inPieces(length: Int) throws {
    let x = "{\"version\": 4, \"title\": \"ä\\n\", \"scopes\": [], \"nodes\": ["
    let node =
      "{\"id\": 12, \"name\": \"x\", \"tensor\": {\"role\": \"input\", \"dtype\": \"float64\", \"value\": {\"shape\": [2], \"precision\": \"double\", \"elements\": [0.12345678901234567, 12.5]}, \"gradient\": {\"status\": \"notRequired\"}}}"
    let bytes = Array((x + node + "], \"edges\": []}").utf8)
    var rest = bytes[...]
    let snapshot = try GraphSnapshot(jsonPieces: {
      guard !rest.isEmpty else { return nil }
      defer { rest = rest.dropFirst(length) }
      return Data(rest.prefix(length))
    })
    #expect(snapshot == (try GraphSnapshot(json: Data(bytes))))
    #expect(snapshot.nodes[0].id == 12 && snapshot.title == "ä\n")
    #expect(snapshot.nodes[0].tensor?.value.elements == [0.12345678901234567, 12.5])
  }
}
