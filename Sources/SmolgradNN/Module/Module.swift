public import Smolgrad
import Synchronization

/// How many modules there have been in this process.
private let moduleCount = Atomic<UInt64>(0)

/// A part of a model: it holds parameters and further modules, and turns a tensor into another.
///
/// A model is a subclass with its parts as stored properties and a ``forward(_:)``. What the properties hold is found by reflection, also in
/// arrays, dictionaries and optionals, and is named after them: `fc1.weight`, `blocks.0.norm.bias`.
///
///     final class MLP: Module {
///       let fc1 = Linear(2, 5)
///       let fc2 = Linear(5, 1)
///
///       override func forward(_ x: Tensor) -> Tensor { fc2(fc1(x).relu()).sigmoid() }
///     }
///
///     let model = MLP()
///     model(Tensor([[1, 2]])).shape  // [1, 1]
///     model.namedParameters().map(\.path)  // ["fc1.weight", "fc1.bias", "fc2.weight", "fc2.bias"]
///
/// What a call computes is recorded with the module's type and its path from the outermost module that was called, the root. A module
/// belongs to one thread at a time, as its tensors do.
///
/// It is a class and no protocol, as in PyTorch: every module keeps its mode and what is known of its parts, which a protocol could not
/// store, and calls of one object are recognized by its identity. The price is that a missing ``forward(_:)`` is noticed when it is called.
open class Module {
  /// Whether it behaves as in training, where that makes a difference, such as for ``Dropout``; set it with ``train(_:)`` and ``eval()``.
  public internal(set) var isTraining = true

  /// The type's name, which its calls are recorded with.
  private(set) lazy var typeName = String(describing: type(of: self))
  /// A number that no other module of the process has, by which its calls are recognized.
  private let number = moduleCount.add(1, ordering: .relaxed).newValue
  /// What it holds, as far as it was needed so far.
  var knownParts: KnownParts?
  /// Functions that are called with its results and gradients; nil for most modules.
  var hooks: ModuleHooks?

  /// A module that holds what its subclass declares.
  public init() {}

  /// Computes the result; subclasses override it, and users call the module itself: `model(x)`.
  open func forward(_ x: Tensor) -> Tensor {
    fatalError("\(typeName) has no forward(_:) for a single tensor")
  }

  /// Computes ``forward(_:)``, and records the operations as part of this module.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    hooks == nil ? scoped { forward(x) } : scoped(with: [x]) { forward($0[0]) }
  }

  /// The properties in which parameters, buffers and modules are looked for, in the order of their names in state dictionaries.
  ///
  /// These are the stored properties in the order of their declaration. A container whose parts have names of another kind overrides it.
  open var members: [(name: String, value: Any)] { reflectedMembers() }

  /// Runs the body of a call, so that what it computes is recorded as part of this module.
  ///
  /// A module whose call takes something other than one tensor has a `callAsFunction` of its own, with its body in here, or in
  /// ``scoped(with:_:)`` if it is to have hooks:
  ///
  ///     final class Gate: Module {
  ///       let mix = Linear(2, 2)
  ///
  ///       func callAsFunction(_ a: Tensor, _ b: Tensor) -> Tensor { scoped { mix(a) * b } }
  ///     }
  ///     Gate()(Tensor.ones([1, 2]), Tensor.zeros([2]))  // [[0, 0]]
  public final func scoped<Result, Failure: Error>(
    _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    require(
      hooks?.isInUse != true, typeName,
      "it has hooks, which are for calls that take tensors and give one, and this call does not; see scoped(with:_:)"
    )
    return try entering(body)
  }

  /// Runs the body of a call as part of this module, whether or not it has hooks.
  func entering<Result, Failure: Error>(
    _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let name = nameForCall()
    return try asCaller { () throws(Failure) -> Result in
      try Scope.entering(type: typeName, name: name, module: number, body)
    }
  }

  /// Its path from the module that is calling it; empty for a root, whose tensors get their names here.
  private func nameForCall() -> String {
    if let caller = Caller.current?.module {
      if let name = caller.parts().name(of: self) { return name }
      // It may have come after the caller was looked through.
      caller.knownParts = nil
      caller.labelTensors(below: Scope.current?.path ?? "")
      if let name = caller.parts().name(of: self) { return name }
    }
    labelTensors(below: "")
    return ""
  }

  /// Runs the body with this module as the one that calls others.
  private func asCaller<Result, Failure: Error>(
    _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    // TaskLocal.withValue loses the type of the error, so the outcome is carried past it.
    var outcome: Swift.Result<Result, Failure>?
    Caller.$current.withValue(Caller(module: self)) {
      do throws(Failure) {
        outcome = .success(try body())
      } catch {
        outcome = .failure(error)
      }
    }
    return try outcome!.get()
  }
}

/// The module whose call is going on.
///
/// It never leaves the thread that the call runs on, since a call is synchronous.
private struct Caller: @unchecked Sendable {
  let module: Module

  @TaskLocal static var current: Caller?
}
