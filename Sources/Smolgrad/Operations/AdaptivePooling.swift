import CKernels

extension Tensor {
  /// The means of as many windows as the output has elements, which share images [N, C, H, W] evenly; the dimension N may be left out.
  ///
  /// Window i of n goes from ⌊i · H / n⌋ to before ⌈(i + 1) · H / n⌉, so neighbors may overlap.
  ///
  ///     let x = Tensor([[[1, 2, 3, 4], [5, 6, 7, 8]]])
  ///     x.adaptiveAvgPool2d(1)  // [[[4.5]]]
  public func adaptiveAvgPool2d(_ outputSize: Pair) -> Tensor {
    required(of: [self], try checkedAdaptiveAvgPool2d(outputSize))
  }

  package func checkedAdaptiveAvgPool2d(_ outputSize: Pair) throws(OperandError) -> Tensor {
    let grid = try windows(outputSize, dimensions: 2, "adaptive_avg_pool2d")
    return sharedMeans(
      grid, "adaptive_avg_pool2d", [Attribute("size", outputSize.attribute)],
      shape.dropLast(2) + [outputSize.height, outputSize.width])
  }

  /// The means of as many windows as the output has elements, which share sequences [N, C, L] evenly; the dimension N may be left out.
  ///
  ///     Tensor([[1, 2, 3, 4]]).adaptiveAvgPool1d(2)  // [[1.5, 3.5]]
  public func adaptiveAvgPool1d(_ outputSize: Int) -> Tensor {
    required(of: [self], try checkedAdaptiveAvgPool1d(outputSize))
  }

  package func checkedAdaptiveAvgPool1d(_ outputSize: Int) throws(OperandError) -> Tensor {
    let grid = try windows(Pair(1, outputSize), dimensions: 1, "adaptive_avg_pool1d")
    return sharedMeans(
      grid, "adaptive_avg_pool1d", [Attribute("size", .integer(outputSize))],
      shape.dropLast() + [outputSize])
  }

  /// The largest elements of as many windows as the output has elements, which share images evenly; the first of equal ones gets the gradient.
  ///
  ///     let x = Tensor([[[1, 2, 3, 4], [5, 6, 7, 8]]])
  ///     x.adaptiveMaxPool2d(Pair(1, 2))  // [[[6, 8]]]
  public func adaptiveMaxPool2d(_ outputSize: Pair) -> Tensor {
    adaptiveMaxPool2dWithIndices(outputSize).values
  }

  /// The largest elements of as many windows as the output has elements, and their indices on their planes.
  public func adaptiveMaxPool2dWithIndices(
    _ outputSize: Pair
  ) -> (values: Tensor, indices: Tensor) {
    required(of: [self], try checkedAdaptiveMaxPool2dWithIndices(outputSize))
  }

  package func checkedAdaptiveMaxPool2dWithIndices(_ outputSize: Pair) throws(OperandError) -> (
    values: Tensor, indices: Tensor
  ) {
    let grid = try windows(outputSize, dimensions: 2, "adaptive_max_pool2d")
    return sharedMaxima(
      grid, "adaptive_max_pool2d", [Attribute("size", outputSize.attribute)],
      shape.dropLast(2) + [outputSize.height, outputSize.width])
  }

  /// The largest elements of as many windows as the output has elements, which share sequences evenly; the first of equal ones gets the gradient.
  ///
  ///     Tensor([[1, 2, 3, 4]]).adaptiveMaxPool1d(2)  // [[2, 4]]
  public func adaptiveMaxPool1d(_ outputSize: Int) -> Tensor {
    required(of: [self], try checkedAdaptiveMaxPool1d(outputSize))
  }

  package func checkedAdaptiveMaxPool1d(_ outputSize: Int) throws(OperandError) -> Tensor {
    let grid = try windows(Pair(1, outputSize), dimensions: 1, "adaptive_max_pool1d")
    return sharedMaxima(
      grid, "adaptive_max_pool1d", [Attribute("size", .integer(outputSize))],
      shape.dropLast() + [outputSize]
    ).values
  }

