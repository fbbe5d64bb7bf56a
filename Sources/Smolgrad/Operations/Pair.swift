import CKernels

/// Two sizes, for height and width; a single integer stands for both: `stride: 2` or `stride: Pair(2, 1)`.
public struct Pair: Hashable, Sendable, ExpressibleByIntegerLiteral {
  /// The size along the height.
  public let height: Int
  /// The size along the width.
  public let width: Int

  /// Sizes for height and width.
  public init(_ height: Int, _ width: Int) {
    self.height = height
    self.width = width
  }
  /// One size for both.
  public init(_ both: Int) { self.init(both, both) }
  /// One size for both.
  public init(integerLiteral value: Int) { self.init(value, value) }

  /// The sizes as an attribute shows them.
  var attribute: Attribute.Value {
    height == width ? .integer(height) : .integers([height, width])
  }
}

extension Pair: CustomStringConvertible {
  /// The sizes as messages show them.
  public var description: String { "\(height) × \(width)" }
}

/// What a convolution puts around its input.
public enum Padding: Hashable, Sendable, ExpressibleByIntegerLiteral {
  /// So many zeros on each side.
  case amount(Pair)
  /// So many that with stride 1 the output has the input's size; an odd number puts one more at the end.
  case same
  /// None.
  case valid

  /// As many zeros on each side, along height and width.
  public init(integerLiteral value: Int) { self = .amount(Pair(value)) }
}

/// How a window moves over an image.
struct WindowGeometry: Hashable, Sendable {
  var kernel = Pair(1)
  var stride = Pair(1)
  var padding = Pair(0)
  var dilation = Pair(1)

  /// The positions of the window on a plane of this size; negative where the window is larger than the plane.
  func outputSize(_ height: Int, _ width: Int, roundsUp: Bool = false) -> Pair {
    func size(_ input: Int, _ kernel: Int, _ stride: Int, _ padding: Int, _ dilation: Int) -> Int {
      let free = input + 2 * padding - dilation * (kernel - 1) - 1
      if free < 0 { return free }
      var size = (free + (roundsUp ? stride - 1 : 0)) / stride + 1
      // The last window must begin inside of the image or the padding before it.
      if roundsUp, (size - 1) * stride >= input + padding { size -= 1 }
      return size
    }
    return Pair(
      size(height, kernel.height, stride.height, padding.height, dilation.height),
      size(width, kernel.width, stride.width, padding.width, dilation.width))
  }

  /// The window as the loops in C take it.
  func window(_ height: Int, _ width: Int, _ output: Pair) -> sg_window {
    sg_window(
      height: height, width: width, kernel_height: kernel.height, kernel_width: kernel.width,
      stride_height: stride.height, stride_width: stride.width, pad_height: padding.height,
      pad_width: padding.width, dilation_height: dilation.height, dilation_width: dilation.width,
      out_height: output.height, out_width: output.width)
  }

  /// Refuses sizes that are not positive, or too large to compute with.
  func check(_ operation: String) throws(OperandError) {
    for (parameter, name, pair) in [
      ("kernel_size", "kernel", kernel), ("stride", "stride", stride),
      ("dilation", "dilation", dilation), ("padding", "padding", padding),
    ] {
      let sizes = [pair.height, pair.width]
      if parameter != "padding", sizes.contains(where: { $0 < 1 }) {
        throw OperandError(
          operation, "kernel, stride and dilation must be at least 1, not \(pair)", at: parameter)
      }
      if sizes.contains(where: { $0 < 0 }) {
        throw OperandError(operation, "the padding must not be negative: \(pair)", at: parameter)
      }
      try Tensor.checkParameters(sizes, "a \(name) of", operation, at: parameter)
    }
  }
}
