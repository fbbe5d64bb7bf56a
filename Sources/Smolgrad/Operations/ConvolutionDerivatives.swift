// The convolution of images and what its derivatives are made of: the three operations are each other's derivatives.

extension Tensor {
  /// Images [N, C, H, W] convolved with kernels, of the output's height and width.
  func convolution(
    _ convolution: Convolution, _ weight: Tensor, _ size: Pair, _ name: String,
    _ attributes: [Attribute]
  ) -> Tensor {
    Tensor.result(
      name, attributes, of: [self, weight],
      .wide(array, weight.array) { convolution.forward($0, $1, size: size) },
      [
        Derivative("{g} ⋆ᵀ {b}") { gradient, y in
          gradient.transposedConvolution(
            convolution, y.inputs[1], y.inputs[0].shape, "conv2d_input", attributes)
        },
        Derivative("{a} ⋆ {g}") { gradient, y in
          y.inputs[0].kernelGradient(convolution, gradient, y.inputs[1].shape, attributes)
        },
      ]
    ).counting(.convolution)
  }

  /// What a convolution sends back to its images, of the shape that they have.
  func transposedConvolution(
    _ convolution: Convolution, _ weight: Tensor, _ target: [Int], _ name: String,
    _ attributes: [Attribute]
  ) -> Tensor {
    Tensor.result(
      name, attributes, of: [self, weight],
      .wide(array, weight.array) { convolution.backwardToImage($0, $1, imageShape: target) },
      [
        Derivative("{g} ⋆ {b}") { gradient, y in
          let size = Pair(y.inputs[0].shape[2], y.inputs[0].shape[3])
          return gradient.convolution(convolution, y.inputs[1], size, "conv2d", attributes)
        },
        Derivative("{g} ⋆ {a}") { gradient, y in
          gradient.kernelGradient(convolution, y.inputs[0], y.inputs[1].shape, attributes)
        },
      ]
    ).counting(.transposedConvolution)
  }

  private func kernelGradient(
    _ convolution: Convolution, _ output: Tensor, _ target: [Int], _ attributes: [Attribute]
  ) -> Tensor {
    Tensor.result(
      "conv2d_weight", attributes, of: [self, output],
      .wide(array, output.array) { convolution.backwardToKernel($0, $1, kernelShape: target) },
      [
        Derivative("{b} ⋆ᵀ {g}") { gradient, y in
          y.inputs[1].transposedConvolution(
            convolution, gradient, y.inputs[0].shape, "conv2d_input", attributes)
        },
        Derivative("{a} ⋆ {g}") { gradient, y in
          let size = Pair(y.inputs[1].shape[2], y.inputs[1].shape[3])
          return y.inputs[0].convolution(convolution, gradient, size, "conv2d", attributes)
        },
      ])
  }
}

extension NDArray {
  /// Two contiguous arrays of a type that the loops know, and the result in the original type.
  fileprivate static func wide(
    _ a: NDArray, _ b: NDArray, _ body: (NDArray, NDArray) -> NDArray
  ) -> NDArray {
    let dtype = DType.promoted(a.dtype, b.dtype)
    let computed: DType = dtype == .float64 ? .float64 : .float32
    return body(a.cast(to: computed).contiguous(), b.cast(to: computed).contiguous())
      .cast(to: dtype)
  }
}

extension WindowGeometry {
  /// The geometry of a convolution as attributes, without what is as usual.
  func attributes(_ groups: Int) -> [Attribute] {
    (stride == 1 ? [] : [Attribute("stride", stride.attribute)])
      + (padding == 0 ? [] : [Attribute("padding", padding.attribute)])
      + (dilation == 1 ? [] : [Attribute("dilation", dilation.attribute)])
      + (groups == 1 ? [] : [Attribute("groups", .integer(groups))])
  }
}
