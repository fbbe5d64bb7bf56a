import Smolgrad

/// The module calls met so far, parents first.
struct ScopeTable {
  private(set) var scopes: [GraphSnapshot.Scope] = []
  private var ids: [ObjectIdentifier: Int] = [:]

  mutating func id(of scope: Scope) -> Int {
    // From the innermost unknown call outwards, then back inwards, so that parents come first.
    var unknown: [Scope] = []
    var next: Scope? = scope
    while let call = next, ids[ObjectIdentifier(call)] == nil {
      unknown.append(call)
      next = call.parent
    }
    for call in unknown.reversed() {
      ids[ObjectIdentifier(call)] = scopes.count
      scopes.append(
        .init(
          id: scopes.count, parent: call.parent.map { ids[ObjectIdentifier($0)]! }, type: call.type,
          path: call.path, call: call.call + 1))
    }
    return ids[ObjectIdentifier(scope)]!
  }

  /// The innermost call of the module at `path` among a call and those around it; nil if there is none.
  func call(of path: String, around scope: Int?) -> Int? {
    var next = scope
    while let id = next, scopes[id].path != path { next = scopes[id].parent }
    return next
  }

  mutating func count(_ parameters: Int, in scope: Int) {
    var next: Int? = scope
    while let id = next {
      scopes[id].parameterCount += parameters
      next = scopes[id].parent
    }
  }
}