  private func windows(_ output: Pair, dimensions: Int, _ operation: String) throws(OperandError)
    -> sg_shares
  {
    try checkFloatingPoint(operation)
    guard rank == dimensions + 1 || rank == dimensions + 2,
      shape.suffix(dimensions + 1).allSatisfy({ $0 > 0 })
    else {
      let needed = dimensions == 2 ? "[N, C, H, W] or [C, H, W]" : "[N, C, L] or [C, L]"
      throw OperandError(
        operation, "needs shape \(needed) without empty dimensions but N, not \(shape)",
        at: "input")
    }
    guard output.height >= 0, output.width >= 0 else {
      throw OperandError(
        operation, "the output's size must not be negative: \(output)",
        at: "output_size")
    }
    let result = shape.dropLast(dimensions) + [output.height, output.width].suffix(dimensions)
    try Tensor.checkSize(Array(result), operation, byteCount: 8)
    return sg_shares(
      height: dimensions == 2 ? shape[rank - 2] : 1, width: shape[rank - 1],
      out_height: output.height, out_width: output.width)
  }

  private func sharedMeans(
    _ grid: sg_shares, _ operation: String, _ attributes: [Attribute], _ target: [Int]
  ) -> Tensor {
    Tensor.result(
      operation, attributes, of: [self],
      array.byPlane(grid.height * grid.width, target, grid.out_height * grid.out_width) {
        sg_adaptive_avg_f32($0, grid, $1)
      } _: {
        sg_adaptive_avg_f64($0, grid, $1)
      },
      [
        Derivative("{g}, shared among its window") { gradient, y in
          gradient.spreadMeans(grid, operation, attributes, y.inputs[0].shape)
        }
      ])
  }

  private func spreadMeans(
    _ grid: sg_shares, _ operation: String, _ attributes: [Attribute], _ target: [Int]
  ) -> Tensor {
    Tensor.result(
      "\(operation)_backward", attributes, of: [self],
      array.byPlane(grid.out_height * grid.out_width, target, grid.height * grid.width) {
        sg_adaptive_avg_gradient_f32($0, grid, $1)
      } _: {
        sg_adaptive_avg_gradient_f64($0, grid, $1)
      },
      [
        Derivative("{g}, averaged") { gradient, y in
          gradient.sharedMeans(grid, operation, attributes, y.inputs[0].shape)
        }
      ])
  }

  private func sharedMaxima(
    _ grid: sg_shares, _ operation: String, _ attributes: [Attribute], _ target: [Int]
  ) -> (values: Tensor, indices: Tensor) {
    let plane = grid.height * grid.width
    let outputs = grid.out_height * grid.out_width
    let planes = shape.elementCount / plane
    let positions = NDArray(uninitialized: [planes * outputs], dtype: .int64)
    let input = (dtype == .float64 ? array : array.cast(to: .float32)).contiguous()
    let to = positions.pointer(Int64.self)
    for index in 0..<planes {
      if dtype == .float64 {
        sg_adaptive_max_f64(
          input.pointer(Double.self) + index * plane, grid, index * plane, to + index * outputs)
      } else {
        sg_adaptive_max_f32(
          input.pointer(Float.self) + index * plane, grid, index * plane, to + index * outputs)
      }
    }
    let indices = NDArray.positions((0..<positions.count).map { Int(to[$0]) % plane })
    return (
      gathered(operation, attributes, at: positions, shape: target, tags: loopTags),
      Tensor(indices.reshaped(target).moved(to: device), role: .input)
    )
  }
}

extension NDArray {
  /// Zeros that the body fills plane by plane, in a type that the loops know, and the result in the original type.
  fileprivate func byPlane(
    _ from: Int, _ shape: [Int], _ to: Int,
    _ float32: (UnsafePointer<Float>, UnsafeMutablePointer<Float>) -> Void,
    _ float64: (UnsafePointer<Double>, UnsafeMutablePointer<Double>) -> Void
  ) -> NDArray {
    let isDouble = dtype == .float64
    let input = (isDouble ? self : cast(to: .float32)).contiguous()
    let result = NDArray.full(shape, .integer(0), dtype: input.dtype)
    for plane in 0..<(to == 0 ? 0 : result.count / to) {
      if isDouble {
        float64(
          input.pointer(Double.self) + plane * from, result.pointer(Double.self) + plane * to)
      } else {
        float32(input.pointer(Float.self) + plane * from, result.pointer(Float.self) + plane * to)
      }
    }
    return result.cast(to: dtype)
  }
}
