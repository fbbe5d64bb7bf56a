import Smolgrad

extension Module: CustomStringConvertible {
  /// The module and all below it as an outline, each with the shapes of its own parameters and buffers.
  ///
  /// ```text
  /// MLP, 26 parameters
  ///   fc1: Linear, weight [5, 2], bias [5]
  ///   fc2: Linear, weight [1, 5], bias [1]
  /// ```
  public var description: String {
    let structure = structure()
    var start = 0
    var lines: [String] = []
    for (path, module, count) in structure.modules {
      let own = structure.tensors[start..<start + count]
      start += count
      let names = path.split(separator: ".")
      let prefix = names.last.map { "\($0): " } ?? ""
      let indentation = String(repeating: "  ", count: names.count)
      let shapes = own.map { ", \($0.path.split(separator: ".").last!) \($0.tensor.shape)" }
      let total = path.isEmpty ? ", \(parameterCount) parameters" : ""
      lines.append(indentation + prefix + module.typeName + total + shapes.joined())
    }
    return lines.joined(separator: "\n")
  }
}
