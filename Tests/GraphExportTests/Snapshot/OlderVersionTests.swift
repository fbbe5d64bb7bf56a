import Foundation
@testable import GraphExport
import TestSupport
import Testing

/// What older versions of the program wrote can still be drawn.
@Suite struct OlderVersionTests {
  private func version1() throws -> GraphSnapshot {
    try GraphSnapshot(json: Data(contentsOf: Fixture.version1))
  }

  @Test func readsAllOfVersion1() throws {
    let snapshot = try version1()
    #expect(snapshot.title == "version 1")
    #expect(snapshot.scopes.map(\.path) == ["", "fc"] && snapshot.scopes[1].parent == 0)
    #expect(snapshot.scopes[1].call == 2 && snapshot.scopes[1].parameterCount == 600)
    #expect(snapshot.nodes.map(\.id) == Array(0...7))
    let value = try #require(snapshot.nodes[0].tensor?.value)
    #expect(value.shape == [2, 3] && value.elements?[5] == -.infinity)
    #expect(value.elements?[4].isNaN == true && value.elements?[2] == Double(Float(0.1)))
    #expect(snapshot.nodes[0].tensor?.label == "x \"ü\"\n")
    let weight = try #require(snapshot.nodes[1].tensor)
    let sines = (0..<600).map { Double(Float(sin(Double($0)))) }
    #expect(
      weight.value.thumbnail
        == ArraySummary(shape: [20, 30], values: sines).thumbnail.pooled(to: 16))
    let expected = Statistics(sines)
    #expect(weight.requiresGradient && weight.value.statistics.positive == expected.positive)
    #expect(weight.value.statistics.minimum == expected.minimum)
    // The ways to compute them differ in the last digits.
    #expect(try #require(weight.value.statistics.mean).isClose(to: expected.mean ?? .nan))
    #expect(try #require(weight.value.statistics.norm).isClose(to: expected.norm ?? .nan))
    #expect(weight.gradient.summary?.shape == [20, 30])
    #expect(snapshot.nodes[2].operation?.attributes == [.init(name: "axis", value: "1")])
    #expect(snapshot.nodes[2].operation?.derivatives == ["{g} @ {b}ᵀ", "{a}ᵀ @ {g}"])
    #expect(snapshot.nodes[3].tensor?.dtype == "float64")
    #expect(snapshot.nodes[3].tensor?.gradient == .absent(.cleared))
    #expect(snapshot.nodes[3].tensor?.value.statistics.maximum == 499 / 7.0)
    #expect(snapshot.nodes[5].reference == .init(target: 4, label: "two", use: 1, count: 1))
    #expect(snapshot.edges[4].contribution?.localDerivative == -0.5)
    #expect(snapshot.nodes[7].tensor?.isRoot == true && snapshot.nodes[7].tensor?.shape == [0, 3])
  }

  @Test func becomesThePresentVersionWhenItIsWritten() throws {
    let snapshot = try version1()
    let json = try snapshot.json()
    #expect(String(decoding: json.prefix(40), as: UTF8.self).contains("\"version\": 4"))
    #expect(try GraphSnapshot(json: json) == snapshot)
  }

  @Test func isDrawnInEveryFormat() throws {
    let drawing = Drawing(try version1())
    for format in Format.all { #expect(try !drawing.data(as: format).isEmpty, "\(format.name)") }
    let text = String(decoding: try drawing.data(as: .text), as: UTF8.self)
    #expect(text.contains("Linear  fc · call 2") && text.contains("∇ cleared"))
  }
}
