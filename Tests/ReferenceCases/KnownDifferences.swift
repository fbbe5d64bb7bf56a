/// Argument forms that the library does not have, with the reason.
///
/// A case counts as unsupported only if its form is named here.
let unsupportedForms: [String: String] = [
  "nn.functional.scaled_dot_product_attention: dropout is random":
    "the dropped weights of PyTorch's fused kernels follow no rule that its generator documents",
  "norm: norm nuc": "the nuclear norm needs a singular value decomposition",
  "nn.functional.hardtanh: gradient at NaN": gradientAtNaN,
  "nn.functional.relu6: gradient at NaN": gradientAtNaN,
]
/// Operations whose large numbers in half precision overflow in PyTorch or do not, after how its loops are cut; with the reason.
let partialOverflows: [String: String] = [
  "nn.functional.conv2d": partialOverflow, "nn.functional.conv_transpose2d": partialOverflow,
  "nn.functional.conv1d": partialOverflow, "prod": partialOverflow,
]
let maskedNaN =
  "where scores are NaN beside masked ones, PyTorch's fused and plain kernels give different answers"
private let partialOverflow =
  "PyTorch rounds parts of the sum or the product to half precision, and which ones follows from its cache and vector sizes"
private let gradientAtNaN =
  "PyTorch answers 0 or the incoming gradient, after whether its vector loop or its tail comes to the element"
