import Smolgrad

/// The module calls met so far, parents first.
struct ScopeTable {
  private(set) var scopes: [GraphSnapshot.Scope] = []
  private var ids: [ObjectIdentifier: Int] = [:]
  /// How often each module was called at the root.
  private var rootCalls: [Root: Int] = [:]
  /// The call that was asked for last, since neighbours in the history mostly share theirs.
  private var last: (call: ObjectIdentifier, id: Int)?
  /// For each call the parameter that was last counted in it.
  private var counted: [Int] = []

  /// What calls of one and the same module at the root have in common.
  private struct Root: Hashable {
    var module: UInt64?
    var type: String
    var name: String
  }

  mutating func id(of scope: Scope) -> Int {
    if let last, last.call == ObjectIdentifier(scope) { return last.id }
    // From the innermost unknown call outwards, then back inwards, so that parents come first.
    var unknown: [Scope] = []
    var next: Scope? = scope
    while let call = next, ids[ObjectIdentifier(call)] == nil {
      unknown.append(call)
      next = call.parent
    }
    for call in unknown.reversed() { add(call) }
    let id = ids[ObjectIdentifier(scope)]!
    last = (ObjectIdentifier(scope), id)
    return id
  }

  private mutating func add(_ call: Scope) {
    let parent = call.parent.map { ids[ObjectIdentifier($0)]! }
    var path = parent.map { scopes[$0].path } ?? ""
    if !call.name.isEmpty { path += path.isEmpty ? call.name : "." + call.name }
    var number = call.call + 1
    if parent == nil {
      let root = Root(module: call.module, type: call.type, name: call.name)
      number = rootCalls[root, default: 0] + 1
      rootCalls[root] = number
    }
    ids[ObjectIdentifier(call)] = scopes.count
    scopes.append(
      .init(id: scopes.count, parent: parent, type: call.type, path: path, call: number))
    counted.append(-1)
  }

  /// The innermost call of the module at `path` among a call and those around it; nil if there is none.
  func call(of path: String, around scope: Int?) -> Int? {
    var next = scope
    while let id = next, scopes[id].path != path { next = scopes[id].parent }
    return next
  }

  /// Adds a parameter's elements to a call and to those around it, once each.
  mutating func count(_ elements: Int, of parameter: Int, in scope: Int?) {
    var next = scope
    // Where it was counted in a call, it was in those around it too.
    while let id = next, counted[id] != parameter {
      counted[id] = parameter
      scopes[id].parameterCount += elements
      next = scopes[id].parent
    }
  }
}
