#if canImport(FoundationEssentials)
  public import FoundationEssentials
#else
  public import Foundation
#endif

extension GraphSnapshot {
  /// The version of the JSON schema that this build writes; it reads all up to this one.
  public static let currentVersion = 4

  /// The snapshot as JSON, the same bytes for equal snapshots: a line for each scope, node and edge.
  ///
  /// Numbers that JSON lacks are the strings `"nan"`, `"inf"` and `"-inf"`. Elements of a float32 tensor are written with as
  /// many digits as a float32 needs. `docs/snapshot.md` describes the members.
  ///
  ///     let snapshot = GraphSnapshot(of: Tensor(2) * 3)
  ///     try GraphSnapshot(json: snapshot.json()) == snapshot  // true
  ///
  /// - Throws: ``SnapshotError`` where the snapshot contradicts itself, so that nothing is written that can't be read.
  public func json() throws -> Data {
    try validate()
    var json = JSONWriter()
    VersionedSnapshot(version: Self.currentVersion, snapshot: self).write(&json)
    json.endLine()
    return json.data
  }

  /// Reads a snapshot of this or an older version.
  ///
  /// - Throws: ``SnapshotError`` where the text is not JSON, not a snapshot, or contradicts itself.
  public init(json: Data) throws {
    var rest = json
    try self.init(jsonPieces: {
      guard !rest.isEmpty else { return nil }
      defer { rest = rest.dropFirst(1 << 16) }
      return rest.prefix(1 << 16)
    })
  }

  /// Reads a snapshot piece by piece, as far as it makes sense.
  ///
  /// - Parameter nextPiece: gives the next bytes; nil at the end.
  /// - Throws: ``SnapshotError``, and what `nextPiece` throws.
  public init(jsonPieces nextPiece: @escaping () throws -> Data?) throws {
    var json = JSONReader(nextPiece)
    var snapshot = try VersionedSnapshot.read(&json).snapshot
    try json.finish()
    try snapshot.fillContributions()
    try snapshot.validate()
    self = snapshot
  }
}

/// A snapshot with the number that says how it is to be read.
private struct VersionedSnapshot: JSONObject {
  var version: Int
  var snapshot: GraphSnapshot

  static let blank = VersionedSnapshot(version: 0, snapshot: GraphSnapshot(nodes: [], edges: []))

  static let members: JSONMembers<Self> = [
    JSONMember(version: \.version, upTo: GraphSnapshot.currentVersion),
    JSONMember(optional: "title", \.snapshot.title),
    JSONMember(lines: "scopes", \.snapshot.scopes),
    JSONMember(lines: "nodes", \.snapshot.nodes),
    JSONMember(lines: "edges", \.snapshot.edges),
    JSONMember(optional: "hidden", \.snapshot.hidden),
    JSONMember(optional: "cost", \.snapshot.cost),
    JSONMember(optional: "stepTime", \.snapshot.stepTime),
    JSONMember(optional: "training", \.snapshot.training),
  ]
}

extension GraphSnapshot.Scope: JSONObject {
  static let blank = GraphSnapshot.Scope(id: 0, type: "", path: "")

  static let members: JSONMembers<Self> = [
    JSONMember("id", \.id), JSONMember(optional: "parent", \.parent), JSONMember("type", \.type),
    JSONMember("path", \.path), JSONMember("call", \.call, else: 1),
    JSONMember("parameterCount", \.parameterCount),
    JSONMember("attributes", \.attributes, else: []),
    JSONMember(optional: "repetition", \.repetition),
  ]
}

extension GraphSnapshot.Edge: JSONObject {
  static let blank = GraphSnapshot.Edge(from: 0, to: 0, position: 0)

  static let members: JSONMembers<Self> = [
    JSONMember("from", \.from), JSONMember("to", \.to), JSONMember("position", \.position),
    JSONMember(optional: "contribution", \.contribution),
    JSONMember(optional: "tensors", \.tensors), JSONMember(optional: "saved", \.saved),
  ]
}

extension GraphSnapshot.Node: JSONValue {
  static func read(_ json: inout JSONReader) throws -> Self { try NodeMembers.read(&json).node }
  func write(_ json: inout JSONWriter) { NodeMembers(node: self).write(&json) }
}

extension GraphSnapshot.Node.Pass: JSONValue {}

/// A node as it stands in JSON: its content under the name of its kind.
private struct NodeMembers: JSONObject {
  var node: GraphSnapshot.Node
  /// How many contents have been read.
  var contentCount = 0

  static let blank = NodeMembers(
    node: GraphSnapshot.Node(id: 0, name: "", content: .operation(OperationNode(type: ""))))

  static let members: JSONMembers<Self> = [
    JSONMember("id", \.node.id), JSONMember("name", \.node.name),
    JSONMember(optional: "scope", \.node.scope), JSONMember(optional: "repeats", \.node.repeats),
    JSONMember(optional: "cost", \.node.cost),
    JSONMember("pass", \.node.pass, else: .forward),
    JSONMember(optional: "counterpart", \.node.counterpart),
    JSONMember(optional: "tensor", get: { $0.node.tensor }, set: { $0.add(.tensor($1)) }),
    JSONMember(optional: "operation", get: { $0.node.operation }, set: { $0.add(.operation($1)) }),
    JSONMember(optional: "reference", get: { $0.node.reference }, set: { $0.add(.reference($1)) }),
    JSONMember(optional: "module", get: { $0.node.module }, set: { $0.add(.module($1)) }),
    JSONMember(optional: "stub", get: { $0.node.stub }, set: { $0.add(.stub($1)) }),
  ]

  private mutating func add(_ content: GraphSnapshot.Content) {
    node.content = content
    contentCount += 1
  }

  var contradiction: (member: String, reason: String)? {
    if contentCount == 1 { return nil }
    return (
      "tensor",
      "a node is one of tensor, operation, reference, module, stub; this is \(contentCount) of them"
    )
  }
}
