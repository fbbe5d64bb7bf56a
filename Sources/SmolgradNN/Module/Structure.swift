import Smolgrad

/// What a module holds, at any depth, with paths such as `layers.0.weight`.
struct Structure {
  /// The module itself, with an empty path, then all below it, each before its own parts, and how many of the tensors are its own.
  private(set) var modules: [(path: String, module: Module, tensorCount: Int)] = []
  /// Parameters and buffers with their paths.
  ///
  /// A module's own, parameters first, come before those of its parts. What is held twice is there twice.
  private(set) var tensors: [(path: String, tensor: Tensor)] = []

  /// The modules on the way to the one that is being looked through, so that a reference back to one of them is no endless way.
  private var way: Set<ObjectIdentifier> = []

  init(of module: Module) { add(module, at: "") }

  private mutating func add(_ module: Module, at path: String) {
    guard way.insert(ObjectIdentifier(module)).inserted else { return }
    defer { way.remove(ObjectIdentifier(module)) }
    var found = Found()
    for member in module.members {
      found.add(member.value, at: path.isEmpty ? member.name : "\(path).\(member.name)")
    }
    tensors += found.parameters
    tensors += found.buffers
    modules.append((path, module, found.parameters.count + found.buffers.count))
    for (path, module) in found.modules { add(module, at: path) }
  }

  /// What a module holds directly.
  private struct Found {
    var parameters: [(path: String, tensor: Tensor)] = []
    var buffers: [(path: String, tensor: Tensor)] = []
    var modules: [(path: String, module: Module)] = []

    mutating func add(_ value: Any, at path: String) {
      switch value {
      case let module as Module: modules.append((path, module))
      case let tensor as Tensor:
        if tensor.isParameter { parameters.append((path, tensor)) }
        if tensor.role == .buffer { buffers.append((path, tensor)) }
      // Data, of which there may be much.
      case is [Double], is [Float], is [Int], is [String]: break
      case let dictionary as [String: Any]:
        for key in dictionary.keys.sorted() { add(dictionary[key]!, at: "\(path).\(key)") }
      case let array as [Any]:
        for (index, element) in array.enumerated() { add(element, at: "\(path).\(index)") }
      default: addParts(of: value, at: path)
      }
    }

    /// Looks into a tuple and a structure.
    private mutating func addParts(of value: Any, at path: String) {
      let mirror = Mirror(reflecting: value)
      guard mirror.displayStyle == .tuple || mirror.displayStyle == .struct else { return }
      for (index, part) in mirror.children.enumerated() {
        let label = part.label.flatMap { $0.hasPrefix(".") ? nil : $0 } ?? "\(index)"
        add(part.value, at: "\(path).\(label)")
      }
    }
  }
}

/// What a module remembers of its structure, since reflection is slow: no module, which would then hold itself.
struct KnownParts {
  /// Parameters and buffers with their paths.
  let tensors: [(path: String, tensor: Tensor)]
  private var names: [ObjectIdentifier: (path: String, module: Reference)] = [:]

  init(_ structure: Structure) {
    tensors = structure.tensors
    for (path, module, _) in structure.modules.dropFirst()
    where names[ObjectIdentifier(module)] == nil {
      names[ObjectIdentifier(module)] = (path, Reference(module: module))
    }
  }

  /// The first path of a module; nil for one that is not there.
  func name(of module: Module) -> String? {
    guard let known = names[ObjectIdentifier(module)], known.module.module === module else {
      return nil
    }
    return known.path
  }

  /// A reference that does not keep the module, but knows when another has taken its address.
  private struct Reference {
    weak var module: Module?
  }
}

extension Module {
  /// What it holds, looked through anew, so that a part which was replaced is not missed.
  func structure() -> Structure {
    let structure = Structure(of: self)
    knownParts = KnownParts(structure)
    return structure
  }

  /// What it was found to hold the last time that it was looked through.
  func parts() -> KnownParts {
    if let knownParts { return knownParts }
    let parts = KnownParts(Structure(of: self))
    knownParts = parts
    return parts
  }

  /// Tells parameters and buffers their paths, which begin with `path`, and what part they play.
  func labelTensors(below path: String) {
    // From the last to the first, so that a tensor that is held twice keeps its first path.
    for (relative, tensor) in parts().tensors.reversed() {
      let path = path.isEmpty ? relative : "\(path).\(relative)"
      if tensor.path != path { tensor.path = path }
      if tensor.role == .input { tensor.role = .parameter }
    }
  }

  /// The stored properties in the order of their declaration, those of superclasses first.
  func reflectedMembers() -> [(name: String, value: Any)] {
    var levels: [Mirror] = []
    var mirror: Mirror? = Mirror(reflecting: self)
    while let level = mirror, level.subjectType != Module.self {
      levels.append(level)
      mirror = level.superclassMirror
    }
    let lazyPrefix = "$__lazy_storage_$_"
    return levels.reversed().flatMap { level in
      level.children.compactMap { child in
        guard let label = child.label else { return nil }
        let isLazy = label.hasPrefix(lazyPrefix)
        return (isLazy ? String(label.dropFirst(lazyPrefix.count)) : label, child.value)
      }
    }
  }
}
