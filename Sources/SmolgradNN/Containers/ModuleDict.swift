/// Modules by key, which the module that holds it calls as it likes.
///
/// They are named by their key: `heads.left.weight`.
///
/// The order of keys is that of the alphabet.
///
///     let heads: ModuleDict = ["age": Linear(4, 1), "kind": Linear(4, 3)]
///     heads["kind"]!(Tensor.ones([1, 4])).shape  // [1, 3]
public final class ModuleDict<Element: Module>: Module, ExpressibleByDictionaryLiteral {
  private var elements: [String: Element]

  /// Modules by key.
  public init(_ elements: [String: Element]) { self.elements = elements }

  /// Modules by key, such as `["left": Linear(2, 2), "right": Linear(2, 2)]`.
  public convenience init(dictionaryLiteral elements: (String, Element)...) {
    self.init(Dictionary(elements) { _, last in last })
  }

  public override var members: [(name: String, value: Any)] {
    keys.map { ($0, elements[$0]!) }
  }

  /// The keys in alphabetical order.
  public var keys: [String] { elements.keys.sorted() }

  /// The module with a key; nil where there is none.
  ///
  /// Setting nil removes it.
  public subscript(key: String) -> Element? {
    get { elements[key] }
    set {
      elements[key] = newValue
      knownParts = nil
    }
  }
}
