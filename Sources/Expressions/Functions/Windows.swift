import Smolgrad

extension Function {
  /// Windows that move over sequences, images and volumes, and new sizes for these.
  static let windows: [Function] = [
    .tensor(
      "conv1d", .floats("input"), .floats("weight"), .optionalFloats("bias"), .size("stride", 1),
      .padding, .size("dilation", 1), .integer("groups", 1)
    ) { x, weight, bias, stride, padding, dilation, groups in
      try x.checkedConv1d(
        weight, bias: bias, stride: stride, padding: padding, dilation: dilation, groups: groups)
    },
    .tensor(
      "conv2d", .floats("input"), .floats("weight"), .optionalFloats("bias"), .pair("stride", 1),
      .padding, .pair("dilation", 1), .integer("groups", 1)
    ) { x, weight, bias, stride, padding, dilation, groups in
      try x.checkedConv2d(
        weight, bias: bias, stride: stride, padding: padding, dilation: dilation, groups: groups)
    },
    .tensor(
      "conv3d", .floats("input"), .floats("weight"), .optionalFloats("bias"), .triple("stride", 1),
      .padding3d, .triple("dilation", 1), .integer("groups", 1)
    ) { x, weight, bias, stride, padding, dilation, groups in
      try x.checkedConv3d(
        weight, bias: bias, stride: stride, padding: padding, dilation: dilation, groups: groups)
    },
    .tensor(
      "conv_transpose2d", .floats("input"), .floats("weight"), .optionalFloats("bias"),
      .pair("stride", 1), .pair("padding", 0), .pair("output_padding", 0), .integer("groups", 1),
      .pair("dilation", 1)
    ) { x, weight, bias, stride, padding, outputPadding, groups, dilation in
      try x.checkedConvTranspose2d(
        weight, bias: bias, stride: stride, padding: padding, outputPadding: outputPadding,
        dilation: dilation, groups: groups)
    },
    .tensor(
      "max_pool1d", .floats("input"), .size("kernel_size"), .optionalSize("stride"),
      .size("padding", 0), .size("dilation", 1), .flag("ceil_mode", false)
    ) {
      try $0.checkedMaxPool1dWithIndices(
        kernel: $1, stride: $2, padding: $3, dilation: $4, ceilMode: $5
      ).values
    },
    .tensor(
      "max_pool2d", .floats("input"), .pair("kernel_size"), .optionalPair("stride"),
      .pair("padding", 0), .pair("dilation", 1), .flag("ceil_mode", false)
    ) {
      try $0.checkedMaxPool2dWithIndices(
        kernel: $1, stride: $2, padding: $3, dilation: $4, ceilMode: $5
      ).values
    },
    .tensor(
      "avg_pool2d", .floats("input"), .pair("kernel_size"), .optionalPair("stride"),
      .pair("padding", 0), .flag("ceil_mode", false), .flag("count_include_pad", true),
      .optionalInteger("divisor_override")
    ) {
      try $0.checkedAvgPool2d(
        kernel: $1, stride: $2, padding: $3, ceilMode: $4, countsPadding: $5, divisor: $6)
    },
    .tensor("adaptive_avg_pool1d", .floats("input"), .size("output_size")) {
      try $0.checkedAdaptiveAvgPool1d($1)
    },
    .tensor("adaptive_avg_pool2d", .floats("input"), .pair("output_size")) {
      try $0.checkedAdaptiveAvgPool2d($1)
    },
    .tensor("adaptive_max_pool1d", .floats("input"), .size("output_size")) {
      try $0.checkedAdaptiveMaxPool1d($1)
    },
    .tensor("adaptive_max_pool2d", .floats("input"), .pair("output_size")) {
      try $0.checkedAdaptiveMaxPool2dWithIndices($1).values
    },
    .tensor(
      "unfold", .tensor("input"), .optionalPair("kernel_size"), .pair("dilation", 1),
      .pair("padding", 0), .pair("stride", 1), .optionalInteger("dimension"),
      .optionalInteger("size"), .optionalInteger("step")
    ) { x, kernel, dilation, padding, stride, dim, size, step in
      if let kernel, dim == nil {
        return try x.checkedUnfold(
          kernel: kernel, dilation: dilation, padding: padding, stride: stride)
      }
      guard let dim, let size, let step else {
        throw OperandError("unfold", "needs kernel_size, or dimension, size and step")
      }
      return try x.checkedUnfold(dim: dim, size: size, step: step)
    },
    .tensor(
      "fold", .floats("input"), .pair("output_size"), .pair("kernel_size"), .pair("dilation", 1),
      .pair("padding", 0), .pair("stride", 1)
    ) {
      try $0.checkedFold(outputSize: $1, kernel: $2, dilation: $3, padding: $4, stride: $5)
    },
    .tensor(
      "interpolate", .floats("input"), .integers("size", []), .factors("scale_factor"),
      .word("mode", Tensor.InterpolationMode.nearest), .flag("align_corners", false)
    ) { try $0.checkedInterpolate(size: $1, scale: $2, mode: $3, alignCorners: $4) },
  ]
}

/// The words for a padding that follows from the kernel.
private enum PaddingWord: String, CaseIterable { case same, valid }

extension Argument<Padding> {
  /// Sizes, 'same' or 'valid'.
  fileprivate static var padding: Argument {
    .init("padding", .integers, isOptional: true) { call in
      guard case .text? = call.argument("padding") else {
        return .amount(try call.pair("padding") ?? 0)
      }
      return try call.word("padding", PaddingWord.self) == .same ? .same : .valid
    }
  }
}

extension Argument<Padding3d> {
  /// Sizes, 'same' or 'valid'.
  fileprivate static var padding3d: Argument {
    .init("padding", .integers, isOptional: true) { call in
      guard case .text? = call.argument("padding") else {
        return .amount(try call.triple("padding") ?? 0)
      }
      return try call.word("padding", PaddingWord.self) == .same ? .same : .valid
    }
  }
}

extension Argument<[Double]> {
  /// One factor for all dimensions, or one for each.
  fileprivate static func factors(_ name: String) -> Argument {
    .init(name, .number, isOptional: true) { call in
      guard case .list(let list)? = call.argument(name) else {
        return try call.number(name).map { [$0] } ?? []
      }
      return try list.elements.map { element in
        guard case .number(let number) = element else {
          throw call.fail("\(name) must be a number or a list of them", at: name)
        }
        return number.real
      }
    }
  }
}
