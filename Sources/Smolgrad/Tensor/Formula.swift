/// The text of a derivative, with placeholders for its parts, such as `{g} · {b}`.
///
/// A placeholder is a word in braces: `g` is the gradient that comes in, `y` the result, `a`, `b`, `c`, `d`, `e`, `f`, `a7`, `a8` and so on are the inputs
/// in their order, and any other word is the attribute of that name.
public struct Formula: Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
  /// What stands for a placeholder of a formula.
  public enum Placeholder: Hashable, Sendable {
    /// The gradient of the result, ∂L/∂y.
    case gradient
    /// The result.
    case output
    /// The input with this position.
    case input(Int)
    /// The attribute with this name.
    case attribute(String)

    /// The symbol that the field writes: `∂L/∂y`, `y`, `a`, an attribute's name.
    public var symbol: String {
      switch self {
      case .gradient: "∂L/∂y"
      case .output: "y"
      case .input(let index): Formula.symbol(ofInput: index)
      case .attribute(let name): name
      }
    }
  }

  /// The text with its placeholders in braces.
  public let template: String

  /// A formula from its template.
  public init(stringLiteral template: String) { self.template = template }
  /// A formula from its template.
  public init(_ template: String) { self.template = template }

  /// The formula in symbols, such as `∂L/∂y · b`.
  public var description: String { filled { $0.symbol } }

  /// The formula with a text of one's own for each placeholder, such as a scalar's number.
  public func filled(_ text: (Placeholder) -> String) -> String {
    var result = ""
    var rest = template[...]
    while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
      result += rest[..<open]
      result += text(Self.placeholder(named: rest[rest.index(after: open)..<close]))
      rest = rest[rest.index(after: close)...]
    }
    return result + rest
  }

  /// The letter that stands for an input: `a`, `b`, … `f`, after that `a7`, `a8`, ….
  public static func symbol(ofInput index: Int) -> String {
    let letters = ["a", "b", "c", "d", "e", "f"]
    return index < letters.count ? letters[index] : "a\(index + 1)"
  }

  private static func placeholder(named name: Substring) -> Placeholder {
    if name == "g" { return .gradient }
    if name == "y" { return .output }
    if name.utf8.count == 1, let letter = name.utf8.first, (97...102).contains(letter) {
      return .input(Int(letter) - 97)
    }
    if name.first == "a", let number = Int(name.dropFirst()), number > 6 {
      return .input(number - 1)
    }
    return .attribute(String(name))
  }
}
