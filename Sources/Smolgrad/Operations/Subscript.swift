/// What can stand in the brackets of `tensor[…]`: a position, a range, a tensor of indices or truth values, or an ``Indexing``.
public protocol TensorIndex {
  /// The index as the engine takes it.
  var indexing: Indexing { get }
}

/// An index along a dimension of a tensor, as in the brackets of Python's `tensor[…]`.
public enum Indexing: TensorIndex {
  /// One position; the dimension is dropped. A negative position counts from the end.
  case position(Int)
  /// Every `step`-th position from `start` up to, but not including, `end`; nil means the first and the last.
  case slice(start: Int?, end: Int?, step: Int = 1)
  /// As many whole dimensions as the other indices leave.
  case remaining
  /// A new dimension of size 1.
  case unsqueezed
  /// The positions that a tensor of integers names, or at which a tensor of truth values is true.
  case tensor(Tensor)

  /// The index as the engine takes it.
  public var indexing: Indexing { self }
}

// What can be written with a dot alone: `x[.all, 2]`, `x[.ellipsis, .newAxis]`.
extension TensorIndex where Self == Indexing {
  /// The whole dimension.
  public static var all: Indexing { .slice(start: nil, end: nil) }
  /// As many whole dimensions as the other indices leave.
  public static var ellipsis: Indexing { .remaining }
  /// A new dimension of size 1.
  public static var newAxis: Indexing { .unsqueezed }
}

extension Int: TensorIndex {
  /// One position.
  public var indexing: Indexing { .position(self) }
}
extension Range<Int>: TensorIndex {
  /// The positions of the range.
  public var indexing: Indexing { .slice(start: lowerBound, end: upperBound) }
}
extension ClosedRange<Int>: TensorIndex {
  /// The positions of the range; one that ends at -1 ends with the last.
  public var indexing: Indexing {
    .slice(start: lowerBound, end: upperBound == -1 || upperBound == .max ? nil : upperBound + 1)
  }
}
extension PartialRangeFrom<Int>: TensorIndex {
  /// The positions from the bound to the end.
  public var indexing: Indexing { .slice(start: lowerBound, end: nil) }
}
extension PartialRangeUpTo<Int>: TensorIndex {
  /// The positions before the bound.
  public var indexing: Indexing { .slice(start: nil, end: upperBound) }
}
extension Tensor: TensorIndex {
  /// The positions that the tensor names.
  public var indexing: Indexing { .tensor(self) }
}

extension Tensor {
  /// A part of the tensor, by the rules of NumPy and PyTorch.
  ///
  /// `x[0]`, `x[1..<3]`, `x[.all, -1]`, `x[.ellipsis, .newAxis]` and slices are views; tensors of indices select copies, and are broadcast
  /// against each other. The gradient of an element that is selected several times is the sum.
  ///
  /// A part of a leaf can be written to, as by ``setItem(_:to:)``: `x[0..., 1] = y`.
  ///
  ///     let x = Tensor([[1, 2, 3], [4, 5, 6]])
  ///     x[0]  // [1, 2, 3]
  ///     x[.all, 1]  // [2, 5]
  ///     x[-1, 1...]  // [5, 6]
  public subscript(_ indices: any TensorIndex...) -> Tensor {
    get { getItem(indices.map(\.indexing)) }
    set { setItem(indices.map(\.indexing), to: newValue) }
  }

  /// Replaces a part of a leaf's elements; the value is broadcast, and converted to the leaf's type.
  ///
  /// A leaf that requires a gradient must be written to inside `withoutGradients`. Views of the leaf keep the old elements.
  public func setItem(_ indices: [Indexing], to value: Tensor) {
    guard record == nil else {
      fail(
        "setitem", "only leaves can be written to, and this is the result of \(record!.operation)")
    }
    guard !requiresGradientFlag || !Context.current.isRecording else {
      fail(
        "setitem", "a leaf that requires a gradient can be written to inside withoutGradients only")
    }
    let copy = array.writableCopy()
    let numbers = Tensor(.positions(Array(0..<count)).reshaped(shape), role: .constant)
    let targets = withoutGradients { numbers.getItem(indices) }
    guard value.shape.broadcast(with: targets.shape) == targets.shape else {
      fail(
        "setitem", "a value of shape \(value.shape) does not fit a part of shape \(targets.shape)")
    }
    let source = value.array.cast(to: dtype).broadcast(to: targets.shape).contiguous()
    let size = dtype.byteCount
    for (index, target) in targets.integers().enumerated() {
      (copy.base + target * size).copyMemory(from: source.base + index * size, byteCount: size)
    }
    array = copy.moved(to: device)
    version &+= 1
  }

  /// A part of the tensor, for indices that are not known when the program is compiled.
  public func getItem(_ indices: [Indexing]) -> Tensor {
    required(of: [self], try checkedGetItem(indices))
  }

  package func checkedGetItem(_ indices: [Indexing]) throws(OperandError) -> Tensor {
    let plan = try IndexPlan(indices, of: self)
    let attributes = [Attribute("index", .text(indices.map(\.text).joined(separator: ", ")))]
    let (slicing, target) = (plan.slicing, plan.viewShape)
    let view = array.sliced(slicing).viewed(as: target)!
    guard plan.hasTensors else {
      return Tensor.result(
        "getitem", attributes, of: [self], view,
        [
          Derivative("{g} in its place, else 0") { gradient, y in
            gradient.reshape(slicing.sizes).embedded(in: y.inputs[0].shape, at: slicing)
          }
        ], tags: .view)
    }
    let numbers = NDArray.positions(Array(0..<count)).reshaped(shape)
    let (positions, result) = try plan.positions(in: numbers.sliced(slicing).viewed(as: target)!)
    return gathered(
      "getitem", attributes, of: plan.indexTensors, at: positions, shape: result)
  }
}

extension Indexing {
  /// The index as Python writes it.
  fileprivate var text: String {
    switch self {
    case .position(let position): return "\(position)"
    case .slice(let start, let end, let step):
      let bounds = "\(start.map(String.init) ?? ""):\(end.map(String.init) ?? "")"
      return step == 1 ? bounds : "\(bounds):\(step)"
    case .remaining: return "..."
    case .unsqueezed: return "None"
    case .tensor(let tensor): return tensor.name ?? "\(tensor.dtype.rawValue)\(tensor.shape)"
    }
  }
}
