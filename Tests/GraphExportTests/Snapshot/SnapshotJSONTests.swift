import Foundation
import GraphExport
import Smolgrad
import TestSupport
import Testing

@Suite struct SnapshotJSONTests {
  private func roundTrip(_ tensor: Tensor) throws -> (GraphSnapshot, GraphSnapshot, String) {
    let snapshot = GraphSnapshot(of: tensor, title: "round \"trip\"")
    let json = try snapshot.json()
    return (snapshot, try GraphSnapshot(json: json), String(decoding: json, as: UTF8.self))
  }

  @Test func decodesIntoAnEqualSnapshot() throws {
    let x = Tensor([0.1, -2.5, 1e-30], requiresGradient: true).named("x\0\n\"")
    let y = (x * x).sum(dims: [0], keepDim: true)
    y.backward()
    let (snapshot, decoded, text) = try roundTrip(y)
    #expect(decoded == snapshot)
    let arrays = text.split(separator: "\"elements\": [").dropFirst().map { array in
      array.prefix { $0 != "]" }.filter { !$0.isWhitespace }
    }
    #expect(arrays.contains("0.1,-2.5,1e-30"))
  }

  @Test func keepsWhatJSONHasNoNumberFor() throws {
    let x = Tensor([.nan, .infinity, -.infinity, -0.0, 1])
    let (snapshot, decoded, text) = try roundTrip(x.exp())
    #expect(decoded == snapshot)
    #expect(text.contains("\"-inf\"") && text.contains("\"nan\""))
  }

  @Test func keepsTheThumbnailOfALargeTensor() throws {
    let x = Tensor.arange(0, 3000).reshape(30, 100)
    let (snapshot, decoded, _) = try roundTrip(x)
    #expect(decoded == snapshot)
    #expect(decoded.nodes.last?.tensor?.value.elements == nil)
    #expect(decoded.nodes.last?.tensor?.value.count == 3000)
  }

  @Test func doublePrecisionSurvives() throws {
    let x = Tensor(0.1).cast(to: .float64) * Tensor(1.0 / 3).cast(to: .float64)
    let (snapshot, decoded, _) = try roundTrip(x)
    #expect(decoded == snapshot)
  }

  @Test func readsMoreElementsThanItKeeps() throws {
    let elements = (0..<300).map { "\($0)" }.joined(separator: ",")
    let text = SnapshotText.value(
      #"{"shape":[300],"precision":"single","elements":[\#(elements)]}"#)
    let value = try #require(try GraphSnapshot(json: Data(text.utf8)).nodes[0].tensor?.value)
    #expect(value == ArraySummary(shape: [300], values: (0..<300).map(Double.init)))
    #expect(value.elements == nil)
  }

  @Test func readsEveryNumberAsSwiftDoes() throws {
    let numbers = [
      "0", "-0", "0.1", "-2.5", "1e-30", "3E+2", "123456789012345", "12345678901234.5",
      "0.30000000000000004",
      "1.7976931348623157e308", "5e-324", "9007199254740993", "2.2250738585072011e-308",
      "100000000000000000000",
    ]
    let text = SnapshotText.value(
      #"{"shape":[14],"precision":"double","elements":[\#(numbers.joined(separator: " , "))]}"#)
    let value = try #require(try GraphSnapshot(json: Data(text.utf8)).nodes[0].tensor?.value)
    #expect(value.elements?.map(\.bitPattern) == numbers.map { Double($0)!.bitPattern })
  }

  @Test func readsTextInPiecesOfAnySize() throws {
    let whole = try GraphSnapshot(of: Samples.layer(), title: "é 👩‍👩‍👧 \u{1}\"\\").json()
    for size in [1, 2, 3, 7, 64, 1000] {
      var rest = whole
      let snapshot = try GraphSnapshot(jsonPieces: {
        defer { rest = rest.dropFirst(size) }
        return rest.isEmpty ? nil : rest.prefix(size)
      })
      #expect(try snapshot.json() == whole, "\(size)")
    }
  }

  @Test func readsEscapesAndTheMarkOfTheFirstByte() throws {
    let text =
      #"{"version":2,"title":"\u00e9\ud83e\udde0\/\b\f\n\r\t","scopes":[],"nodes":[],"edges":[]}"#
    let snapshot = try GraphSnapshot(json: [0xef, 0xbb, 0xbf] + Data(text.utf8))
    #expect(snapshot.title == "é🧠/\u{8}\u{c}\n\r\t")
  }

  @Test func foundationReadsWhatIsWritten() throws {
    for sample in Samples.all {
      let snapshot = GraphSnapshot(
        of: sample.compute(), title: "a\u{1}\"b\\", capturing: .contributions)
      let json = try #require(
        try JSONSerialization.jsonObject(with: snapshot.json()) as? [String: Any])
      #expect(json["title"] as? String == snapshot.title)
      let nodes = try #require(json["nodes"] as? [[String: Any]])
      #expect(nodes.map { $0["name"] as? String } == snapshot.nodes.map(\.name))
    }
  }
}
