/// Removes a hook that was registered, like PyTorch's `RemovableHandle`.
///
///     let x = Tensor(2, requiresGradient: true)
///     let handle = x.registerGradientHook(name: "double") { gradient in gradient * 2 }
///     handle.remove()
///     (x * x).backward()
///     x.gradient!  // 4
public final class HookHandle {
  /// The name of the hook.
  public let name: String
  private let removal: () -> Void

  init(_ name: String, _ removal: @escaping () -> Void) {
    self.name = name
    self.removal = removal
  }

  /// Removes the hook; a second time it does nothing.
  ///
  /// A hook that is removed while hooks of the same tensor run is still called this time.
  public func remove() { removal() }
}

/// Hooks of one kind in the order of their registration.
package final class HookList<Body> {
  /// A function and its name.
  package struct Hook {
    package let name: String
    package let body: Body
    fileprivate let number: Int
  }

  /// The hooks that are registered.
  package private(set) var hooks: [Hook] = []
  private var count = 0

  package init() {}

  /// Adds a hook behind the others.
  package func add(_ name: String, _ body: Body) -> HookHandle {
    count += 1
    let number = count
    hooks.append(Hook(name: name, body: body, number: number))
    return HookHandle(name) { [weak self] in self?.hooks.removeAll { $0.number == number } }
  }
}
