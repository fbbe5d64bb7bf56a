public import Smolgrad

/// What a module holds, at any depth, with paths such as `layers.0.weight`.
final class Structure {
  /// The module itself, with an empty path, then all below it, each before its own parts.
  private(set) var modules: [(path: String, module: Module)] = []
  /// Parameters and buffers with their paths.
  ///
  /// A module's own, parameters first, come before those of its parts. What is held twice is there twice.
  private(set) var tensors: [(path: String, tensor: Tensor)] = []
  /// The first path of each module below the one that this is about.
  private(set) var names: [ObjectIdentifier: String] = [:]

  /// The modules on the way to the one that is being looked through, so that a reference back to one of them is no endless way.
  private var way: Set<ObjectIdentifier> = []

  init(of module: Module) { add(module, at: "") }

  private func add(_ module: Module, at path: String) {
    guard way.insert(ObjectIdentifier(module)).inserted else { return }
    defer { way.remove(ObjectIdentifier(module)) }
    modules.append((path, module))
    if !path.isEmpty, names[ObjectIdentifier(module)] == nil {
      names[ObjectIdentifier(module)] = path
    }
    var found = Found()
    for member in module.members {
      found.add(member.value, at: path.isEmpty ? member.name : "\(path).\(member.name)")
    }
    tensors += found.parameters
    tensors += found.buffers
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
      case let dictionary as [String: Any]:
        for key in dictionary.keys.sorted() { add(dictionary[key]!, at: "\(path).\(key)") }
      case let array as [Any]:
        for (index, element) in array.enumerated() { add(element, at: "\(path).\(index)") }
      default: break
      }
    }
  }
}

extension Tensor {
  /// Whether a module that holds it would train it: it is one already, or a leaf that asks for a gradient.
  fileprivate var isParameter: Bool {
    role == .parameter || role == .input && requiresGradient
  }

  /// Makes the tensor a parameter, which the module that holds it trains and saves, like PyTorch's `nn.Parameter`.
  ///
  /// A property of a module that holds a tensor with `requiresGradient` is one without being asked.
  @discardableResult
  public func asParameter() -> Tensor {
    requiresGradient = true
    role = .parameter
    return self
  }

  /// Makes the tensor a buffer, which the module that holds it saves, but does not train, like PyTorch's `register_buffer`.
  @discardableResult
  public func asBuffer() -> Tensor {
    requiresGradient = false
    role = .buffer
    return self
  }
}

extension Module {
  /// What it holds; looked through once and kept, since reflection is slow.
  var structure: Structure {
    if let knownStructure { return knownStructure }
    let structure = Structure(of: self)
    knownStructure = structure
    return structure
  }

  /// What it holds, looked through anew, so that a part which was replaced is not missed.
  func refreshedStructure() -> Structure {
    knownStructure = nil
    return structure
  }

  /// Tells parameters and buffers what part they play, and their paths, which begin with `path`.
  func labelTensors(below path: String) {
    // From the last to the first, so that a tensor that is held twice keeps its first path.
    for (relative, tensor) in structure.tensors.reversed() {
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
    return levels.reversed().flatMap { level in
      level.children.compactMap { child in child.label.map { ($0, child.value) } }
    }
  }
}
