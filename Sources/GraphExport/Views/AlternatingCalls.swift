/// Calls of modules that alternate, such as blocks with and without a shifted window: `A B A B A B`.
///
/// Each period gets a scope of its own, so that periods can be folded like calls of one module.
struct AlternatingCalls {
  /// The snapshot with a scope around each period.
  private(set) var snapshot: GraphSnapshot
  /// The `id`s of these scopes.
  private(set) var periods: Set<Int> = []
  /// For the path of the first call of each period, that of the last one.
  private var lastPaths: [String: String] = [:]
  /// For each call, the number of the period that it belongs to; -1 for none.
  private var periodOf: [Int]
  private var count = 0

  /// How many calls a period may have.
  private static let longest = 8
  /// From how many periods on calls in which no others happened are worth a box.
  private static let fewestOfLeaves = 4

  init(_ snapshot: GraphSnapshot, _ index: GraphIndex, _ opened: OpenedScopes) {
    self.snapshot = snapshot
    periodOf = [Int](repeating: -1, count: snapshot.scopes.count)
    let tree = ScopeTree(snapshot.scopes, opened)
    let children = tree.children
    guard children.contains(where: { $0.count > 3 }) else { return }
    let members = ScopeMembers(snapshot, index, tree, children)
    for siblings in children where siblings.count > 3 {
      let calls = siblings.filter { members.counts[$0] > 0 }
        .sorted { members.first[$0] < members.first[$1] }
      find(
        calls.map { call in
          Call(
            position: call, content: content(of: members.positions(in: call)),
            type: snapshot.scopes[call].type, isOpen: tree.isOpen[call], isLeaf: tree.isLeaf[call])
        })
    }
    if count > 0 { addScopes() }
  }

  /// What calls are compared by before they are compared in full.
  private struct Call {
    var position: Int
    /// What happened inside, as a number.
    var content: Int
    var type: String
    var isOpen: Bool
    var isLeaf: Bool

    func isLike(_ other: Call) -> Bool { type == other.type && content == other.content }
  }

  /// The same number for nodes that differ in their numbers and in fractions alone.
  private func content(of positions: [Int32]) -> Int {
    var hasher = Hasher()
    for position in positions {
      switch snapshot.nodes[Int(position)].content {
      case .operation(let operation):
        hasher.combine(operation.type)
        for attribute in operation.attributes where !attribute.isFraction {
          hasher.combine(attribute)
        }
      case .tensor(let tensor):
        hasher.combine(tensor.role)
        hasher.combine(tensor.shape)
      case .reference, .module, .stub: break
      }
    }
    return hasher.finalize()
  }

  /// Finds the periods among calls that happened inside the same call.
  private mutating func find(_ calls: [Call]) {
    var start = 0
    while start < calls.count {
      let rest = calls[start...]
      let found = (2...Self.longest).lazy.compactMap { length in
        Self.count(rest, length).map { ($0, length) }
      }.first
      guard let (times, length) = found, hasOwnPaths(rest.prefix(times * length)) else {
        start += 1
        continue
      }
      for (offset, call) in rest.prefix(times * length).enumerated() {
        periodOf[call.position] = count + offset / length
      }
      count += times
      start += times * length
    }
  }

  /// How many periods of a length calls begin with; nil if they are not worth a box, or all alike.
  private static func count(_ calls: ArraySlice<Call>, _ length: Int) -> Int? {
    let first = calls.startIndex
    guard calls.count >= 2 * length else { return nil }
    var end = first
    while end < calls.endIndex, !calls[end].isOpen,
      end - first < length || calls[end].isLike(calls[end - length])
    {
      end += 1
    }
    let times = (end - first) / length
    let period = calls.prefix(length)
    guard times > 1, period.contains(where: { !$0.isLike(calls[first]) }),
      times >= fewestOfLeaves || period.allSatisfy({ !$0.isLeaf })
    else { return nil }
    return times
  }

  /// Whether all are calls of different modules.
  private func hasOwnPaths(_ calls: ArraySlice<Call>) -> Bool {
    Set(calls.map { snapshot.scopes[$0.position].path }).count == calls.count
  }

  /// Puts a scope around each period, in front of its first call.
  private mutating func addScopes() {
    let old = snapshot.scopes
    let firstID = (old.map(\.id).max() ?? 0) + 1
    var calls = [[GraphSnapshot.Scope]](repeating: [], count: count)
    for (scope, period) in zip(old, periodOf) where period >= 0 { calls[period].append(scope) }
    var isAdded = [Bool](repeating: false, count: count)
    snapshot.scopes = []
    for (scope, period) in zip(old, periodOf) {
      guard period >= 0 else {
        snapshot.scopes.append(scope)
        continue
      }
      if !isAdded[period] {
        isAdded[period] = true
        let calls = calls[period]
        snapshot.scopes.append(
          .init(
            id: firstID + period, parent: scope.parent, type: Self.name(calls.map(\.type)),
            path: scope.path, parameterCount: calls.reduce(0) { $0 + $1.parameterCount }))
        lastPaths[scope.path] = calls[calls.count - 1].path
        periods.insert(firstID + period)
      }
      var scope = scope
      scope.parent = firstID + period
      snapshot.scopes.append(scope)
    }
  }

  /// `2 Block`, or `Attention, 3 Mamba`.
  private static func name(_ types: [String]) -> String {
    var names: [String] = []
    for type in types where !names.contains(type) { names.append(type) }
    return names.map { name in
      let times = types.count { $0 == name }
      return times == 1 ? name : "\(times) \(name)"
    }.joined(separator: ", ")
  }

  /// A folded snapshot without the scopes of periods that were not folded.
  func withoutUnfoldedPeriods(_ view: GraphSnapshot) -> GraphSnapshot {
    guard !periods.isEmpty else { return view }
    var view = view
    var parents: [Int: Int?] = [:]
    view.scopes = view.scopes.compactMap { scope in
      var scope = scope
      if periods.contains(scope.id) {
        guard let last = scope.repetition?.lastPath else {
          parents[scope.id] = scope.parent
          return nil
        }
        scope.repetition?.lastPath = lastPaths[last] ?? last
      }
      while let parent = scope.parent, let next = parents[parent] { scope.parent = next }
      return scope
    }
    return view
  }
}
