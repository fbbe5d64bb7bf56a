import Smolgrad

/// The module calls met so far, parents first.
struct ScopeTable {
  private(set) var scopes: [GraphSnapshot.Scope] = []
  private var ids: [ObjectIdentifier: Int] = [:]
  /// How often each module was called at the root.
  private var rootCalls: [Root: Int] = [:]
  /// The call that was asked for last, since neighbors in the history mostly share theirs.
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

  /// The innermost call, among a call and those around it, of a module that holds the tensor at a path; nil if there is none.
  ///
  /// `fc` holds `fc.weight`, and `neuron` holds `neuron.weights.0`.
  func owner(of path: String, around scope: Int?) -> Int? {
    var next = scope
    while let id = next {
      let module = scopes[id].path
      if module.isEmpty ? Self.isHeldByRoot(path) : path.hasPrefix(module + ".") { return id }
      next = scopes[id].parent
    }
    return nil
  }

  /// Whether a path is that of a property or of an element of one, such as `weight` or `weights.0`, and not of a module's.
  private static func isHeldByRoot(_ path: String) -> Bool {
    path.split(separator: ".").dropFirst().allSatisfy { $0.allSatisfy(\.isNumber) }
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
