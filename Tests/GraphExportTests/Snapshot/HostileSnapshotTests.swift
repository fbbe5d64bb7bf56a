import Foundation
import GraphExport
import Testing

/// Snapshots that are none: each error names the place and what would work there.
@Suite struct HostileSnapshotTests {
  @Test func readsWhatIsRight() throws {
    let snapshot = try GraphSnapshot(json: Data(SnapshotText().text.utf8))
    #expect(snapshot.nodes.map(\.id) == [0, 1, 2, 3] && snapshot.edges.count == 3)
    #expect(snapshot.nodes[0].tensor?.value.scalar == 1.5)
  }

  @Test(arguments: [
    ("", "ends here"), ("{", "ends here"), ("[]", "expected an object, found a list"),
    ("{}", "version: it is missing"), ("null", "found null"),
    (#"{"version":1"#, "ends here"),
    (#"{"version":"2"}"#, "version: expected a whole number, found text"),
    (#"{"version":5}"#, "version: version 5 is newer than this program, which reads 1 to 4"),
    (#"{"version":0}"#, "reads 1 to 4"), (#"{"version":1.5}"#, "version: expected a whole number"),
    (#"{"version":99999999999999999999}"#, "too large"), (#"{"version":01}"#, "is no number"),
    (#"{"version":1,"version":1}"#, "version: the name is there twice"),
    (#"{"version":1,"scopes":[],"nodes":[]}"#, "edges: it is missing"),
    (
      #"{"version":1,"scope":[]}"#,
      "scope: nothing is called so here; choices: version, title"
    ),
    (#"{"version":1,"nodes":{}}"#, "nodes: expected a list, found an object"),
    (#"{"version":1,"nodes":[7]}"#, "nodes[0]: expected an object, found a number"),
    (#"{"version":1,"title":"\ud800"}"#, "title: half a character"),
    (#"{"version":1,"title":"\x"}"#, "title: an escape that JSON lacks"),
    ("{\"version\":1,\"title\":\"a\nb\"}", "title: a control character"),
    (#"{"version":1,"title":NaN}"#, "title: expected text, found 'N'"),
    (#"{"version":1,}"#, "expected a name in quotation marks, found '}'"),
    (SnapshotText().text + "{}", "expected nothing after the end"),
  ])
  func refusesOtherText(json: String, words: String) throws {
    let refusal = try refusal(of: json)
    #expect(refusal.contains(words), "\(refusal)")
  }

  @Test(arguments: [
    (#"{"id":0}"#, "nodes[0].name: it is missing"),
    (#"{"id":0,"name":"a"}"#, "nodes[0].tensor: a node is one of tensor, operation"),
    (#"{"id":0,"name":"a","operation":{"type":"mul"},"tensor":null}"#, "edges[0]"),
    (SnapshotText.tensor(-1), "nodes[0].id: -1; it is a number from 0"),
    (SnapshotText.tensor(1), "nodes[1].id: node 1 is there already, as nodes[0]"),
    (SnapshotText.tensor(9), "edges[0].from: there is no node 0"),
    (SnapshotText.tensor(0, gradient: #"{"status":"lost"}"#), "choices: computed, notComputed"),
    (
      SnapshotText.tensor(0, gradient: #"{"status":"computed"}"#),
      "nodes[0].tensor.gradient.value: it is missing"
    ),
    (
      SnapshotText.tensor(0, more: #","color":"red""#),
      "nodes[0].tensor.color: nothing is called so"
    ),
    (
      SnapshotText.tensor(0, more: #","isRoot":1"#),
      "isRoot: expected true or false, found a number"
    ),
    (
      SnapshotText.tensor(
        0,
        gradient:
          #"{"status":"computed","value":{"shape":[1],"precision":"single","elements":[1]}}"#),
      "nodes[0].tensor.gradient.value.shape: a gradient has the shape of its tensor, [], not [1]"
    ),
    (
      #"{"id":0,"name":"a","scope":5,"operation":{"type":"mul"}}"#,
      "nodes[0].scope: there is no scope 5"
    ),
    (
      #"{"id":0,"name":"a","reference":{"target":77,"label":"a","use":1,"count":1}}"#,
      "nodes[0].reference.target: there is no node 77"
    ),
    (
      #"{"id":0,"name":"a","reference":{"target":2,"label":"a","use":1,"count":1}}"#,
      "nodes[0].reference.target: node 2 is no tensor"
    ),
    (
      #"{"id":0,"name":"a","reference":{"target":1,"label":"a","use":3,"count":2}}"#,
      "nodes[0].reference.use: use 3 of 2"
    ),
  ])
  func refusesBadNodes(node: String, words: String) throws {
    let refusal = try refusal(of: SnapshotText.first(node))
    #expect(refusal.contains(words), "\(refusal)")
  }

  @Test(arguments: [
    (#"{"from":0,"to":8,"position":0}"#, "edges[0].to: there is no node 8"),
    (#"{"from":0,"to":0,"position":0}"#, "edges[0]: node 0 is computed from itself"),
    (#"{"from":3,"to":2,"position":0}"#, "edges[0]: a node stands behind what it is computed from"),
    (#"{"from":0,"to":3,"position":0}"#, "edges[0]: an edge leads from a tensor to an operation"),
    (#"{"from":0,"to":2,"position":-1}"#, "edges[0].position: -1"),
    (
      #"{"from":0,"to":2,"position":1}"#,
      "edges[1].position: the edges into node 2 stand in the order"
    ),
    (#"{"from":0,"to":2}"#, "edges[0].position: it is missing"),
    (
      #"{"from":0,"to":2,"position":0,"contribution":{"value":{"shape":[1],"precision":"single","elements":[1]}}}"#,
      "edges[0].contribution.value.shape: it has the shape of the argument, [], not [1]"
    ),
  ])
  func refusesBadEdges(edge: String, words: String) throws {
    var text = SnapshotText()
    text.edges[0] = edge
    let refusal = try refusal(of: text.text)
    #expect(refusal.contains(words), "\(refusal)")
  }

  @Test func refusesATensorThatIsComputedTwice() throws {
    var text = SnapshotText()
    text.nodes.insert(#"{"id":4,"name":"add","operation":{"type":"add"}}"#, at: 3)
    text.edges.append(#"{"from":4,"to":3,"position":1}"#)
    #expect(try refusal(of: text.text).contains("edges[3]: tensor 3 is the result of another"))
  }

  @Test(arguments: [
    (
      [#"{"id":0,"parent":0,"type":"A","path":"","parameterCount":0}"#],
      "scopes[0].parent: a parent stands before"
    ),
    (
      [#"{"id":0,"parent":1,"type":"A","path":"","parameterCount":0}"#],
      "scopes[0].parent: there is no scope 1"
    ),
    ([#"{"id":0,"type":"A","path":"","parameterCount":0,"call":0}"#], "scopes[0].call: 0"),
    ([#"{"id":0,"type":"A","path":"","parameterCount":-1}"#], "scopes[0].parameterCount: -1"),
    (
      [
        #"{"id":0,"type":"A","path":"","parameterCount":0}"#,
        #"{"id":0,"type":"A","path":"","parameterCount":0}"#,
      ], "scopes[1].id: scope 0 is there already, as scopes[0]"
    ),
  ])
  func refusesBadScopes(scopes: [String], words: String) throws {
    var text = SnapshotText()
    text.scopes = scopes
    let refusal = try refusal(of: text.text)
    #expect(refusal.contains(words), "\(refusal)")
  }
}
