/// A regular part of an array: along each axis a start, a step (negative ones run backwards) and a number of elements.
struct Slicing: Sendable {
  var starts: [Int]
  var steps: [Int]
  var sizes: [Int]

  /// The whole of an array of this shape.
  init(all shape: [Int]) {
    starts = shape.map { _ in 0 }
    steps = shape.map { _ in 1 }
    sizes = shape
  }

  /// The same part with another choice along one axis.
  func along(_ axis: Int, start: Int, size: Int, step: Int = 1) -> Slicing {
    var slicing = self
    slicing.starts[axis] = start
    slicing.steps[axis] = step
    slicing.sizes[axis] = size
    return slicing
  }

  /// Behind the last element along each axis.
  fileprivate var ends: [Int] {
    starts.indices.map {
      sizes[$0] == 0 ? starts[$0] : starts[$0] + (sizes[$0] - 1) * steps[$0] + 1
    }
  }

  /// The axis along which a range is chosen, if there is one alone and the others are whole.
  fileprivate func onlyAxis(of shape: [Int]) -> Int? {
    let axes = shape.indices.filter { sizes[$0] != shape[$0] || steps[$0] != 1 }
    return axes.count == 1 && steps[axes[0]] == 1 ? axes[0] : nil
  }
}

extension NDArray {
  /// A view of a part.
  func sliced(_ slicing: Slicing) -> NDArray {
    var (strides, offset) = (strides, offset)
    for axis in strides.indices {
      offset += slicing.starts[axis] * strides[axis]
      strides[axis] *= slicing.steps[axis]
    }
    return view(shape: slicing.sizes, strides: strides, offset: count == 0 ? self.offset : offset)
  }

  /// Zeros, or another number, with this array at a part of them: the reverse of slicing.
  func embedded(
    in shape: [Int], at slicing: Slicing, besides number: Number = .integer(0)
  ) -> NDArray {
    if slicing.steps.allSatisfy({ $0 > 0 }),
      let result = onMLX(
        "embed", integers: shape + slicing.starts + slicing.ends + slicing.steps,
        real: number.real)
    {
      return result
    }
    if number.real == 0, let axis = slicing.onlyAxis(of: shape) {
      return padded(to: shape, axis, slicing.starts[axis])
    }
    let result = NDArray.full(shape, number, dtype: dtype)
    copy(into: result.sliced(slicing))
    return result
  }

  /// Zeros along an axis before and behind this array, written in one go.
  private func padded(to shape: [Int], _ axis: Int, _ start: Int) -> NDArray {
    let (result, part) = (NDArray(uninitialized: shape, dtype: dtype), contiguous())
    let inner = shape[(axis + 1)...].reduce(dtype.byteCount, *)
    let (before, length, whole) = (start * inner, self.shape[axis] * inner, shape[axis] * inner)
    var (from, to) = (UnsafeRawPointer(part.base), result.base)
    for _ in 0..<shape[..<axis].reduce(1, *) {
      to.initializeMemory(as: UInt8.self, repeating: 0, count: before)
      (to + before).copyMemory(from: from, byteCount: length)
      (to + before + length).initializeMemory(
        as: UInt8.self, repeating: 0, count: whole - before - length)
      (from, to) = (from + length, to + whole)
    }
    return result
  }

  /// Adds the elements in place to those of another array of the same shape and type.
  func add(to target: NDArray) {
    guard dtype == .float32 || dtype == .float64 else {
      return NDArray.zip(target, self, .add).copy(into: target)
    }
    let rows = Rows(shape: shape, target.strides, strides, strides)
    guard rows.strides.0 == 1 || rows.length == 1 else {
      return NDArray.zip(target, self, .add).copy(into: target)
    }
    func run<T>(_ loop: BinaryLoop<T, T>) {
      let (to, from) = (target.pointer(T.self), pointer(T.self))
      rows.forEach { i, j, _ in
        loop(to + i, 1, from + j, rows.strides.1, to + i, rows.length)
      }
    }
    if dtype == .float32 {
      run(BinaryKernel.add.float32)
    } else {
      run(BinaryKernel.add.float64)
    }
  }
}

extension Tensor {
  /// A part of the tensor, recorded as the operation that asked for it; the view shares the elements.
  func sliced(
    _ slicing: Slicing, _ operation: String, _ attributes: [Attribute] = []
  ) -> Tensor {
    Tensor.result(
      operation, attributes, of: [self], array.sliced(slicing),
      [
        Derivative(
          "{g} in its place, else 0",
          accumulate: { gradient, _, pending in
            gradient.array.add(to: pending.sliced(slicing))
            return true
          }
        ) { gradient, y in
          gradient.embedded(in: y.inputs[0].shape, at: slicing)
        }
      ], tags: .view)
  }

  /// Zeros with this tensor at a part of them.
  func embedded(in shape: [Int], at slicing: Slicing) -> Tensor {
    Tensor.result(
      "slice_backward", [Attribute("shape", .integers(shape))], of: [self],
      array.embedded(in: shape, at: slicing),
      [
        Derivative("the part of {g}") { gradient, _ in gradient.sliced(slicing, "slice") }
      ])
  }
}
