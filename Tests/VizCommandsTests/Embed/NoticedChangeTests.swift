import Foundation
import TestSupport
import Testing

/// `--check` notices whatever changes a figure, and nothing else.
@Suite(.slow) struct NoticedChangeTests {
  /// A snapshot as JSON, in parts that can be replaced.
  private static let snapshot = """
    {"version":2,"title":"t","scopes":[],"nodes":[{"id":0,"name":"a","tensor":{"role":"input","dtype":"float64","value":{"shape":[],"precision":"double","elements":[1]},"gradient":{"status":"notComputed"}}},{"id":1,"name":"b","tensor":{"role":"input","dtype":"int64","value":{"shape":[],"precision":"double","elements":[4294967]},"gradient":{"status":"integer"}}},{"id":2,"name":"sub_1","operation":{"type":"sub"}},{"id":3,"name":"y","tensor":{"role":"result","dtype":"float32","value":{"shape":[],"precision":"single","elements":[1]},"gradient":{"status":"notComputed"}}}],"edges":[{"from":0,"to":2,"position":0},{"from":1,"to":2,"position":1},{"from":2,"to":3,"position":0}]}
    """

  @Test(
    .slow,
    arguments: [
      (#"{"from":0,"to":2,"position":0},{"from":1"#, #"{"from":1,"to":2,"position":0},{"from":0"#),
      (#"{"from":1,"to":2,"position":1}"#, #"{"from":0,"to":2,"position":1}"#),
      (#",{"from":1,"to":2,"position":1}"#, ""),
      (#"{"type":"sub"}"#, #"{"type":"sub","attributes":[{"name":"alpha","value":"2"}]}"#),
      (#"{"type":"sub"}"#, #"{"type":"mul"}"#),
      (#"{"type":"sub"}"#, #"{"type":"sub","failure":"it broke"}"#),
      (#""role":"input","dtype":"float64""#, #""role":"parameter","dtype":"float64""#),
      (#""role":"input","dtype":"float64""#, #""role":"input","label":"x1","dtype":"float64""#),
      (#""dtype":"float64""#, #""dtype":"float16""#), (#""title":"t""#, #""title":"t2""#),
      (#""elements":[4294967]"#, #""elements":[4294968]"#),
      (#"{"status":"notComputed"}"#, #"{"status":"cleared"}"#),
      (#""scopes":[]"#, #""scopes":[{"id":0,"type":"Linear","path":"fc","parameterCount":3}]"#),
      (#""elements":[1]"#, #""elements":[1e-9]"#),
    ])
  func notices(old: String, new: String) throws {
    let page = try Page("<!-- smolgrad-viz render s.json -o f.svg -->\n")
    try page.write(Self.snapshot, to: "s.json")
    try page.succeed()
    #expect(try page.check() == "")
    var changed = Self.snapshot.replacing(old, with: new, maxReplacements: 1)
    try #require(changed != Self.snapshot)
    if new.contains("scopes") {
      changed = changed.replacing(#""name":"sub_1","#, with: #""name":"sub_1","scope":0,"#)
    }
    try page.write(changed, to: "s.json")
    #expect(try page.check().hasPrefix("page.md:1: t"))
    try page.succeed()
    #expect(try page.check() == "")
  }

  @Test func smallNumbersCount() throws {
    let page = try Page("<!-- smolgrad-viz eval x*1 x=1e-9 -o f.svg --title t -->\n")
    try page.succeed()
    try page.write(page.text().replacing("1e-9", with: "2e-9"))
    #expect(try page.check().contains("x: value 1e-09 → 2e-09"))
  }

  @Test func figuresOfTheFirstVersionAreDrawnAnew() throws {
    let page = try Page("<!-- smolgrad-viz trace neuron -o f.svg -->\n")
    try page.succeed()
    let old = try page.text("f.svg").replacing(/"plan":"[0-9a-f]+",?/, with: "")
    try page.write(old, to: "f.svg")
    #expect(try page.check() == "page.md:1: neuron: the figure was drawn by an earlier version\n")
  }
}
