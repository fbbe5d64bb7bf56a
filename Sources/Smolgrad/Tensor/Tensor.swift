/// An n-dimensional array that remembers how it was computed, and can be differentiated.
///
/// Every operation makes a new tensor with a ``Record`` of its inputs; ``backward(gradient:recording:)`` follows the records from a result back to
/// the leaves. A tensor belongs to one thread at a time.
///
///     let a = Tensor(-4.0, requiresGradient: true).named("a")
///     let b = (a * a + 1).named("b")
///     b.backward()
///     b  // 17
///     a.gradient!  // -8
public final class Tensor {
  /// What is known of a gradient beside its elements.
  private enum GradientState: UInt8 {
    /// No other tensor has it; or there is none yet.
    case own
    /// Another tensor may have got the same one; then this tensor is given one of its own before anyone can change it.
    case shared
    /// It was cleared since it last arrived.
    case cleared
  }

  // Exclusive access to the stored properties is not checked at run time: a tensor belongs to one thread at a time, and no access to them calls
  // other code.
  // The order of the properties leaves no gaps: the smaller a tensor is, the more of a graph the processor's caches hold.
  @exclusivity(unchecked) var array: NDArray
  @exclusivity(unchecked) var requiresGradientFlag: Bool
  /// The part that it plays in a computation.
  @exclusivity(unchecked) public var role: Role
  @exclusivity(unchecked) private var gradientState = GradientState.own
  /// Whether `backward` has to look for hooks.
  @exclusivity(unchecked) private(set) var hasHooks = false
  /// How often its elements were changed in place.
  @exclusivity(unchecked) package var version: UInt32 = 0
  /// How it was computed; nil for a leaf.
  @exclusivity(unchecked) public internal(set) var record: Record?
  /// The gradient that `backward` computed.
  ///
  /// A leaf's gradient is added to by every `backward()`; that of an intermediate result starts afresh each time, and is kept for inspection.
  ///
  /// A gradient that is assigned must have the tensor's shape and type.
  public var gradient: Tensor? {
    get { gradientState == .shared ? ownGradient() : heldGradient }
    set {
      if let newValue { checkGradient(newValue) }
      holdGradient(newValue)
    }
  }
  /// Whether the gradient was cleared since it last arrived.
  public var gradientWasCleared: Bool { gradientState == .cleared }
  @exclusivity(unchecked) private(set) var heldGradient: Tensor?
  @exclusivity(unchecked) private var labels: Labels?
  /// The part of the gradient that has arrived while `backward` is under way.
  @exclusivity(unchecked) var pending: Tensor?
  /// The last walk over a graph that came here, to visit each tensor once.
  @exclusivity(unchecked) var visit: UInt = 0

  init(_ array: NDArray, role: Role, requiresGradient: Bool = false, record: Record? = nil) {
    self.array = array
    self.role = role
    self.requiresGradientFlag = requiresGradient
    self.record = record
  }

  /// The sizes of the axes; empty for a scalar.
  public var shape: [Int] { array.shape }
  /// The type of the elements.
  public var dtype: DType { array.dtype }
  /// The number of axes.
  public var rank: Int { array.shape.count }
  /// The number of elements.
  public var count: Int { array.count }
  /// What it was computed from; empty for a leaf.
  public var inputs: Record.Inputs {
    @inline(__always) get { if let record { record.inputs } else { Record.Inputs() } }
  }
  /// What the operation keeps for its pullbacks besides inputs and output.
  public var saved: [Tensor] { record?.saved ?? [] }

  /// Whether gradients end here: it was not computed from anything that requires a gradient.
  public var isLeaf: Bool { record == nil || !requiresGradientFlag }

  /// Whether `backward` computes a gradient for it.
  ///
  /// It can be set on leaves of a floating point type. A result that was computed from constants alone becomes an input by it.
  public var requiresGradient: Bool {
    get { requiresGradientFlag }
    set {
      if newValue == requiresGradientFlag { return }
      guard isLeaf else {
        fail(
          "requiresGradient",
          "can be set on leaves only, and this tensor is the result of \(record!.operation); use detached()"
        )
      }
      guard !newValue || dtype.isFloatingPoint else {
        fail(
          "requiresGradient", "only floating point tensors have gradients, not \(dtype.rawValue)")
      }
      requiresGradientFlag = newValue
      if newValue, record != nil {
        record = nil
        role = .input
      }
    }
  }

