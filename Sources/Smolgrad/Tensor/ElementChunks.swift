import CKernels

/// Elements of a tensor that stand one after the other, as numbers that hold each of them exactly (of `int64`, the nearest).
package enum ElementChunk {
  /// Elements in single precision.
  case single(UnsafeBufferPointer<Float>)
  /// Elements in double precision.
  case double(UnsafeBufferPointer<Double>)
}

extension Tensor {
  /// Hands over all elements in row-major order, in as many chunks as it takes, without a copy of the whole.
  ///
  /// A contiguous tensor of floating point numbers is one chunk, and is read where it stands.
  package func forEachChunk(_ body: (ElementChunk) -> Void) {
    if array.isContiguous {
      switch dtype {
      case .float32: return body(.single(array.elements(Float.self)))
      case .float64: return body(.double(array.elements(Double.self)))
      default: break
      }
    }
    let size = dtype.byteCount
    let piece = 2048
    let rows = Rows(shape: shape, array.strides, array.strides, array.strides)
    // Short rows are collected, so that a chunk is worth its while.
    var filled = 0
    let buffer = NDArray(uninitialized: [piece], dtype: dtype)
    func flush() {
      if filled > 0 { Self.handOver(buffer.first(filled), to: body) }
      filled = 0
    }
    rows.forEach { offset, _, _ in
      var done = 0
      while done < rows.length {
        let count = min(rows.length - done, piece - filled)
        let from = array.base + (offset + done * rows.strides.0) * size
        copyElements(
          from, stride: rows.strides.0, to: buffer.base + filled * size, count, size: size)
        done += count
        filled += count
        if filled == piece { flush() }
      }
    }
    flush()
  }

  /// Hands over all elements of this tensor and of another one of the same shape, each as one chunk in row-major order.
  package func withElements<Result>(
    and other: Tensor, _ body: (ElementChunk, ElementChunk) -> Result
  ) -> Result {
    withChunk { first in other.withChunk { body(first, $0) } }
  }

  private func withChunk<Result>(_ body: (ElementChunk) -> Result) -> Result {
    let isSingle = [.float32, .float16, .bfloat16, .bool].contains(dtype)
    let numbers = array.cast(to: isSingle ? .float32 : .float64).contiguous()
    return withExtendedLifetime(numbers.storage) {
      body(
        isSingle ? .single(numbers.elements(Float.self)) : .double(numbers.elements(Double.self)))
    }
  }

  private static func handOver(_ elements: NDArray, to body: (ElementChunk) -> Void) {
    let isSingle = [.float32, .float16, .bfloat16, .bool].contains(elements.dtype)
    let numbers = elements.cast(to: isSingle ? .float32 : .float64)
    // Released any sooner, the memory would be another array's while it is read.
    withExtendedLifetime(numbers.storage) {
      body(
        isSingle ? .single(numbers.elements(Float.self)) : .double(numbers.elements(Double.self)))
    }
  }
}

extension NDArray {
  /// The elements of a contiguous array; the type must be that of `dtype`.
  fileprivate func elements<T>(_ type: T.Type) -> UnsafeBufferPointer<T> {
    UnsafeBufferPointer(start: pointer(type), count: count)
  }

  /// The first elements of a vector, as a view.
  fileprivate func first(_ count: Int) -> NDArray {
    view(shape: [count], strides: [1], offset: offset)
  }
}

/// Copies elements of 1, 2, 4 or 8 bytes that have a distance, to where they have none.
private func copyElements(
  _ from: UnsafeRawPointer, stride: Int, to target: UnsafeMutableRawPointer, _ count: Int, size: Int
) {
  switch size {
  case 1: sg_copy_1(from, stride, target, 1, count)
  case 2: sg_copy_2(from, stride, target, 1, count)
  case 4: sg_copy_4(from, stride, target, 1, count)
  default: sg_copy_8(from, stride, target, 1, count)
  }
}
