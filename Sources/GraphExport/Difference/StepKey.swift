/// By what steps are taken to belong together; the first that fits counts.
enum StepKey: CaseIterable {
  /// The operation and the numbers of its parameters, as far as they tell one from others: a stack without its first layer calls the second one
  /// by that one's name.
  case weights
  /// What `location` has, with the attributes and the shape of the result.
  case wholly
  /// The module call, the operation, the result's name, and the names and shapes of what is given.
  case location
  /// The operation and the shapes of its parameters, wherever it stands: it may have another name.
  case parameters
  /// The module call and the operation.
  case call
  /// The operation.
  case operation
  /// The module call, the shape of the result and the kinds of the arguments: another operation stands there.
  case result
}

/// What the modules of one graph are called in another.
struct NewNames {
  private var names: [String: String] = [:]
  private var taken: Set<String> = []

  /// Learns a module's name; false if there is one already.
  mutating func add(_ before: String, _ after: String) -> Bool {
    guard names[before] == nil else { return false }
    names[before] = after
    taken.insert(after)
    return true
  }

  /// The name that something in a module has now; one that nothing has if another module bears the module's name now.
  subscript(name: String) -> String {
    guard !names.isEmpty else { return name }
    var module = name
    while true {
      if let new = names[module] {
        let rest = name.dropFirst(module.count)
        return new.isEmpty && rest.first == "." ? String(rest.dropFirst()) : new + rest
      }
      if taken.contains(module) { return "\u{0}" + name }
      guard !module.isEmpty else { return name }
      module = module.lastIndex(of: ".").map { String(module[..<$0]) } ?? ""
    }
  }
}
