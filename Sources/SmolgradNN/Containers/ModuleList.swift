/// A list of modules that the module which holds it calls as it likes.
///
/// They are named by their position: `layers.0.weight`.
///
/// A plain array does the same; a list can also be changed where it is shared.
///
///     let layers = ModuleList((0..<3).map { _ in Linear(4, 4) })
///     layers.reduce(Tensor.ones([1, 4])) { $1($0).relu() }.shape  // [1, 4]
public final class ModuleList<Element: Module>: Module, RandomAccessCollection {
  private var elements: [Element]

  /// A list of modules.
  public init(_ elements: [Element]) { self.elements = elements }

  /// A list of modules.
  public convenience init(_ elements: Element...) { self.init(elements) }

  public override var members: [(name: String, value: Any)] {
    elements.enumerated().map { ("\($0.offset)", $0.element) }
  }

  /// Adds a module at the end.
  public func append(_ module: Element) {
    elements.append(module)
    knownParts = nil
  }

  /// The first position.
  public var startIndex: Int { 0 }
  /// The number of modules.
  public var endIndex: Int { elements.count }
  /// The module at a position.
  public subscript(position: Int) -> Element {
    get { elements[position] }
    set {
      elements[position] = newValue
      knownParts = nil
    }
  }
}
