import Foundation
import GraphExport
import Smolgrad
import Testing

/// Numbers that a snapshot may hold although no computation of ours makes them.
@Suite struct OutsideNumberTests {
  private func drawn(_ json: String, _ views: [GraphView] = []) throws -> String {
    let snapshot = try GraphSnapshot(json: Data(json.utf8))
    let written = try snapshot.applying(views).json()
    #expect(try GraphSnapshot(json: written).json() == written)
    return String(decoding: written, as: UTF8.self)
  }

  private static func tensor(_ id: Int, _ dtype: String, _ element: String, _ more: String = "")
    -> String
  {
    #"{"id":\#(id),"name":"t\#(id)"\#(more),"tensor":{"role":"input","dtype":"\#(dtype)","value":{"shape":[],"precision":"double","elements":[\#(element)]},"gradient":{"status":"notComputed"}}}"#
  }

  @Test(arguments: ["4294967295", "9007199254740993", "-9223372036854775808", "2147483648"])
  func keepsIntegers(digits: String) throws {
    let json =
      #"{"version":2,"scopes":[],"nodes":[\#(Self.tensor(0, "int64", digits))],"edges":[]}"#
    #expect(try drawn(json).contains(#""elements": [\#(digits)]"#))
    let snapshot = try GraphSnapshot(json: Data(json.utf8))
    let card = Diagram(of: snapshot).cards[0]
    #expect(card.description.contains("value \(digits)") && card.tooltip.contains(digits))
  }

  @Test func capturesIntegers() throws {
    let values = [Int.max, Int.min, 1 << 53 + 1, 4_294_967_295, 7]
    let snapshot = GraphSnapshot(of: Tensor(integers: values, shape: [5], dtype: .int64))
    let text = String(decoding: try snapshot.json(), as: UTF8.self)
    #expect(text.contains("[\(values.map(String.init).joined(separator: ", "))]"))
    #expect(try GraphSnapshot(json: Data(text.utf8)) == snapshot)
  }

  @Test func refusesWhatIsNoCount() {
    for (repeats, words) in [
      (#"{"count":2,"means":["nan"]}"#, "means[0]: it can't be NaN"),
      (#"{"count":2,"gradientNorms":[-1]}"#, "gradientNorms[0]"),
    ] {
      let node = Self.tensor(0, "float32", "1", #","repeats":\#(repeats)"#)
      let json = #"{"version":2,"scopes":[],"nodes":[\#(node)],"edges":[]}"#
      let error = #expect(throws: SnapshotError.self) { try GraphSnapshot(json: Data(json.utf8)) }
      #expect(error.map { "\($0)".contains(words) } == true)
    }
    let scope =
      #"{"id":0,"type":"T","path":"m","parameterCount":1,"repetition":{"kind":"calls","count":0,"lastPath":"m"}}"#
    #expect(throws: SnapshotError.self) {
      try GraphSnapshot(
        json: Data(#"{"version":2,"scopes":[\#(scope)],"nodes":[],"edges":[]}"#.utf8))
    }
  }

  @Test func countsWithoutEnd() throws {
    let scopes = (0..<3).map { id in
      let parent = id > 0 ? #","parent":\#(id - 1)"# : ""
      return
        #"{"id":\#(id)\#(parent),"type":"T","path":"m","parameterCount":1,"repetition":{"kind":"modules","count":281474976710656,"lastPath":"m"}}"#
    }
    let node = Self.tensor(0, "float32", "1", #","scope":2"#)
    let json =
      #"{"version":2,"scopes":[\#(scopes.joined(separator: ","))],"nodes":[\#(node)],"edges":[]}"#
    #expect(try drawn(json, [.depth(.levels(0))]).contains("module"))
  }

  /// The norm of such a contribution is infinite, and an arrow's strength would be no number.
  @Test func explainsLargeNumbers() throws {
    let a = Tensor([1.7e308, 1.7e308], dtype: .float64)
    let x = Tensor([1, 1], dtype: .float64)
    x.requiresGradient = true
    let product = x * a
    product.backward(gradient: Tensor([1, 1], dtype: .float64))
    let snapshot = GraphSnapshot(of: product, capturing: .contributions)
    var options = Diagram.Options()
    options.explanation = .contributions
    for arrow in Diagram(of: snapshot, options).arrows {
      if let strength = arrow.strength { #expect((0...1).contains(strength)) }
    }
    var drawing = Drawing(snapshot)
    drawing.options = options
    #expect(try !drawing.data(as: .svg).isEmpty)
  }

  @Test(arguments: ["]", "]]", "a]", "[a](b)", "x]]>"])
  func drawsBrackets(title: String) throws {
    var snapshot = GraphSnapshot(of: Tensor([1, 2]))
    snapshot.title = title
    let svg = String(decoding: try Drawing(snapshot).data(as: .svg), as: UTF8.self)
    #expect(svg.contains(title.replacing(">", with: "&gt;")))
  }

  @Test func readsAllAxesThatItWrites() throws {
    let tensor = Tensor([1]).reshape([Int](repeating: 1, count: 70))
    let snapshot = GraphSnapshot(of: tensor)
    #expect(try GraphSnapshot(json: snapshot.json()) == snapshot)
  }
}
