import CKernels

/// A convolution of images [N, C, H, W] with kernels [O, C / groups, h, w], and the two operations that are its derivatives.
///
/// Each is a matrix product with the image laid out in columns, one for each position of the kernel.
struct Convolution: Hashable, Sendable {
  var geometry: WindowGeometry
  var groups = 1

  /// The convolution itself, with a result of this size.
  ///
  /// The size follows from the geometry, except where the image comes from a transposed convolution with padding of its output.
  func forward(_ x: NDArray, _ w: NDArray, size: Pair) -> NDArray {
    if hasUsualSize(x.shape, size.height, size.width),
      let result = x.onMLX("convolution", [w], integers: numbers)
    {
      return result
    }
    let result = NDArray(
      uninitialized: [x.shape[0], w.shape[0], size.height, size.width], dtype: x.dtype)
    let plan = Plan(self, image: x.shape, output: result.shape, kernel: w.shape)
    plan.forEachGroup { image, output, kernel, columns in
      plan.layOut(x, image, columns)
      gemm(
        .zero, (false, w, kernel), (false, columns, 0), into: (result, output), m: plan.outputs,
        n: plan.positions, k: plan.depth)
    } columns: {
      NDArray(uninitialized: [plan.depth, plan.positions], dtype: x.dtype)
    }
    return plan.depth == 0 ? .full(result.shape, .integer(0), dtype: x.dtype) : result
  }

  /// The gradient for the image, which is the transposed convolution.
  func backwardToImage(_ g: NDArray, _ w: NDArray, imageShape: [Int]) -> NDArray {
    if hasUsualSize(imageShape, g.shape[2], g.shape[3]),
      let result = g.onMLX("convolution_to_image", [w], integers: numbers + imageShape)
    {
      return result
    }
    let result = NDArray.full(imageShape, .integer(0), dtype: g.dtype)
    let plan = Plan(self, image: imageShape, output: g.shape, kernel: w.shape)
    plan.forEachGroup { image, output, kernel, columns in
      gemm(
        .zero, (true, w, kernel), (false, g, output), into: (columns, 0), m: plan.depth,
        n: plan.positions, k: plan.outputs)
      plan.addBack(columns, result, image)
    } columns: {
      NDArray(uninitialized: [plan.depth, plan.positions], dtype: g.dtype)
    }
    return result
  }

  /// The gradient for the kernels.
  func backwardToKernel(_ x: NDArray, _ g: NDArray, kernelShape: [Int]) -> NDArray {
    if hasUsualSize(x.shape, g.shape[2], g.shape[3]),
      let result = x.onMLX("convolution_to_kernel", [g], integers: numbers + kernelShape)
    {
      return result
    }
    let result = NDArray.full(kernelShape, .integer(0), dtype: x.dtype)
    let plan = Plan(self, image: x.shape, output: g.shape, kernel: kernelShape)
    plan.forEachGroup { image, output, kernel, columns in
      plan.layOut(x, image, columns)
      gemm(
        .one, (false, g, output), (true, columns, 0), into: (result, kernel), m: plan.outputs,
        n: plan.depth, k: plan.positions)
    } columns: {
      NDArray(uninitialized: [plan.depth, plan.positions], dtype: x.dtype)
    }
    return result
  }

  /// Whether a result has the size that follows from the geometry, the only one that MLX computes.
  private func hasUsualSize(_ image: [Int], _ height: Int, _ width: Int) -> Bool {
    geometry.outputSize(image[2], image[3]) == Pair(height, width)
  }

  /// The settings as MLX takes them.
  private var numbers: [Int] {
    let (stride, padding, dilation) = (geometry.stride, geometry.padding, geometry.dilation)
    return [
      stride.height, stride.width, padding.height, padding.width, dilation.height, dilation.width,
      groups,
    ]
  }

  /// The sizes of one image's one group.
  private struct Plan {
    let window: sg_window
    let images: Int
    let groups: Int
    /// Channels that a group reads, and channels that it computes.
    let channels: Int, outputs: Int
    /// Elements that a kernel reads, and positions that it is put to.
    let depth: Int, positions: Int
    let plane: Int

    init(_ convolution: Convolution, image: [Int], output: [Int], kernel: [Int]) {
      window = convolution.geometry.window(image[2], image[3], Pair(output[2], output[3]))
      images = image[0]
      groups = convolution.groups
      channels = image[1] / groups
      outputs = output[1] / groups
      depth = channels * kernel[2] * kernel[3]
      positions = output[2] * output[3]
      plane = image[2] * image[3]
    }

    /// Calls the body with the offsets of image, output and kernel of each group of each image.
    func forEachGroup(_ body: (Int, Int, Int, NDArray) -> Void, columns: () -> NDArray) {
      guard images > 0, outputs > 0, positions > 0, depth > 0 else { return }
      let columns = columns()
      for image in 0..<images {
        for group in 0..<groups {
          let block = image * groups + group
          body(
            block * channels * plane, block * outputs * positions, group * outputs * depth, columns)
        }
      }
    }

    func layOut(_ x: NDArray, _ offset: Int, _ columns: NDArray) {
      withUnsafePointer(to: window) { window in
        if x.dtype == .float32 {
          sg_im2col_f32(
            x.pointer(Float.self) + offset, channels, window, columns.pointer(Float.self))
        } else {
          sg_im2col_f64(
            x.pointer(Double.self) + offset, channels, window, columns.pointer(Double.self))
        }
      }
    }

    func addBack(_ columns: NDArray, _ result: NDArray, _ offset: Int) {
      withUnsafePointer(to: window) { window in
        if columns.dtype == .float32 {
          sg_col2im_f32(
            columns.pointer(Float.self), channels, window, result.pointer(Float.self) + offset)
        } else {
          sg_col2im_f64(
            columns.pointer(Double.self), channels, window, result.pointer(Double.self) + offset)
        }
      }
    }
  }

  private enum Start { case zero, one }

  /// C = A · B, or C += A · B to start from one; all rows lie densely.
  private func gemm(
    _ start: Start, _ a: (isTransposed: Bool, NDArray, Int),
    _ b: (isTransposed: Bool, NDArray, Int),
    into c: (NDArray, Int), m: Int, n: Int, k: Int
  ) {
    BLAS.multiply(
      BLAS.Matrix(
        array: a.1, offset: a.2, pitch: a.isTransposed ? m : k, isTransposed: a.isTransposed),
      BLAS.Matrix(
        array: b.1, offset: b.2, pitch: b.isTransposed ? k : n, isTransposed: b.isTransposed),
      into: BLAS.Matrix(array: c.0, offset: c.1, pitch: n, isTransposed: false),
      m: m, n: n, k: k, isAdding: start == .one)
  }
}
