import Foundation
import GraphExport
import TestSupport
import Testing

/// Arrays that contradict themselves, and texts that are only there to take time and memory.
@Suite struct HostileArrayTests {
  @Test(arguments: [
    (
      #"{"shape":[2],"precision":"single","elements":[1]}"#,
      "elements: an array of shape [2] has 2 elements, not 1"
    ),
    (#"{"shape":[-1],"precision":"single","elements":[1]}"#, "shape: [-1] is not the shape"),
    (
      #"{"shape":[9223372036854775807,4],"precision":"single","elements":[]}"#,
      "shape: [9223372036854775807, 4] is not"
    ),
    (
      #"{"shape":[1073741824,1073741824],"precision":"single","elements":[]}"#,
      "at most 2^48 elements"
    ),
    (
      #"{"shape":[1e3],"precision":"single","elements":[1]}"#,
      "shape[0]: expected a whole number, found 1e3"
    ),
    (
      #"{"shape":[],"precision":"half","elements":[1]}"#,
      "precision: 'half' is unknown; choices: single, double"
    ),
    (
      #"{"shape":[],"precision":"single","elements":[1e300]}"#,
      "elements[0]: 1e+300 is too large for single"
    ),
    (#"{"shape":[],"precision":"double","elements":[1e999]}"#, "elements[0]: 1e999 is too large"),
    (
      #"{"shape":[],"precision":"single","elements":[NaN]}"#,
      "elements[0]: NaN and Infinity are no numbers in JSON; write \"nan\""
    ),
    (#"{"shape":[],"precision":"single","elements":[-Infinity]}"#, "write \"-inf\""),
    (#"{"shape":[],"precision":"single","elements":["NaN"]}"#, "choices: nan, inf, -inf"),
    (#"{"shape":[],"precision":"single","elements":[1.]}"#, "'1.' is no number"),
    (#"{"shape":[],"precision":"single","elements":[.5]}"#, "expected a number, found '.'"),
    (
      #"{"shape":[],"precision":"single","elements":[1,]}"#,
      "elements[1]: expected a number, found ']'"
    ),
    (#"{"shape":[3],"precision":"single"}"#, "value.elements: it is missing"),
    (#"{"shape":[300],"precision":"single"}"#, "value.thumbnail: it is missing"),
    (
      #"{"shape":[1],"precision":"single","elements":[1],"statistics":{"negativeInfinity":0,"negative":1,"zero":0,"positive":0,"positiveInfinity":0,"nan":0,"mean":-1,"deviation":0,"minimum":-1,"maximum":-1,"norm":1}}"#,
      "value.statistics: they are not those of the elements"
    ),
  ])
  func refusesArrays(array: String, words: String) throws {
    let refusal = try refusal(of: SnapshotText.value(array))
    #expect(refusal.hasPrefix("nodes[0].tensor.value."), "\(refusal)")
    #expect(refusal.contains(words), "\(refusal)")
  }

  @Test(arguments: [
    (
      "\"rows\":1", "\"rows\":2",
      "thumbnail: an array of shape [300] has one of 1 rows and 64 columns"
    ),
    ("\"columns\":16", "\"columns\":4611686018427387904", "not of 1 rows and"),
    ("\"columns\":16", "\"columns\":-1", "not of 1 rows and -1 columns"),
    ("[9,", "[9,9,", "it has 17 cells for 1 rows and 16 columns"),
    ("[9,", "[null,", "cell 0 is null, but belongs to a slice"),
    ("[9,", "[99,", "cell 0 is 99.0, which the statistics say no element is"),
    ("[9,", "[\"nan\",", "cell 0 is nan, which"),
    (
      "\"positive\":300", "\"positive\":299",
      "statistics: they count 299 elements of an array that has 300"
    ),
    (
      "\"positive\":300", "\"positive\":9223372036854775807",
      "statistics.positive: 9223372036854775807 elements"
    ),
    ("\"minimum\":1", "\"minimum\":10", "statistics.minimum: it is above the maximum"),
    (
      "\"minimum\":1", "\"minimum\":-1",
      "statistics.negative: 0 elements are below zero, and the least is -1.0"
    ),
    ("\"mean\":4", "\"mean\":40", "statistics.mean: it is not between"),
    ("\"mean\":4,", "", "statistics.mean: it is missing"),
    ("\"deviation\":2", "\"deviation\":-2", "deviation: it is not"),
    ("\"norm\":80", "\"norm\":8", "statistics.norm: it is less than an element"),
  ])
  func refusesContradictions(right: String, wrong: String, words: String) throws {
    let cells = (0..<16).map { "\(9 - $0 % 9)" }.joined(separator: ",")
    let array =
      #"{"shape":[300],"precision":"single","thumbnail":{"rows":1,"columns":16,"cells":[\#(cells)]},"statistics":{"negativeInfinity":0,"negative":0,"zero":0,"positive":300,"positiveInfinity":0,"nan":0,"mean":4,"deviation":2,"minimum":1,"maximum":9,"norm":80}}"#
    #expect(throws: Never.self) { try GraphSnapshot(json: Data(SnapshotText.value(array).utf8)) }
    let changed = array.replacing(right, with: wrong, maxReplacements: 1)
    try #require(changed != array)
    let refusal = try refusal(of: SnapshotText.value(changed))
    #expect(refusal.hasPrefix("nodes[0].tensor.value.") && refusal.contains(words), "\(refusal)")
  }

  /// The text of a thumbnail is that of as many numbers as it has cells, each of which an element may be.
  @Test(
    arguments: [
      (Array(repeating: Float(2), count: 64), nil),
      (Array(repeating: 2, count: 63), "the Base64 text of 64 numbers of 4 bytes each"),
      (
        Array(repeating: 2, count: 63) + [99],
        "cell 63 is 99.0, which the statistics say no element is"
      ),
      (Array(repeating: 2, count: 63) + [.nan], "cell 63 is nan, which"),
    ] as [([Float], String?)])
  func refusesTextsOfThumbnails(cells: [Float], words: String?) throws {
    let bytes = cells.reduce(into: Data()) { bytes, cell in
      withUnsafeBytes(of: cell.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
    }
    for (text, words) in [
      (bytes.base64EncodedString(), words),
      ("!" + bytes.base64EncodedString().dropFirst(), "the Base64 text of 64 numbers"),
    ] {
      let array =
        #"{"shape":[300],"precision":"single","thumbnail":{"rows":1,"columns":64,"cells":"\#(text)"},"statistics":{"negativeInfinity":0,"negative":0,"zero":0,"positive":300,"positiveInfinity":0,"nan":0,"mean":4,"deviation":2,"minimum":1,"maximum":9,"norm":80}}"#
      guard let words else {
        let snapshot = try GraphSnapshot(json: Data(SnapshotText.value(array).utf8))
        #expect(snapshot.nodes[0].tensor?.value.thumbnail.cells == cells.map { Double($0) })
        continue
      }
      let refusal = try refusal(of: SnapshotText.value(array))
      #expect(refusal.contains(words), "\(refusal)")
    }
  }

  /// Ten million brackets, a text that does not end, and the like: what comes before is refused at once, and the rest is never asked for.
  @Test(
    .slow,
    arguments: [
      ("", "[", "expected an object, found a list"),
      (#"{"version":"#, "[", "version: expected a whole number"),
      (#"{"version":2,"nodes":["#, "[", "nodes[0]: expected an object, found a list"),
      (#"{"version":2,"nodes":["#, "{\"nodes\":[", "nodes[0].nodes: nothing is called so"),
      (#"{"version":2,"title":""#, "lorem ipsum ", "title: a text of more than 1048576 bytes"),
      ("", " ", "more than 1048576 blanks"),
      (#"{"version":"#, "1", "version: a number of more than 1,024"),
      (
        #"{"version":2,"nodes":[{"id":0,"name":"a","tensor":{"value":{"shape":["#, "1,",
        "shape: a list of more than 4096"
      ),
      (
        #"{"version":2,"nodes":[{"id":0,"name":"a","tensor":{"value":{"elements":["#, "1,",
        "elements: a list of more than 1048576"
      ),
      (#"{"version":2,"scopes":["#, #"{"id":0},"#, "scopes[0].type: it is missing"),
    ])
  func stopsReadingWhatDoesNotEnd(start: String, endless: String, words: String) throws {
    let piece = Data(String(repeating: endless, count: 4096).utf8)
    let asked = Counter()
    let error = #expect(throws: SnapshotError.self) {
      try GraphSnapshot(jsonPieces: {
        asked.value += 1
        return asked.value == 1 ? Data(start.utf8) : piece
      })
    }
    #expect("\(try #require(error))".contains(words), "\(error.map { "\($0)" } ?? "")")
    #expect(asked.value * piece.count < 8 << 20)
  }

  @Test func refusesBytesThatAreNoText() throws {
    var bytes = Data(#"{"version":2,"title":"a"#.utf8)
    bytes.append(contentsOf: [0xff, 0xc3, 0x28])
    bytes.append(contentsOf: Array(#"","scopes":[],"nodes":[],"edges":[]}"#.utf8))
    let error = #expect(throws: SnapshotError.self) { try GraphSnapshot(json: bytes) }
    #expect(try #require(error).description == "title: text that is not UTF-8")
  }

  /// A text that ends anywhere, or in which a byte is another one, is read or refused, and nothing else.
  @Test func survivesDamage() throws {
    let whole = Array(try Data(contentsOf: Fixture.version1))
    var random = SplitMix(seed: 7)
    for _ in 0..<300 {
      var damaged = whole
      for _ in 0...random.below(3) {
        damaged[random.below(whole.count)] = UInt8(random.below(256))
      }
      if random.below(2) == 0 { damaged.removeLast(1 + random.below(whole.count - 1)) }
      do {
        let snapshot = try GraphSnapshot(json: Data(damaged))
        #expect(throws: Never.self) { try Drawing(snapshot).data(as: .dot) }
      } catch {
        #expect(error is SnapshotError, "\(error)")
      }
    }
  }
}

private final class Counter { var value = 0 }
