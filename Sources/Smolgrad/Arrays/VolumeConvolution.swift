/// A convolution of volumes [N, C, D, H, W] with kernels [O, C / groups, d, h, w], and the two operations that are its derivatives.
///
/// Each is a convolution of images: the slices that a kernel sees at one position along the depth become further channels of an image.
struct Convolution3d: Hashable, Sendable {
  var stride: Triple
  var padding: Triple
  var dilation: Triple
  var groups: Int

  /// The positions of a kernel along depth, height and width; 0 or less where it is larger than the padded volume.
  func outputSize(_ volume: [Int], _ kernel: Triple) -> [Int] {
    func size(_ input: Int, _ kernel: Int, _ stride: Int, _ padding: Int, _ dilation: Int) -> Int {
      let free = input + 2 * padding - dilation * (kernel - 1) - 1
      return free < 0 ? 0 : free / stride + 1
    }
    return [
      size(volume[2], kernel.depth, stride.depth, padding.depth, dilation.depth),
      size(volume[3], kernel.height, stride.height, padding.height, dilation.height),
      size(volume[4], kernel.width, stride.width, padding.width, dilation.width),
    ]
  }

  /// The convolution itself, with a result of this shape.
  func forward(_ x: NDArray, _ w: NDArray, shape: [Int]) -> NDArray {
    images(w.shape).forward(
      slices(x, positions: shape[2], w.shape[2]), flat(w), size: Pair(shape[3], shape[4])
    ).volumes(shape)
  }

  /// The gradient for the volume.
  func backwardToVolume(_ g: NDArray, _ w: NDArray, shape: [Int]) -> NDArray {
    let sizes = [shape[0] * g.shape[2], shape[1] * w.shape[2], shape[3], shape[4]]
    let slices = images(w.shape).backwardToImage(g.images(), flat(w), imageShape: sizes)
    return stacked(slices, positions: g.shape[2], w.shape[2], shape)
  }

  /// The gradient for the kernels.
  func backwardToKernel(_ x: NDArray, _ g: NDArray, shape: [Int]) -> NDArray {
    let flat = [shape[0], shape[1] * shape[2], shape[3], shape[4]]
    return images(shape).backwardToKernel(
      slices(x, positions: g.shape[2], shape[2]), g.images(), kernelShape: flat
    ).reshaped(shape)
  }

  private func images(_ kernel: [Int]) -> Convolution {
    Convolution(
      geometry: WindowGeometry(
        kernel: Pair(kernel[3], kernel[4]), stride: stride.plane, padding: padding.plane,
        dilation: dilation.plane), groups: groups)
  }

  /// Kernels whose slices are further channels.
  private func flat(_ w: NDArray) -> NDArray {
    w.contiguous().reshaped([w.shape[0], w.shape[1] * w.shape[2], w.shape[3], w.shape[4]])
  }

  /// For each position along the depth an image with the slices that a kernel sees there as its channels.
  private func slices(_ x: NDArray, positions: Int, _ depth: Int) -> NDArray {
    let shape = x.shape
    let result = NDArray.full(
      [shape[0], positions, shape[1], depth, shape[3], shape[4]], .integer(0), dtype: x.dtype)
    forEachSlice(positions, depth, shape) { part, volume in
      x.sliced(volume).permuted([0, 2, 1, 3, 4]).copy(into: result.sliced(part).withoutAxes([3]))
    }
    return result.reshaped([shape[0] * positions, shape[1] * depth, shape[3], shape[4]])
  }

  /// The reverse: volumes to which the slices are added.
  private func stacked(_ images: NDArray, positions: Int, _ depth: Int, _ shape: [Int]) -> NDArray {
    let result = NDArray.full(shape, .integer(0), dtype: images.dtype)
    let slices = images.reshaped([shape[0], positions, shape[1], depth, shape[3], shape[4]])
    forEachSlice(positions, depth, shape) { part, volume in
      slices.sliced(part).withoutAxes([3])
        .add(to: result.sliced(volume).permuted([0, 2, 1, 3, 4]))
    }
    return result
  }

  /// Calls the body with each slice of the kernel: its part of the images, and the slices of the volume that it sees.
  private func forEachSlice(
    _ positions: Int, _ depth: Int, _ shape: [Int], _ body: (Slicing, Slicing) -> Void
  ) {
    for slice in 0..<depth {
      let shift = slice * dilation.depth - padding.depth
      let first = shift < 0 ? (-shift + stride.depth - 1) / stride.depth : 0
      let last = Swift.min(positions, (shape[2] - shift + stride.depth - 1) / stride.depth)
      guard first < last, shift < shape[2] else { continue }
      let part = Slicing(all: [shape[0], positions, shape[1], depth, shape[3], shape[4]])
        .along(1, start: first, size: last - first).along(3, start: slice, size: 1)
      let volume = Slicing(all: shape).along(
        2, start: first * stride.depth + shift, size: last - first, step: stride.depth)
      body(part, volume)
    }
  }
}

extension NDArray {
  /// Volumes [N, O, D, H, W] as one image for each position along the depth.
  fileprivate func images() -> NDArray {
    permuted([0, 2, 1, 3, 4]).contiguous()
      .reshaped([shape[0] * shape[2], shape[1], shape[3], shape[4]])
  }

  /// The reverse of ``images()``.
  fileprivate func volumes(_ shape: [Int]) -> NDArray {
    reshaped([shape[0], shape[2], shape[1], shape[3], shape[4]]).permuted([0, 2, 1, 3, 4])
      .contiguous()
  }
}
