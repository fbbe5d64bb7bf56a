import Smolgrad

/// Names of Python's modules, which may stand before a function or a constant: `torch.exp`, `F.relu`, `np.pi`.
enum PythonModule {
  /// Where such a name can begin.
  static let roots: Set = ["torch", "F", "nn", "np", "numpy", "math"]

  /// What can follow before the name itself: `torch.nn.functional.relu`, `np.linalg.norm`.
  static let parts: Set = ["nn", "functional", "linalg", "special", "Tensor"]

  /// Whether the module is NumPy, some of whose functions are not PyTorch's.
  static func isNumPy(_ root: String) -> Bool { root == "np" || root == "numpy" }

  /// NumPy's functions that do something else than PyTorch's of the same name.
  static let otherThanPyTorch: Set = [
    "repeat", "split", "transpose", "sort", "median", "cumsum", "cumprod", "diff", "tensordot",
  ]

  /// What a name of a module without brackets stands for.
  static func constant(_ name: String) -> SyntaxTree.Kind? {
    if name == "newaxis" { return .some(.none) }
    if let number = constants[name] { return .number(.real(number)) }
    if let type = types[name] { return .dtype(type) }
    return nil
  }

  private static let constants: [String: Double] = [
    "pi": .pi, "e": 2.718281828459045, "tau": 2 * .pi, "inf": .infinity, "nan": .nan,
  ]

  private static let types: [String: DType] = [
    "float16": .float16, "half": .float16, "bfloat16": .bfloat16, "float32": .float32,
    "float": .float32,
    "float64": .float64, "double": .float64, "int32": .int32, "int": .int32, "int64": .int64,
    "long": .int64, "bool": .bool,
  ]
}