  /// What few tensors have.
  private final class Labels {
    var name: String?
    var path: String?
    var hooks: TensorHooks?
    var observers: [any ChangeObserver] = []
  }

  /// The name that the user gave it.
  public var name: String? {
    get { labels?.name }
    set { if let labels = labels(for: newValue) { labels.name = newValue } }
  }

  /// The path of a parameter or buffer from the root module, such as `layers.0.weight`.
  public var path: String? {
    get { labels?.path }
    set { if let labels = labels(for: newValue) { labels.path = newValue } }
  }

  /// The hooks that were registered; nil for most tensors.
  var hooks: TensorHooks? {
    get { labels?.hooks }
    set {
      if let labels = labels(for: newValue) { labels.hooks = newValue }
      hasHooks = newValue != nil
    }
  }

  /// Who is told when the elements change in place; nobody for most tensors.
  var observers: [any ChangeObserver] {
    get { labels?.observers ?? [] }
    set { labels(for: newValue)?.observers = newValue }
  }

  /// The object that holds labels; nil where there is none, and none is to come.
  private func labels(for label: Any?) -> Labels? {
    if labels == nil, label != nil { labels = Labels() }
    return labels
  }

  /// Gives the tensor a name, which figures and errors show, and returns it.
  @discardableResult
  public func named(_ name: String) -> Tensor {
    self.name = name
    return self
  }

  /// Clears the gradient, so that the next `backward()` starts from nothing.
  public func zeroGradient() {
    heldGradient = nil
    gradientState = .cleared
    if hasHooks { hooks?.changes = [] }
  }

  /// Takes a gradient of the right shape and type, which may be shared with other tensors.
  func holdGradient(_ gradient: Tensor?, isShared: Bool = false) {
    heldGradient = gradient
    if gradient != nil { gradientState = isShared ? .shared : .own }
  }

  /// The gradient as a tensor that no other tensor holds; the elements are copied when they are changed.
  @inline(never)
  private func ownGradient() -> Tensor? {
    gradientState = .own
    if heldGradient != nil, !isKnownUniquelyReferenced(&heldGradient!),
      let held = heldGradient, held.record == nil
    {
      heldGradient = Tensor(held.array, role: held.role)
    }
    return heldGradient
  }

  private func checkGradient(_ gradient: Tensor) {
    guard gradient !== self else { fail("gradient", "a tensor can't be its own gradient") }
    required(of: [self], try checkGradientShape(gradient, "gradient"))
    guard gradient.dtype == dtype else {
      fail(
        "gradient",
        "a tensor of type \(dtype.rawValue) can't have a gradient of type \(gradient.dtype.rawValue)"
      )
    }
    guard gradient.device == device else {
      fail("gradient", "a tensor on \(device) can't have a gradient on \(gradient.device)")
    }
  }

  /// Refuses a gradient of another shape than the tensor's.
  func checkGradientShape(_ gradient: Tensor, _ operation: String) throws(OperandError) {
    guard gradient.shape == shape else {
      throw OperandError(
        operation, "a tensor of shape \(shape) can't have a gradient of shape \(gradient.shape)")
    }
  }

  /// A leaf with the same elements (not a copy) that requires no gradient.
  ///
  ///     let x = Tensor(2, requiresGradient: true)
  ///     (x * x).detached().requiresGradient  // false
  public func detached() -> Tensor {
    let tensor = Tensor(array, role: .input)
    tensor.name = name
    return tensor
  }

  // Releases what this tensor alone kept alive, without recursion: a chain of a million operations would overflow the stack.
  deinit {
    guard record != nil || heldGradient?.holdsOthers ?? false else { return }
    var pending: [Tensor] = []
    releaseReferences(to: &pending)
    while var tensor = pending.popLast() {
      if isKnownUniquelyReferenced(&tensor) { tensor.releaseReferences(to: &pending) }
    }
  }

  /// Whether it refers to other tensors: to what it was computed from, or to a gradient.
  var holdsOthers: Bool { record != nil || heldGradient != nil }

  private func releaseReferences(to pending: inout [Tensor]) {
    // A record that somebody else holds on to keeps its inputs.
    if record != nil, isKnownUniquelyReferenced(&record!), let record {
      self.record = nil
      record.inputs.release(to: &pending)
      record.releaseSaved(to: &pending)
    }
    if let gradient = heldGradient, gradient.holdsOthers {
      pending.append(gradient)
      heldGradient = nil
    }
  }
}
