/// Why there is no drawing: the thing that is wrong, and what would work.
public enum DrawingError: Error, Hashable, Sendable, CustomStringConvertible {
  /// No format's files end so.
  case unknownExtension(String, choices: [String])
  /// The file can't be written.
  case unwritable(String, reason: String)
  /// The file can't be read.
  case unreadable(String, reason: String)
  /// Graphviz could not lay the figure out.
  case layout(String)
  /// The figure as it was asked for does not fit into its budget, and a simpler one was not wanted.
  case overBudget(String)
  /// The computation can't be shown with other values.
  case variation(String)
  /// There is no film of the computation, or the format shows none.
  case film(String)

  /// One line that names the thing and the choices.
  public var description: String {
    switch self {
    case .unknownExtension(let file, let choices):
      "the ending of '\(Quoting.clean(file))' names no format; choices: \(choices.map { ".\($0)" }.joined(separator: ", "))"
    case .unwritable(let path, let reason): "can't write '\(Quoting.clean(path))': \(reason)"
    case .unreadable(let path, let reason): "can't read '\(Quoting.clean(path))': \(reason)"
    case .layout(let reason): "Graphviz could not draw the figure: \(reason)"
    case .overBudget(let reason): "the figure does not fit into its budget: \(reason)"
    case .film(let reason), .variation(let reason): reason
    }
  }
}
