import Spelling

/// Why a view shows nothing: the thing that is not there, and what is.
public enum ViewError: Error, Hashable, Sendable, CustomStringConvertible {
  /// No tensor, operation or module is called so.
  case unknownName(String, near: [String])
  /// No module has this path.
  case unknownModule(String, near: [String])
  /// Nothing leads from one to the other; perhaps something leads back.
  case noPath(from: String, to: String, leadsBack: Bool)

  /// One line that names the thing, and what is near.
  public var description: String {
    switch self {
    case .unknownName(let name, let near):
      "nothing is called '\(name.visible)'\(Self.advice(near, of: "names"))"
    case .unknownModule(let path, let near):
      "no module has the path '\(path.visible)'\(Self.advice(near, of: "paths"))"
    case .noPath(let from, let to, let leadsBack):
      "nothing leads from '\(from.visible)' to '\(to.visible)'"
        + (leadsBack ? "; the other way round it does" : "")
    }
  }

  private static func advice(_ near: [String], of kind: String) -> String {
    near.isEmpty
      ? "; there are no \(kind)" : "; near it: \(near.map(\.visible).joined(separator: ", "))"
  }
}
