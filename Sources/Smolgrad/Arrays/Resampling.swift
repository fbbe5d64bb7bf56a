import CKernels

/// Axes whose new elements are weighted sums of a few old ones.
struct Resampling: Sendable {
  /// One axis, with the old elements and weights of each new one in turn.
  struct Axis: Sendable {
    let axis: Int
    let size: Int, target: Int
    /// The old elements that a new one is made of.
    let taps: Int
    let sources: [Int]
    let weights: [Double]
  }

  let axes: [Axis]

  /// The new elements, the last axis first.
  func forward(_ array: NDArray) -> NDArray {
    axes.reversed().reduce(computed(array)) { $1.resample($0, isForward: true) }
      .cast(to: array.dtype)
  }

  /// Each old element's sum of the new ones that it is part of, times the same weights.
  func backward(_ array: NDArray) -> NDArray {
    axes.reduce(computed(array)) { $1.resample($0, isForward: false) }.cast(to: array.dtype)
  }

  private func computed(_ array: NDArray) -> NDArray {
    (array.dtype == .float64 ? array : array.cast(to: .float32)).contiguous()
  }
}

extension Resampling.Axis {
  fileprivate func resample(_ array: NDArray, isForward: Bool) -> NDArray {
    var shape = array.shape
    shape[axis] = isForward ? target : size
    let result = NDArray.full(shape, .integer(0), dtype: array.dtype)
    var plan = sg_taps(
      outer: shape[..<axis].reduce(1, *), size: size, inner: shape[(axis + 1)...].reduce(1, *),
      out_size: target, taps: taps)
    let sources = sources.map(Int64.init)
    if array.dtype == .float64 {
      let run = isForward ? sg_resample_f64 : sg_resample_gradient_f64
      run(array.pointer(Double.self), &plan, sources, weights, result.pointer(Double.self))
    } else {
      let run = isForward ? sg_resample_f32 : sg_resample_gradient_f32
      run(
        array.pointer(Float.self), &plan, sources, weights.map(Float.init),
        result.pointer(Float.self))
    }
    return result
  }
}
