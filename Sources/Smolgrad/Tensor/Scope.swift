import Synchronization

/// One call of a module: everything that is computed during the call is recorded with it.
public final class Scope: Sendable {
  /// The module's type, such as `Linear`.
  public let type: String
  /// The name by which the parent holds the module, such as `fc1` or `0`; empty at the root.
  public let name: String
  /// The call that this one happened in.
  public let parent: Scope?
  /// How often the parent's call had called a module of this name before.
  ///
  /// At the root it is always 0: tell two calls of a root module apart by identity, and number them in the order in which
  /// they appear in the history, so that a figure does not depend on what the process computed earlier.
  public let call: Int
  /// A number that only calls of the same module share; nil where nobody said which module it is.
  package let module: UInt64?

  private let calls = Mutex<[String: Int]>([:])

  private init(type: String, name: String, module: UInt64?, parent: Scope?) {
    self.type = type
    self.name = name
    self.module = module
    self.parent = parent
    self.call =
      parent?.calls.withLock { calls in
        let call = calls[name, default: 0]
        calls[name] = call + 1
        return call
      } ?? 0
  }

  /// The names from the root to here with dots between them, such as `layers.0`; the root's empty name is left out.
  public var path: String {
    var names: [String] = []
    var scope: Scope? = self
    while let current = scope {
      if !current.name.isEmpty { names.append(current.name) }
      scope = current.parent
    }
    return names.reversed().joined(separator: ".")
  }

  /// The module call that is going on.
  public static var current: Scope? { Context.current.scope }

  /// Runs the body of a module's call, so that what it computes is recorded as part of it.
  public static func entering<Result, Failure: Error>(
    type: String, name: String, _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try entering(type: type, name: name, module: nil, body)
  }

  /// Runs the body of a call of a module that is known by a number.
  package static func entering<Result, Failure: Error>(
    type: String, name: String, module: UInt64?, _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let context = Context.current
    context.log?.stopwatch?.enterScope()
    let scope = Scope(type: type, name: name, module: module, parent: context.scope)
    return try context.with(scope: scope).run(body)
  }
}
