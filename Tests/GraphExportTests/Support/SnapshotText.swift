import Foundation
import GraphExport
import Testing

/// The text of a snapshot, whole or with something else in the place of one of its parts.
///
/// It is 2 · x with a module around it.
struct SnapshotText {
  var scopes = [#"{"id":0,"type":"Net","path":"","parameterCount":0}"#]
  var nodes = [
    tensor(0), tensor(1), #"{"id":2,"name":"mul","scope":0,"operation":{"type":"mul"}}"#, tensor(3),
  ]
  var edges = [
    #"{"from":0,"to":2,"position":0}"#, #"{"from":1,"to":2,"position":1}"#,
    #"{"from":2,"to":3,"position":0}"#,
  ]

  /// The text as a program of another language may write it.
  var text: String {
    let lists = [("scopes", scopes), ("nodes", nodes), ("edges", edges)]
    return #"{"version":2,"#
      + lists.map { "\"\($0)\":[\($1.joined(separator: ","))]" }.joined(separator: ",") + "}"
  }

  /// A tensor with one element.
  static func tensor(
    _ id: Int, value: String = #"{"shape":[],"precision":"single","elements":[1.5]}"#,
    gradient: String = #"{"status":"notComputed"}"#, more: String = ""
  ) -> String {
    #"{"id":\#(id),"name":"n\#(id)","tensor":{"role":"input","dtype":"float32","value":\#(value),"gradient":\#(gradient)\#(more)}}"#
  }

  /// With a node in the place of the first.
  static func first(_ node: String) -> String {
    var text = SnapshotText()
    text.nodes[0] = node
    return text.text
  }

  /// With another array as the value of the first node.
  static func value(_ array: String) -> String { first(tensor(0, value: array)) }
}

/// What reading says of a text that it refuses.
func refusal(of json: String) throws -> String {
  let error = #expect(throws: SnapshotError.self) { try GraphSnapshot(json: Data(json.utf8)) }
  return "\(try #require(error))"
}
