import Foundation
import GraphExport
import Smolgrad
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
    let arrays = text.split(separator: "\"elements\" : [").dropFirst().map { array in
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

  @Test(arguments: [
    #"{"#, "[]", #"{"version":1}"#,
    #"{"edges":[],"nodes":[{"id":0,"name":"a"}],"scopes":[],"version":1}"#,
    #"{"edges":[],"nodes":[{"id":0,"name":"a","tensor":{"role":"input","dtype":"float32","requiresGradient":false,"isRoot":true,"value":{"shape":[9223372036854775807,4],"precision":"single","elements":[]},"gradient":{"status":"constant"}}}],"scopes":[],"version":1}"#,
    #"{"edges":[],"nodes":[{"id":0,"name":"a","tensor":{"role":"input","dtype":"float32","requiresGradient":false,"isRoot":true,"value":{"shape":[2],"precision":"single","elements":[1]},"gradient":{"status":"constant"}}}],"scopes":[],"version":1}"#,
  ])
  func refusesWhatIsNoSnapshot(json: String) {
    #expect(throws: DecodingError.self) { try GraphSnapshot(json: Data(json.utf8)) }
  }
}
