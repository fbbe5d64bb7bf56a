/// How the brackets of `tensor[…]` are carried out: a view first, then positions along the dimensions that tensors index.
struct IndexPlan {
  /// The part of the tensor that the plain indices leave, in the tensor's dimensions.
  private(set) var slicing: Slicing
  /// The shape of the view: positions dropped, new dimensions added.
  private(set) var viewShape: [Int] = []
  /// The inputs that say which elements to gather.
  private(set) var indexTensors: [Tensor] = []
  /// The dimensions of the view that are indexed by tensors, and the entries of those.
  private var advanced: [(axis: Int, entries: [Int], shape: [Int])] = []

  var hasTensors: Bool { !advanced.isEmpty }

  init(_ indices: [Indexing], of tensor: Tensor) throws(OperandError) {
    slicing = Slicing(all: tensor.shape)
    let used = indices.reduce(0) { $0 + $1.dimensionCount }
    guard used <= tensor.rank else {
      throw OperandError(
        "getitem", "\(used) indices for shape \(tensor.shape), which has \(tensor.rank) dimensions")
    }
    var axis = 0
    var sawEllipsis = false
    for index in indices {
      switch index {
      case .position(let position): try take(position, axis, tensor.shape)
      case .slice(let start, let end, let step): try take(start, end, step, axis, tensor.shape)
      case .remaining:
        guard !sawEllipsis else { throw OperandError("getitem", "there may be one ellipsis only") }
        sawEllipsis = true
        for _ in 0..<tensor.rank - used {
          viewShape.append(tensor.shape[axis])
          axis += 1
        }
      case .unsqueezed: viewShape.append(1)
      case .tensor(let entries): try take(entries, axis, tensor.shape)
      }
      axis += index.dimensionCount
    }
    viewShape += tensor.shape[axis...]
  }

  private mutating func take(_ position: Int, _ axis: Int, _ shape: [Int]) throws(OperandError) {
    let resolved = position < 0 ? position + shape[axis] : position
    guard resolved >= 0, resolved < shape[axis] else {
      throw OperandError(
        "getitem", "index \(position) is not inside dimension \(axis) of shape \(shape)")
    }
    slicing = slicing.along(axis, start: resolved, size: 1)
  }

  private mutating func take(
    _ start: Int?, _ end: Int?, _ step: Int, _ axis: Int, _ shape: [Int]
  ) throws(OperandError) {
    guard step > 0 else {
      throw OperandError("getitem", "a step of \(step) is not positive; use flip")
    }
    let size = shape[axis]
    func bound(_ value: Int) -> Int { min(max(value < 0 ? value + size : value, 0), size) }
    let first = bound(start ?? 0)
    let length = bound(end ?? size) - first
    let count = length > 0 ? (length - 1) / step + 1 : 0
    slicing = slicing.along(axis, start: first, size: count, step: count > 1 ? step : 1)
    viewShape.append(count)
  }

  private mutating func take(_ tensor: Tensor, _ axis: Int, _ shape: [Int]) throws(OperandError) {
    indexTensors.append(tensor)
    guard tensor.dtype == .bool else {
      let entries = try tensor.checkedIndices(
        below: shape[axis], "getitem", allowingNegative: true)
      advanced.append((viewShape.count, entries, tensor.shape))
      viewShape.append(shape[axis])
      return
    }
    guard Array(shape[axis..<axis + tensor.rank]) == tensor.shape, tensor.rank > 0 else {
      throw OperandError(
        "getitem",
        "a mask of shape \(tensor.shape) does not fit shape \(shape) at dimension \(axis)")
    }
    // A mask is as many vectors of indices as it has dimensions.
    let numbers = tensor.integers().enumerated().filter { $0.element != 0 }.map(\.offset)
    let strides = tensor.shape.contiguousStrides
    for dimension in 0..<tensor.rank {
      let entries = numbers.map { $0 / strides[dimension] % tensor.shape[dimension] }
      advanced.append((viewShape.count, entries, [numbers.count]))
      viewShape.append(shape[axis + dimension])
    }
  }

  /// The elements that are gathered, from the numbers of the view's elements; and the result's shape.
  ///
  /// The dimensions of the index tensors stand where the first of them stood if they are neighbors, else in front.
  func positions(in numbers: NDArray) throws(OperandError) -> (NDArray, [Int]) {
    let axes = advanced.map(\.axis)
    let rest = numbers.shape.indices.filter { !axes.contains($0) }
    var common: [Int] = []
    for (_, _, shape) in advanced {
      guard let fitting = common.broadcast(with: shape) else {
        throw OperandError("getitem", "indices of shapes \(common) and \(shape) can't be broadcast")
      }
      common = fitting
    }
    try Tensor.checkSize(rest.map { numbers.shape[$0] } + common, "getitem")
    let areNeighbors = axes.last! - axes.first! == axes.count - 1
    let axis = areNeighbors ? axes.first! : 0
    let before = Array(rest.prefix(axis)), after = Array(rest.dropFirst(axis))

    var offsets = [Int](repeating: 0, count: common.elementCount)
    for (axis, entries, shape) in advanced {
      let spread = NDArray.positions(entries).reshaped(shape).broadcast(to: common)
      for (index, entry) in Tensor(spread, role: .constant).integers().enumerated() {
        offsets[index] += entry * numbers.strides[axis]
      }
    }
    func grid(_ axes: [Int]) -> [Int] {
      axes.reduce([0]) { offsets, axis in
        offsets.flatMap { base in
          (0..<numbers.shape[axis]).map { base + $0 * numbers.strides[axis] }
        }
      }
    }
    let (outer, inner) = (grid(before), grid(after))
    let base = numbers.pointer(Int64.self)
    let positions = outer.flatMap { i in
      offsets.flatMap { j in inner.map { Int(base[i + j + $0]) } }
    }
    let shape = before.map { numbers.shape[$0] } + common + after.map { numbers.shape[$0] }
    return (.positions(positions), shape)
  }
}

extension Indexing {
  /// The dimensions of the tensor that the index uses up.
  fileprivate var dimensionCount: Int {
    switch self {
    case .position, .slice: 1
    case .remaining, .unsqueezed: 0
    case .tensor(let tensor): tensor.dtype == .bool ? tensor.rank : 1
    }
  }
}
